"""`python -m trials.diet`: our NLU beside that of a stock Rasa 3.6.21, DIET, on the same data and held-out messages."""
