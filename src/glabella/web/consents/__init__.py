"""Consents on the tablet and by link."""
