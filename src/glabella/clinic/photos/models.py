"""Photographs of patients, sealed, and who looked at them."""
