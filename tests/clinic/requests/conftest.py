"""The queue and the mail of the outbox's tests."""

from tests.clinic.outbox.conftest import jobs_and_mail, mail_is_set_up

__all__ = ["jobs_and_mail", "mail_is_set_up"]
