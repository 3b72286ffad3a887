"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["InjectionsConfig"]


class InjectionsConfig(AppConfig):
    """The treatment day: preparation, and the live record of what is given."""

    name = "glabella.clinic.injections"
    label = "injections"
