"""Figures for those who lead: how much is written and when, what about, who answers and how soon."""
