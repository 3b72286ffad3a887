"""The calendar: days and weeks, visits, the waiting list, hours, and signed links."""
