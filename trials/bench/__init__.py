"""`make bench`: the same data in Schalter and in a stock Rasa 3.6.21, side by side in one run."""
