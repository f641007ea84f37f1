"""`python -m trials.fill`: a desk as it is after years, with everybody in it invented."""
