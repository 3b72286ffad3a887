"""The clinic's own protocols: templates that a prescriber approves."""
