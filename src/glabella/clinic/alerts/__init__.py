"""What somebody responsible has to see soon."""
