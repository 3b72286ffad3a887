"""The treatment day: preparation and the live record."""
