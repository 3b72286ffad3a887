"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["OutboxConfig"]


class OutboxConfig(AppConfig):
    """Messages to people: written with the record, sent later, kept visible."""

    name = "glabella.clinic.outbox"
    label = "outbox"
