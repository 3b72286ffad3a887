"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["ConsentsConfig"]


class ConsentsConfig(AppConfig):
    """What patients agreed to, in which words, and until when."""

    name = "glabella.clinic.consents"
    label = "consents"
