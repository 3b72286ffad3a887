"""How soon a review moves the forecast: from the grades entered to the new outlook.

    python -m treatment_parts.learning FOLDER TIMES   (from benchmarks/)

A patient with two earlier treatments and their grades is reviewed again and again, on
another day each time, so that nothing is remembered. Prints one JSON object.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are made

import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE), str(HERE.parent)]

from treatment_parts.visits import Clinic, opened  # noqa: E402

__all__ = ["review_to_forecast_ms"]

EARLIER = (260, 130)
"""Days since the treatments before."""


def review_to_forecast_ms(times: int = 10) -> float:
    """Median milliseconds from a review to the outlook that knows of it."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "treatment_parts.learning"),
                *(f"{folder}/clinic", str(times)),
            ],
            cwd=HERE,
            capture_output=True,
            text=True,
            check=True,
        )
    return float(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    clinic = opened(Path(sys.argv[1]))
    from glabella.clinic.treatments import selectors, services
    from glabella.clinic.treatments.entries import Graded, Seen
    from tests.clinic.people import make_patient

    who, patient, today = clinic.injector, make_patient(1), clinic.now.date()
    treatment = [_treated(clinic, patient, ago) for ago in EARLIER][-1]
    found = []
    for number in range(int(sys.argv[2]) + 1):
        seen = Seen(
            day=today - timedelta(days=EARLIER[-1] - 14 - 7 * number),
            grades=(Graded("glabella", at_contraction=1 + number // 8),),
        )
        begun = time.perf_counter()
        services.add_follow_up(
            actor=who, at=clinic.later(), treatment=treatment, seen=seen
        )
        (area,) = selectors.outlook_today(viewer=who, patient=patient, at=clinic.now)
        found.append(time.perf_counter() - begun)
        if area.reason:
            raise RuntimeError(area.reason)
    # The first one reads the evidence, as the first of each worker does.
    print(round(1000 * statistics.median(found[1:]), 1))


def _treated(clinic: Clinic, patient: Any, days_ago: int) -> Any:
    """A treatment of the frown lines so many days ago, signed."""
    from glabella.clinic.treatments import services
    from glabella.clinic.treatments.entries import Entry, Given
    from tests.clinic.people import PASSWORD

    who = clinic.injector
    entry = Entry(
        day=clinic.now.date() - timedelta(days=days_ago),
        product="bocouture",
        technique="standard",
        injector=who,
        given=(Given("glabella", Decimal(20)),),
    )
    row = services.start(actor=who, at=clinic.later(), patient=patient, entry=entry)
    return services.sign(
        actor=who, at=clinic.later(), treatment=row, version=1, password=PASSWORD
    )


if __name__ == "__main__":
    main()
