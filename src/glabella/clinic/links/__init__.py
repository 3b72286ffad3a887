"""Signed links and one-time codes for people without an account."""
