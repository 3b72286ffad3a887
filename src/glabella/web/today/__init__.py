"""Today: what waits for the person who is signed in, in the order of their work."""
