"""What people ask for, before they are patients."""
