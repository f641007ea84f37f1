"""`python -m trials.desk`: how quick the desk is when it has been worked at for years."""
