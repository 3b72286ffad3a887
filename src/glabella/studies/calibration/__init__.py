"""Fitting the response model to published trials, and saying how wrong it is."""
