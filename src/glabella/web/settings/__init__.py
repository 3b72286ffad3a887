"""The clinic's settings: the owner changes them, everybody may read them."""
