"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["PlansConfig"]


class PlansConfig(AppConfig):
    """Plans in the record, answers to their findings, and approvals."""

    name = "glabella.clinic.plans"
    label = "plans"
