"""The app as Django knows it."""

from django.apps import AppConfig

__all__ = ["KeysConfig"]


class KeysConfig(AppConfig):
    """Keys and seals."""

    name = "glabella.clinic.keys"
    label = "keys"
    verbose_name = "Keys"
    default_auto_field = "django.db.models.BigAutoField"
