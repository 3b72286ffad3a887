"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["PracticeConfig"]


class PracticeConfig(AppConfig):
    """The clinic itself: its name, hours, rooms, products in use and prices."""

    name = "glabella.clinic.practice"
    label = "practice"
