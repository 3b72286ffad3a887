"""Count the queries and the processor time of each page, in one process.

python -m clinic_parts.counting FOLDER < FILLED   (from benchmarks/)
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

import json
import statistics
import sys
import time
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any

from clinic_parts.pages import PAGES, asking_for

from glabella.site import server
from glabella.site.folder import open_folder

LOOKS = 8


def main() -> None:
    filled = json.load(sys.stdin)
    server.prepare(open_folder(Path(sys.argv[1]), "clinic"))
    found = {page: counted(page, filled) for page in PAGES}
    # Looking at the plan saved it, and the load test goes on from there.
    version = filled["users"][0]["version"]
    print(json.dumps({"pages": found, "version": version}))


def counted(page: str, filled: dict[str, Any]) -> dict[str, float]:
    """Queries of a look at a page, after a first one, and its processor time."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    look = Looks(Client(SERVER_NAME="127.0.0.1"), filled)
    look.at(page)
    with CaptureQueriesContext(connection) as seen:
        look.at(page)
    queries = len(seen)
    times = []
    for _ in range(LOOKS):
        began = time.process_time()
        look.at(page)
        times.append((time.process_time() - began) * 1000)
    return {"queries": queries, "cpu_ms": round(statistics.median(times), 1)}


class Looks:
    """One person who looks at pages."""

    def __init__(self, client: Any, filled: dict[str, Any]) -> None:
        self.client, self.filled = client, filled
        self.user, self.chance = filled["users"][0], Random(1)  # noqa: S311
        for name, value in self.user["cookies"].items():
            client.cookies[name] = value

    def at(self, page: str) -> None:
        """Look once."""
        ask = asking_for(page, self.filled, self.user, self.chance)
        headers = dict(ask.headers or {})
        if ask.body is None:
            answer = self.client.get(ask.path, headers=headers)
        else:
            kind = headers.pop("Content-Type")
            answer = self.client.post(ask.path, ask.body, kind, headers=headers)
        assert answer.status_code == HTTPStatus.OK, (page, answer.status_code)
        if page == "plan":
            self.user["version"] = int(answer.headers["Glabella-Version"])


if __name__ == "__main__":
    main()
