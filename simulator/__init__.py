"""Meta's side of the WhatsApp Cloud API, for development and tests: Graph calls, webhooks, customers' phones."""
