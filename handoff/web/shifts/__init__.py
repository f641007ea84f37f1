"""The shift plan's pages: a team's week, for its leads to make and for its agents to read."""
