"""Schalter tried as a whole, in its own processes: the demonstration, load, comparison with a stock Rasa."""
