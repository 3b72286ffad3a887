"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["PhotosConfig"]


class PhotosConfig(AppConfig):
    """Photographs of patients, sealed, and who looked at them."""

    name = "glabella.clinic.photos"
    label = "photos"
