"""Appointments, absences and the waiting list."""
