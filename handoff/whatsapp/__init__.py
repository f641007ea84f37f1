"""WhatsApp's Business Cloud API: its webhooks parsed, its messages composed within their limits, its client."""
