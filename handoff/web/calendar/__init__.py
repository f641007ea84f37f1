"""What is to be done at a time: callbacks, appointments, events."""
