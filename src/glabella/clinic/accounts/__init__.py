"""Staff: who they are, what their roles allow, and emergency access."""
