"""The way in: passwords, throttle, log-ins as rows, and their form."""
