"""Conversation tests: what `data/<topic>/tests.yml` says, played through webhook, database, bot and Graph API."""
