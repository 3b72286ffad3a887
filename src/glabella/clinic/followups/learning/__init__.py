"""What was learned of a patient, when they should come back, and whether it works."""
