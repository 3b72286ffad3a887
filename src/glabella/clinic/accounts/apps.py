"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["AccountsConfig"]


class AccountsConfig(AppConfig):
    """Staff: who they are, what their roles allow, and emergency access."""

    name = "glabella.clinic.accounts"
    label = "accounts"
