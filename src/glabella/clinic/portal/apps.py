"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["PortalConfig"]


class PortalConfig(AppConfig):
    """The patient's own page, by link and code."""

    name = "glabella.clinic.portal"
    label = "portal"
