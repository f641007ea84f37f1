"""A month of sixty institutions against the routing's decisions, and a hundred workers against its transactions."""
