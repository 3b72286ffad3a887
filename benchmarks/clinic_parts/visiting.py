"""Twenty people at their screens, over loopback: a bounded number of requests."""

import http.client
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from clinic_parts.pages import PAGES, Asking, asking_for, cookies_of

__all__ = ["Visit", "latencies", "throughput"]

TIMEOUT_SECONDS = 60


@dataclass(slots=True)
class Visit:
    """What was seen: milliseconds by page, and what went wrong."""

    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


def latencies(
    port: int, filled: Mapping[str, Any], *, each: int, pause: float
) -> dict[str, dict[str, float]]:
    """Median and 95th percentile by page; each user asks for each page so often.

    They look at what they got for ``pause`` seconds on average before they go on.
    """
    seen = _together(port, filled, each=each, pause=pause)
    return {
        page: {
            "median_ms": round(statistics.median(times), 1),
            "p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        }
        for page, times in seen.ms.items()
    }


def throughput(port: int, filled: Mapping[str, Any], *, each: int) -> float:
    """Requests a second when nobody pauses, all pages alike."""
    began = time.perf_counter()
    seen = _together(port, filled, each=each, pause=0.0)
    count = sum(map(len, seen.ms.values()))
    return count / (time.perf_counter() - began)


def _together(
    port: int, filled: Mapping[str, Any], *, each: int, pause: float
) -> Visit:
    seen = Visit()
    people = [
        threading.Thread(target=_sit, args=(port, filled, place, (each, pause), seen))
        for place in range(len(filled["users"]))
    ]
    for one in people:
        one.start()
    for one in people:
        one.join()
    if seen.wrong:
        message = f"{len(seen.wrong)} requests failed: {seen.wrong[0]}"
        raise RuntimeError(message)
    return seen


def _sit(
    port: int,
    filled: Mapping[str, Any],
    place: int,
    asked: tuple[int, float],
    seen: Visit,
) -> None:
    user, chance = filled["users"][place], Random(place)  # noqa: S311
    each, pause = asked
    pages = list(PAGES) * each
    chance.shuffle(pages)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    time.sleep(chance.random() * pause)
    for page in pages:
        ask = asking_for(page, filled, user, chance)
        began = time.perf_counter()
        try:
            fault = _ask(connection, ask, user)
        except (OSError, http.client.HTTPException) as error:
            fault = type(error).__name__
        if fault:
            seen.wrong.append(f"{page}: {fault}")
            break
        seen.ms[page].append((time.perf_counter() - began) * 1000)
        time.sleep(chance.uniform(0.5, 1.5) * pause)
    connection.close()


def _ask(
    connection: http.client.HTTPConnection, ask: Asking, user: dict[str, Any]
) -> str:
    """Send one request and read the answer; what was wrong with it, if anything."""
    headers = {"Cookie": cookies_of(user), **(ask.headers or {})}
    for last in (False, True):
        try:
            connection.request(
                "POST" if ask.body else "GET", ask.path, ask.body, headers
            )
            answer = connection.getresponse()
            break
        except ConnectionError:
            # The server ends what was idle; a browser then asks on a new line.
            connection.close()
            if last:
                raise
    answer.read()
    if answer.status != http.client.OK:
        return f"answered {answer.status}"
    if ask.path == user["plan"]:
        version = answer.headers["Glabella-Version"]
        if version is None:
            return "the plan was changed by somebody else"
        user["version"] = int(version)
    return ""
