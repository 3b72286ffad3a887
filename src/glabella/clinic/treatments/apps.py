"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["TreatmentsConfig"]


class TreatmentsConfig(AppConfig):
    """What was really given, and how it turned out."""

    name = "glabella.clinic.treatments"
    label = "treatments"
