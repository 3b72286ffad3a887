"""Carry out one request in a process of its own that dies, or fails, on the way.

A fork stands for a worker of the server: it opens the database anew, works, and either
answers through a pipe or is killed. The points at which it can die are counted: before
and after each statement, and before and after each commit.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

import os
import pickle
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal

__all__ = ["Outcome", "begun", "disk_full", "ended", "in_fork", "killed_at", "points"]

Act = Callable[[], Any]
Fault = AbstractContextManager[Any]
Kind = Literal["answered", "refused", "failed", "killed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a request ended: with an answer, words of refusal, a fault, or not at all."""

    kind: Kind
    told: Any = None


@dataclass(frozen=True, slots=True)
class Worker:
    """A request under way."""

    pid: int
    pipe: int


def in_fork(act: Act, fault: Fault | None = None) -> Outcome:
    """Carry one request out and wait for its end."""
    return ended(begun(act, fault))


def begun(act: Act, fault: Fault | None = None) -> Worker:
    """Begin a request; the process that does it shares no connection with this one."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _work(act, fault or nullcontext(), writing)
    os.close(writing)
    return Worker(pid, reading)


def ended(worker: Worker) -> Outcome:
    """Wait for a request and read what it answered."""
    with os.fdopen(worker.pipe, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(worker.pid, 0)
    if os.WIFSIGNALED(status):
        return Outcome("killed", signal.Signals(os.WTERMSIG(status)).name)
    return Outcome(*pickle.loads(told))  # noqa: S301 - written by our own fork


def _work(act: Act, fault: Fault, pipe: int) -> None:
    from glabella.core.errors import GlabellaError

    try:
        with fault:
            told: tuple[Kind, Any] = ("answered", act())
    except GlabellaError as error:
        told = ("refused", str(error))
    except Exception as error:  # noqa: BLE001 - the parent judges it
        told = ("failed", f"{type(error).__name__}: {error}")
    with os.fdopen(pipe, "wb") as out:
        pickle.dump(told, out)
    os._exit(0)


def points(act: Act) -> tuple[int, Any]:
    """Carry a request out unharmed: the points at which it could die, and its answer."""

    def counted() -> tuple[int, Any]:
        seen: list[int] = []
        with _watched(seen.append):
            told = act()
        return seen[-1], told

    outcome = in_fork(counted)
    if outcome.kind != "answered":
        message = f"a request without a fault was {outcome.kind}: {outcome.told}"
        raise AssertionError(message)
    number, told = outcome.told
    return int(number), told


@contextmanager
def killed_at(point: int) -> Iterator[None]:
    """Die at one point, as by ``kill -9``: nothing is tidied up."""

    def look(number: int) -> None:
        if number == point:
            os.kill(os.getpid(), signal.SIGKILL)

    with _watched(look):
        yield


@contextmanager
def _watched(look: Callable[[int], None]) -> Iterator[None]:
    """Tell the number of each point as it is passed."""
    from django.db import connection

    number = 0

    def pass_point() -> None:
        nonlocal number
        number += 1
        look(number)

    def statement(execute: Any, *asked: Any) -> Any:
        pass_point()
        answer = execute(*asked)
        pass_point()
        return answer

    commit = connection._commit  # noqa: SLF001 - Django tells nobody of a commit

    def committing() -> Any:
        pass_point()
        answer = commit()
        pass_point()
        return answer

    connection._commit = committing  # noqa: SLF001
    with connection.execute_wrapper(statement):
        yield


@contextmanager
def disk_full(most_kib: int) -> Iterator[None]:
    """Let no file of this process grow beyond a size: the write that needs more fails.

    SQLite writes a transaction into its log first, and what does not get in whole must
    not count. Python lets the failed write return an error instead of ending.
    """
    most = most_kib * 1024
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    yield
