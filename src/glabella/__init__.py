"""Glabella: planning and records for botulinum-toxin aesthetic practice."""
