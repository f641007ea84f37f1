"""A small library around Rasa 3.6.21: one message and a dialogue state in, replies and a new state out.

It knows no database, no WhatsApp and no desk. Importing `bot` or `bot.turn` does not import Rasa.
"""
