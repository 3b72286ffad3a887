"""Golden runs of the population kernel: compare, or write anew after a change.

    python -m tools.golden            says what moved, exits 1 if anything did
    python -m tools.golden --write    stores what the kernel says now

The file holds question and answer: population, course, aim, seed, patients, and the
summaries. Whole numbers are not compared bit for bit: another processor may round
the last digit differently.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from glabella.studies.kernel import (
    Aim,
    Area,
    Course,
    Person,
    Population,
    Spread,
    Summaries,
    simulate,
)

FILE = Path(__file__).parent.parent / "tests/studies/golden/population.json"
RELATIVE, ABSOLUTE = 1e-4, 2e-5
QUANTILES = (0.05, 0.5, 0.95)
MEASURES = (
    "days_below",
    "days_above",
    "mean_severity",
    "max_block",
    "min_mass",
    "final_rest",
    "weeks_frozen",
)


def question(stored: dict[str, Any]) -> dict[str, Any]:
    """Arguments of ``simulate`` from the stored tables; a pair is a spread."""
    person: dict[str, Any] = {k: _value(v) for k, v in stored["person"].items()}
    areas: list[dict[str, Any]] = [
        {k: _value(v) for k, v in area.items()} for area in stored["areas"]
    ]
    course = stored["course"]
    return {
        "population": Population(
            Person(**person), tuple(Area(**area) for area in areas)
        ),
        "course": Course(
            visit_days=tuple(course["visit_days"]),
            exposure_units=tuple(map(tuple, course["exposure_units"])),
            horizon_days=course["horizon_days"],
            jitter_days=course["jitter_days"],
            skipped=course["skipped"],
        ),
        "aim": Aim(**stored["aim"]),
        "seed": stored["seed"],
        "patients": range(stored["patients"]),
    }


def answer(found: Summaries) -> dict[str, Any]:
    """What is stored of a run: means, spreads, quantiles, returns."""
    told: dict[str, Any] = {
        name: {
            "mean": found.mean(name).tolist(),
            "sd": found.sd(name).tolist(),
            **{str(q): found.quantile(name, q).tolist() for q in QUANTILES},
        }
        for name in MEASURES
    }
    told["returns"] = found.returns[..., :3].sum(axis=0).tolist()
    told["return_days"] = np.nanmean(found.return_days(), axis=0).tolist()
    return told


def moved(before: Any, after: Any, place: str = "") -> list[str]:
    """Every number of two answers that differs, with its place."""
    if isinstance(before, dict):
        return [m for k in before for m in moved(before[k], after[k], f"{place}/{k}")]
    if isinstance(before, list):
        pairs = enumerate(zip(before, after, strict=True))
        return [m for k, (b, a) in pairs for m in moved(b, a, f"{place}/{k}")]
    # A quantile moves by classes, a count by patients on the edge.
    near = 2.0 if isinstance(before, int) else ABSOLUTE
    if abs(after - before) <= near + RELATIVE * abs(before):
        return []
    return [f"{place}: {before:.6g} -> {after:.6g}"]


def _value(stored: float | list[float]) -> Spread | float:
    return Spread(*stored) if isinstance(stored, list) else stored


def main() -> int:
    """Compare or write; the number of the exit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="store the present run")
    options = parser.parse_args()
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    told = answer(simulate(**question(stored["question"])))
    if options.write:
        stored["answer"] = told
        FILE.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
        return 0
    found = moved(stored["answer"], told)
    print("\n".join(found) or "nothing moved")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
