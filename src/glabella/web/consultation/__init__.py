"""The consultation: talk, look, grade, decide, sign."""
