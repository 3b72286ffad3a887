"""What was talked about, seen and decided."""
