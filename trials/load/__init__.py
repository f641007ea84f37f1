"""`make load`: many customers write at once; nothing may be lost, nothing doubled, and answers come soon."""
