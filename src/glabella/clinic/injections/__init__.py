"""The treatment day: preparation, and the live record of what is given."""
