"""What administrators, leads and designers set up, and auditors read."""
