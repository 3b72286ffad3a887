"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["AlertsConfig"]


class AlertsConfig(AppConfig):
    """What somebody responsible has to see soon."""

    name = "glabella.clinic.alerts"
    label = "alerts"
