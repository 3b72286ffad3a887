"""How fast is a plan? Plans a second on one core, start-up, memory.

    python benchmarks/plan.py [--quick] [--profile]

The last line is one JSON object: ``plans_per_second`` (a three-area case, from
the tables of its file to the JSON text), ``startup_seconds`` (``glabella plan
CASE --json`` as a whole process, median), ``peak_mib`` (of that process) and
``ratio_to_import`` (start-up over that of ``python -c "import json"`` in the
same run, because shared machines have no steady clock).
"""

import argparse
import cProfile
import json
import pstats
import statistics
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from glabella.core.case_reading import read_case
from glabella.core.planner.document import as_document
from glabella.core.planner.plan import make_plan
from glabella.evidence.planning import case_vocabulary, knowledge_for

CASE = Path(__file__).parent / "three-areas.toml"
CHILD = (
    "import resource, sys; sys.argv = ['glabella', 'plan', {case!r}, '--json'];"
    "from glabella.cli.main import run\n"
    "try:\n    run()\nfinally:\n"
    "    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
    "    print(peak, file=sys.stderr)"
)


def plan_once(text: str) -> str:
    """From the text of a case file to the plan as JSON."""
    case = read_case(tomllib.loads(text), case_vocabulary())
    return json.dumps(as_document(make_plan(case, knowledge_for(case.product))))


def plans_per_second(seconds: float) -> float:
    """Median rate over ten slices of ``seconds`` in all."""
    text = CASE.read_text(encoding="utf-8")
    plan_once(text)
    rates = []
    for _ in range(10):
        start, count = time.perf_counter(), 0
        while time.perf_counter() - start < seconds / 10:
            plan_once(text)
            count += 1
        rates.append(count / (time.perf_counter() - start))
    return statistics.median(rates)


def timed(command: list[str]) -> tuple[float, str]:
    """Wall seconds of a process and what it wrote to standard error."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, done.stderr


def startup(repeats: int) -> tuple[float, float, float]:
    """(median seconds, ratio to a bare import, peak MiB), interleaved."""
    child = [sys.executable, "-c", CHILD.format(case=str(CASE))]
    bare = [sys.executable, "-c", "import json"]
    timed(child)  # compiles what is not compiled yet
    ours, theirs, peaks = [], [], []
    for _ in range(repeats):
        seconds, stderr = timed(child)
        ours.append(seconds)
        theirs.append(timed(bare)[0])
        kib = float(stderr.strip().splitlines()[-1])
        peaks.append(kib / 1024 / (1024 if sys.platform == "darwin" else 1))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    return statistics.median(ours), ratio, max(peaks)


def profile() -> None:
    """Print the five functions that take the most time of their own."""
    text = CASE.read_text(encoding="utf-8")
    plan_once(text)
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(200):
        plan_once(text)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(5)


def main() -> None:
    """Measure and print one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under 40 seconds")
    parser.add_argument("--profile", action="store_true", help="show the top five")
    options = parser.parse_args()
    if options.profile:
        profile()
    seconds, ratio, peak = startup(5 if options.quick else 21)
    result = {
        "plans_per_second": round(plans_per_second(5 if options.quick else 30), 1),
        "startup_seconds": round(seconds, 3),
        "ratio_to_import": round(ratio, 2),
        "peak_mib": round(peak, 1),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
