"""The audit, for the owner: who did what, when, and what stood there before."""
