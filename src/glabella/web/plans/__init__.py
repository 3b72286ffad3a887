"""Plans inside the record, and the prescribers' list of what waits."""
