"""Passwords and messages of the demonstration while its two years are being made."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import override

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test.utils import override_settings

from glabella.clinic.outbox.delivery import attempt
from glabella.clinic.outbox.models import Message

__all__ = ["OneRound", "deliver", "in_the_past"]

_NO_QUEUE = {
    "default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend", "QUEUES": []}
}
_POST = timedelta(seconds=40)


class OneRound(PBKDF2PasswordHasher):
    """The usual hash with a single round: for two years of signatures in seconds."""

    iterations = 1

    @override
    def must_update(self, encoded: str) -> bool:
        return False


@contextmanager
def in_the_past() -> Iterator[None]:
    """Make signatures quick, and leave no tasks behind for messages of long ago.

    Passwords that must last are set again afterwards; :func:`deliver` does what the
    queue would have done.
    """
    name = f"{OneRound.__module__}.{OneRound.__qualname__}"
    with override_settings(PASSWORD_HASHERS=[name], TASKS=_NO_QUEUE):
        yield


def deliver(until: datetime) -> None:
    """Let what was due by ``until`` leave soon after it was written."""
    waiting = Message.objects.filter(
        status=Message.Status.WAITING, send_at__lte=until - _POST
    )
    for message_id, due_at in waiting.values_list("id", "send_at"):
        attempt(at=due_at + _POST, message_id=str(message_id))
