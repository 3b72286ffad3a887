"""Where Django finds this part."""

from typing import override

from django.apps import AppConfig

from glabella.clinic.shared.days import told_by

__all__ = ["PracticeConfig"]


class PracticeConfig(AppConfig):
    """The clinic itself: its name, hours, rooms, products in use and prices."""

    name = "glabella.clinic.practice"
    label = "practice"

    @override
    def ready(self) -> None:
        """Tell the parts below which day it is here."""
        from glabella.clinic.practice.selectors import day_of  # noqa: PLC0415

        told_by(day_of)
