"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["CalendarConfig"]


class CalendarConfig(AppConfig):
    """Appointments, absences and the waiting list."""

    name = "glabella.clinic.calendar"
    label = "calendar"
