"""Requests: the public page where they are made, and the queue where they wait."""
