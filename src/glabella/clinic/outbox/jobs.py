"""What is done again and again: each part names its own in a module ``due.py``.

``run_due`` imports the ``due`` module of every part and calls what they registered::

    @every(minutes=5)
    def reminders(*, at: datetime) -> int:
        ...write the messages of the next days...
        return how_many

A job may be called more often than it asks for, and by two processes at once: it
looks at the records, not at the clock alone, and does nothing twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import DatabaseError
from django.utils.module_loading import autodiscover_modules

from glabella.core.errors import GlabellaError

__all__ = ["DueJob", "every", "log", "registered", "run"]

log = logging.getLogger(__name__)


class Work(Protocol):
    """A job: does what is due at ``at`` and says how many things that were."""

    def __call__(self, *, at: datetime) -> int:
        """Do what is due."""
        ...


@dataclass(frozen=True, slots=True)
class DueJob:
    """A job, its name, and how long it may rest."""

    name: str
    rest: timedelta
    work: Work


_jobs: dict[str, DueJob] = {}


def every(*, minutes: float) -> Callable[[Work], Work]:
    """Register a job that is called about every so many minutes."""

    def register(work: Work) -> Work:
        name = f"{getattr(work, '__module__', '')}.{getattr(work, '__name__', '')}"
        _jobs[name] = DueJob(name, timedelta(minutes=minutes), work)
        return work

    return register


def registered() -> tuple[DueJob, ...]:
    """Every job of every part, in the order of their names."""
    autodiscover_modules("due")
    return tuple(_jobs[name] for name in sorted(_jobs))


def run(*, at: datetime, last: dict[str, datetime]) -> dict[str, int]:
    """Run the jobs that have rested long enough; ``last`` is kept by the caller.

    One that fails is logged and does not stop the others: it comes again.
    """
    done = {}
    for job in registered():
        if job.name in last and at - last[job.name] < job.rest:
            continue
        last[job.name] = at
        try:
            done[job.name] = job.work(at=at)
        except (GlabellaError, DatabaseError):
            log.exception("%s failed; it comes again", job.name)
    return done
