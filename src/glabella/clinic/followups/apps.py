"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["FollowupsConfig"]


class FollowupsConfig(AppConfig):
    """After a treatment: aftercare, reviews, reports, recall and what was learned."""

    name = "glabella.clinic.followups"
    label = "followups"
