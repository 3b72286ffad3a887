"""What every screen stands on: the page, its styles, its errors."""
