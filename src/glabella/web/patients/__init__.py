"""Patients: search, lists, the record as a timeline, treatments, leaving."""
