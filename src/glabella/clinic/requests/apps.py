"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["RequestsConfig"]


class RequestsConfig(AppConfig):
    """What people ask for, before they are patients."""

    name = "glabella.clinic.requests"
    label = "requests"
