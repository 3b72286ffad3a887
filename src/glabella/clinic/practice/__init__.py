"""The clinic itself: its name, hours, rooms, products in use and prices."""
