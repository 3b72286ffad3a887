"""Photographs: taking, comparing, pins over a photograph."""
