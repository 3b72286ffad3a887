"""How fast is the clinic, with few patients and with many? On both databases.

    python benchmarks/clinic.py [--quick] [--patients N] [--database sqlite|postgresql|both]

The last line is one JSON object. Under ``databases``, for each database and number
of patients: per page ``median_ms``, ``p95_ms`` (20 people, each of whom looks at a
page for a second before the next; gunicorn with 4 workers, over loopback),
``queries`` and ``cpu_ms`` (processor time of one look, measured in one process);
``requests_per_second`` when nobody pauses; ``memory_mib`` of the server with its
workers (shared pages counted once); rows, and seconds of making them. ``flat`` is
the median, and the processor time, with many patients over that with few, by page.
At the top stand the pages of the first database with most patients, as ``pages``.

``load_average_before`` says how busy the machine was with other things.

PostgreSQL comes from the wheel that the tests use; it does not wait for the disk.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from clinic_parts import pages, visiting  # noqa: E402

from tests.postgresql import Cluster  # noqa: E402

FEW = 1_000
MANY = 100_000
QUICK = 200
WORKERS = 4
PATIENCE_SECONDS = 120


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--patients", type=int, default=MANY)
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql", "both"), default="both"
    )
    options = parser.parse_args()
    kinds = ("sqlite", "postgresql")
    if options.quick:
        sizes, kinds = (QUICK,), ("sqlite",)
    else:
        sizes = tuple(sorted({min(FEW, options.patients), options.patients}))
        if options.database != "both":
            kinds = (options.database,)
    load = round(os.getloadavg()[0], 1)
    found = {kind: of_kind(kind, sizes, quick=options.quick) for kind in kinds}
    first = next(iter(found.values()))
    most = first["sizes"][str(sizes[-1])]
    print(
        json.dumps(
            {
                "quick": options.quick,
                "patients": sizes[-1],
                "load_average_before": load,
                "pages": most["pages"],
                "requests_per_second": most["requests_per_second"],
                "memory_mib": most["memory_mib"],
                "databases": found,
            }
        )
    )


def of_kind(kind: str, sizes: tuple[int, ...], *, quick: bool) -> dict[str, Any]:
    """Measure one database with each number of patients."""
    made = {str(size): measured(kind, size, quick=quick) for size in sizes}
    few, many = (made[str(size)]["pages"] for size in (sizes[0], sizes[-1]))
    flat = {
        page: {
            name: round(many[page][name] / few[page][name], 2)
            for name in ("median_ms", "cpu_ms")
        }
        for page in pages.PAGES
    }
    return {"sizes": made, "flat": flat}


def measured(kind: str, patients: int, *, quick: bool) -> dict[str, Any]:
    """Fill a clinic, serve it, and visit it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        surroundings = environment(kind, folder, stack)
        say(f"{kind}: filling {patients:,} patients")
        began = time.perf_counter()
        filled = child("filling", folder / "data", patients, env=surroundings)
        took = round(time.perf_counter() - began, 1)
        say(f"{kind}: filled in {took} s; counting queries")
        counted = child("counting", folder / "data", env=surroundings, told=filled)
        filled["users"][0]["version"] = counted["version"]
        port = free_port()
        with served(folder / "data", port, surroundings) as server:
            visiting.throughput(port, filled, each=1)  # warms the workers
            seen = visiting.latencies(port, filled, each=1 if quick else 10, pause=1.0)
            rate = visiting.throughput(port, filled, each=1 if quick else 4)
            memory = memory_mib(server.pid)
        for page, told in counted["pages"].items():
            seen[page] |= told
        say(f"{kind}: {seen}")
    return {
        "pages": seen,
        "requests_per_second": round(rate, 1),
        "memory_mib": round(memory, 1),
        "rows": filled["rows"],
        "filling_seconds": {**filled["seconds"], "all": took},
    }


def environment(kind: str, folder: Path, stack: ExitStack) -> dict[str, str]:
    """What the processes of one clinic need to know."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GLABELLA_") and name != "DATABASE_URL"
    }
    surroundings["PYTHONPATH"] = os.pathsep.join((str(HERE), str(HERE.parent)))
    if kind == "postgresql":
        host = stack.enter_context(Cluster(folder / "server").joined())
        told = host.replace("/", "%2F")
        surroundings["DATABASE_URL"] = f"postgresql://postgres@{told}/postgres"
    return surroundings


def child(
    part: str, *arguments: object, env: dict[str, str], told: object = None
) -> Any:
    """Run a part in a process of its own, and read its answer."""
    done = subprocess.run(
        [sys.executable, "-m", f"clinic_parts.{part}", *map(str, arguments)],
        input=None if told is None else json.dumps(told),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=env,
    )
    return pages.read(done.stdout)


@contextmanager
def served(
    folder: Path, port: int, env: dict[str, str]
) -> Iterator["subprocess.Popen[str]"]:
    """A server that answers."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "clinic_parts.serving"),
            *(str(folder), str(port), str(WORKERS)),
        ],
        stdout=subprocess.PIPE,
        text=True,
        env=env,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=PATIENCE_SECONDS)


def memory_mib(pid: int) -> float:
    """Proportional memory of a process and its children; nothing beside Linux."""
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    if not listing.exists():
        return 0.0
    people = [pid, *map(int, listing.read_text(encoding="ascii").split())]
    kib = 0
    for one in people:
        rows = Path(f"/proc/{one}/smaps_rollup").read_text(encoding="ascii")
        kib += sum(
            int(row.split()[1]) for row in rows.splitlines() if row.startswith("Pss:")
        )
    return kib / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
