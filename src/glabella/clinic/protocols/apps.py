"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["ProtocolsConfig"]


class ProtocolsConfig(AppConfig):
    """The clinic's own templates, and each injector's own points."""

    name = "glabella.clinic.protocols"
    label = "protocols"
