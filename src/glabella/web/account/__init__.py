"""Signing in and out, second factors, sessions, emergency access."""
