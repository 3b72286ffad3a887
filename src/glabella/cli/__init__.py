"""The command line: small doors into the planner and the site."""
