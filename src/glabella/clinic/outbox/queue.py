"""Run what the task queue holds, in this process."""

import secrets

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

__all__ = ["run_queue"]


def run_queue() -> bool:
    """Run every task that is due; whether there was any."""
    if not DBTaskResult.objects.ready().exists():
        return False  # asked first, because the worker locks the whole database
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=secrets.token_hex(8),
        excluded_queue_names=[],
    ).run()
    return True
