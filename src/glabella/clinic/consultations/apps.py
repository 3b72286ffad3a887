"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["ConsultationsConfig"]


class ConsultationsConfig(AppConfig):
    """What was talked about, seen and decided."""

    name = "glabella.clinic.consultations"
    label = "consultations"
