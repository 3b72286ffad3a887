"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["LinksConfig"]


class LinksConfig(AppConfig):
    """Signed links and one-time codes for people without an account."""

    name = "glabella.clinic.links"
    label = "links"
