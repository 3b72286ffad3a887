"""Lots, vials and what was drawn from them."""
