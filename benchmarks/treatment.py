"""The treatment day and after: taps, recall, photographs, learning, and faults survived.

    python benchmarks/treatment.py [--quick]

The last line is one JSON object: ``taps_20_sites`` and ``recording`` (taps and seconds
for 5, 20 and 31 sites by a scripted injector in a real browser), ``recall_seconds``
(from a lot to everybody who got it, among ``recall_treatments``),
``photos_per_second`` and ``photo_peak_mib`` (twelve megapixels each),
``review_to_forecast_ms`` (from grades entered to the outlook that knows of them),
``faults_injected`` and ``faults_survived`` (server killed at points of drawing and
signing, full disk, clock jump, lost answer, sent twice, two tabs), and ``lost``: what
did not survive, in words. ``load_average_before`` says how busy the machine was.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from treatment_parts.faults import counted  # noqa: E402
from treatment_parts.learning import review_to_forecast_ms  # noqa: E402
from treatment_parts.photos import photos_per_second  # noqa: E402
from treatment_parts.recall import recall_seconds  # noqa: E402
from treatment_parts.taps import taps  # noqa: E402

MANY, FEW = 100_000, 2_000
PHOTOGRAPHS, QUICK_PHOTOGRAPHS = 40, 4
SITES, QUICK_SITES = (5, 20, 31), (20,)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    found: dict[str, Any] = {"load_average_before": round(os.getloadavg()[0], 2)}
    recording = taps(QUICK_SITES if quick else SITES)
    treatments = FEW if quick else MANY
    found |= {
        "taps_20_sites": recording["20"]["taps"],
        "recording": recording,
        "recall_treatments": treatments,
        **recall_seconds(treatments),
        **photos_per_second(QUICK_PHOTOGRAPHS if quick else PHOTOGRAPHS),
        "review_to_forecast_ms": review_to_forecast_ms(3 if quick else 10),
        **counted(quick=quick),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
