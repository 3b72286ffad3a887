"""Aftercare, reviews, side effects, reports and the recall list."""
