"""The recall list: who is due, who was asked, and what became of it."""
