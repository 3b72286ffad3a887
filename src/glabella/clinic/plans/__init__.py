"""Plans in the record, answers to their findings, and approvals."""
