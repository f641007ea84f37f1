"""`python -m trials.statistics`: how quick the statistics are after years, and what counting costs."""
