"""The clinic: people, requests, records, plans and what was given."""
