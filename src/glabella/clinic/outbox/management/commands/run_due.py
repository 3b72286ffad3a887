"""``glabella manage run_due``: send messages, and do what comes again and again."""

import os
import signal
import threading
from datetime import datetime
from types import FrameType
from typing import Any, override

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from glabella.clinic.outbox import jobs
from glabella.clinic.outbox.queue import run_queue

__all__ = ["Command"]

QUEUE_EVERY_SECONDS = 2.0


class Command(BaseCommand):
    """Runs beside the server, or from a timer of the system with ``--once``."""

    help = "Send waiting messages, write reminders, erase what is too old to keep."

    @override
    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--once", action="store_true", help="do what is due now, then end"
        )
        how.add_argument(
            "--every",
            type=float,
            default=30.0,
            metavar="SECONDS",
            help="look for due work this often; the queue of messages is looked at "
            "every two seconds (default: 30)",
        )
        parser.add_argument(
            "--beside",
            type=int,
            metavar="PID",
            help="end when this process, which started the command, has ended",
        )

    @override
    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            jobs.run(at=_now(), last={})
            run_queue()
            return
        Rounds(options["every"], options["beside"]).run()


class Rounds:
    """Goes round until it is told to stop."""

    def __init__(self, every_seconds: float, beside: int | None) -> None:
        self.every_seconds = every_seconds
        self.beside = beside
        self.last: dict[str, datetime] = {}
        self.stopped = threading.Event()

    def run(self) -> None:
        """Go round until a signal comes, or the process beside has ended."""
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, self.stop)
        looked_at: datetime | None = None
        while not self.stopped.is_set() and self._wanted():
            at = _now()
            if looked_at is None or self._rested(at, looked_at):
                looked_at = at
                jobs.run(at=at, last=self.last)
            self._empty_queue()
            close_old_connections()
            self.stopped.wait(QUEUE_EVERY_SECONDS)

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """End after what is being done now."""
        self.stopped.set()

    def _rested(self, at: datetime, looked_at: datetime) -> bool:
        return (at - looked_at).total_seconds() >= self.every_seconds

    def _wanted(self) -> bool:
        return self.beside is None or os.getppid() == self.beside

    def _empty_queue(self) -> None:
        try:
            run_queue()
        except DatabaseError:
            jobs.log.exception("the queue could not be read; it is tried again")


def _now() -> datetime:
    # Nobody calls a command with the time.
    return timezone.now()  # noqa: TID251
