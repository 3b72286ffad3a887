"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["PatientsConfig"]


class PatientsConfig(AppConfig):
    """People who are treated here, and what they told of their health."""

    name = "glabella.clinic.patients"
    label = "patients"
