"""What each screen is for, all on one page."""
