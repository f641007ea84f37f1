"""Lists, threads, and all that is done in a chat."""
