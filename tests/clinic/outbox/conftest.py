"""A queue in the database, and no mail server unless a test asks for one."""

import pytest

__all__ = ["jobs_and_mail", "mail_is_set_up"]

LOCMEM = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def jobs_and_mail(settings) -> None:
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}
    }
    settings.MAILERS = {}


@pytest.fixture
def mail_is_set_up(settings, jobs_and_mail: None) -> None:
    settings.MAILERS = {"default": {"BACKEND": LOCMEM}}
    settings.DEFAULT_FROM_EMAIL = "desk@clinic.test"
