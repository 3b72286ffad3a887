"""The process beside the server that sends messages and does what is due."""

import os
import subprocess
import sys

__all__ = ["start_jobs"]


def start_jobs() -> None:
    """Start ``run_due`` beside this process; it ends when this process has ended.

    Call it in the process that stays, after the site was prepared: the environment
    then names the data folder.
    """
    # Nothing of this command is typed by anybody.
    subprocess.Popen(  # noqa: S603
        [
            sys.executable,
            "-m",
            "django",
            "run_due",
            "--beside",
            str(os.getpid()),
        ],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
