"""What was really given, and how it turned out."""
