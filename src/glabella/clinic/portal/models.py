"""The patient's own page, by link and code."""
