"""Schalter's conversations: webhook, inbox, outbox, desk."""
