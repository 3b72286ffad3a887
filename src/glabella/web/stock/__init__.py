"""Stock: lots, vials, counts and recalled lots."""
