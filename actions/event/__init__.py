"""Events in the chat: what is on, signing up and signing off."""
