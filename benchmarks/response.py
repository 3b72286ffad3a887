"""How fast is a population, how exact, and what does a forecast for one cost?

    python benchmarks/response.py [--quick]

Ten areas, five years, a visit about every 90 days. Kernel, stand-in model and NumPy
run in turns, each round beside a fixed calibration loop in as many threads as the
machine says it has cores, because shared machines have no steady clock; medians of
rounds are told. The last line is one JSON object:

``patient_area_days_per_second``  the full model, all workers, by the wall clock
``ratio_numpy``                   that over NumPy's, which uses one core
``ratio_numpy_one_core``          the same with one worker, by processor time
``standin_per_second``            the stand-in model with one worker, likewise
``max_error_severity``            grades, at every step, against DOP853 at 1e-12
``max_error_between_steps``       the same on whole days between the steps
``numpy_error_severity_mean``     how far NumPy's daily steps are, as a mean, largest
``personalise_ms``, ``effective_sample_size``  one patient's forecast
``cores_said``, ``cores_there``   of the machine, and what the calibration got
``peak_mib``                      of this process after the largest population,
                                  before NumPy's share of the race
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from response_parts import standin, workload
from response_parts.numpy_daily import Daily
from response_parts.personal import personalise

from glabella.studies.kernel import layout, run, simulate
from tests.studies.reference import interpolated, lane_of, node_days, solve

CORES = os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
BLOCKS = (4096, 16384, 32768, 65536)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall clock and of processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def spin(size: int = 256) -> None:
    """A fixed amount of arithmetic that no cache or memory limits."""
    a = np.ones((size, size), np.float32)
    for _ in range(60):
        np.multiply(a, np.float32(1.0), out=a)
        np.sqrt(a, out=a)


def cores_there() -> float:
    """Threads' worth of a fixed loop that really ran side by side."""
    alone = timed(lambda: [spin(1024) for _ in range(3)])[0]
    with ThreadPoolExecutor(CORES) as pool:
        work = [[1024] * 3 for _ in range(CORES)]
        wall, _ = timed(
            lambda: list(pool.map(lambda sizes: [spin(n) for n in sizes], work))
        )
    return CORES * alone / wall


def kernel(patients: int, workers: int) -> None:
    simulate(
        workload.POPULATION,
        workload.COURSE,
        aim=workload.AIM,
        seed=workload.SEED,
        patients=range(patients),
        workers=workers,
    )


def best_block(*, quick: bool) -> int:
    """The size of block that suits NumPy here, tried before anything is timed."""
    rates = {}
    for size in BLOCKS[1:3] if quick else BLOCKS:
        lanes = workload.lanes(size)
        rates[size] = size / min(timed(Daily(lanes).run)[1] for _ in range(2))
    return max(rates, key=lambda size: rates[size])


def race(rounds: int, patients: int, block: int) -> dict[str, float]:
    """Patient-area-days a second of each runner, medians of interleaved rounds."""
    asked = workload.question()
    bench, lanes = run.new_bench(asked), workload.lanes(block)
    last = patients * workload.AREAS
    seen = {name: [] for name in ("all", "one", "standin", "numpy", "cpu", "cores")}
    for _ in range(rounds):
        seen["cores"].append(cores_there())
        seen["all"].append(last / timed(lambda: kernel(patients, CORES))[0])
        seen["one"].append(last / timed(lambda: kernel(patients, 1))[1])
        seen["standin"].append(
            last / timed(lambda: standin.run(asked, bench, 0, last))[1]
        )
        daily = Daily(lanes)
        wall, cpu = timed(daily.run)
        seen["numpy"].append(block / wall)
        seen["cpu"].append(block / cpu)
    medians = {name: statistics.median(values) for name, values in seen.items()}
    ratios = [a / b for a, b in zip(seen["all"], seen["numpy"], strict=True)]
    one = [a / b for a, b in zip(seen["one"], seen["cpu"], strict=True)]
    medians["ratio"], medians["ratio_one"] = map(statistics.median, (ratios, one))
    return medians


def exactness(count: int) -> tuple[float, float]:
    """Largest errors in severity at the steps, and on whole days between them."""
    asked = workload.question()
    at_steps = between = 0.0
    days = np.arange(1.0, workload.DAYS)
    for first in range(0, count * 1280, 1280):
        traced, k = run.trace(asked, first), 7 * (first // 1280) % layout.LANES
        area = (first + k) % workload.AREAS
        lane = lane_of(traced, asked.exposure, k, area)
        solution = solve(lane, workload.DAYS)
        error = np.abs(traced.nodes[:, 1, k] - solution.line(node_days(traced, k)))
        at_steps = max(at_steps, float(error.max()))
        free = np.setdiff1d(days, traced.arrival[:, k])
        error = np.abs(interpolated(traced.nodes, k, free) - solution.line(free))
        between = max(between, float(error.max()))
    return at_steps, between


def disagreement(block: int = 1280) -> float:
    """Largest difference in mean severity between NumPy's daily steps and ours."""
    patients = range(block // workload.AREAS)
    ours = run.each(workload.question(), patients)[..., 2].ravel()
    theirs = Daily(workload.lanes(block)).run().mean_severity
    return float(np.abs(ours - theirs).max())


def linear(largest: int) -> dict[str, float]:
    """Seconds of processor for each million patient-areas, by size of population."""
    found = {}
    for patients in (largest // 100, largest // 10, largest):
        _, cpu = timed(lambda patients=patients: kernel(patients, CORES))
        found[str(patients)] = round(cpu / (patients * workload.AREAS) * 1e6, 2)
    return found


def peak_mib() -> float:
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kib / 1024 / (1024 if sys.platform == "darwin" else 1)


def main() -> None:
    """Measure and print one JSON object as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="under 40 seconds")
    quick = parser.parse_args().quick
    kernel(16, CORES)  # compiles what is not compiled yet
    standin.run(workload.question(), run.new_bench(workload.question()), 0, 10)
    before = peak_mib()
    scaling = linear(20_000 if quick else 1_000_000)
    peak = peak_mib()
    block = best_block(quick=quick)
    found = race(5 if quick else 21, 2000 if quick else 5000, block)
    at_steps, between = exactness(4 if quick else 40)
    milliseconds, sample = personalise(5 if quick else 25)
    days = workload.DAYS
    result = {
        "patient_area_days_per_second": round(found["all"] * days),
        "per_second_one_core": round(found["one"] * days),
        "standin_per_second": round(found["standin"] * days),
        "numpy_per_second": round(found["cpu"] * days),
        "numpy_block": block,
        "ratio_numpy": round(found["ratio"], 2),
        "ratio_numpy_one_core": round(found["ratio_one"], 2),
        "max_error_severity": float(f"{at_steps:.2g}"),
        "max_error_between_steps": float(f"{between:.2g}"),
        "numpy_error_mean_severity": float(f"{disagreement():.2g}"),
        "personalise_ms": milliseconds,
        "effective_sample_size": sample,
        "cpu_seconds_per_million_patient_areas": scaling,
        "cores_said": CORES,
        "cores_there": round(found["cores"], 2),
        "peak_mib": round(peak, 1),
        "peak_mib_grown_with_patients": round(peak - before, 1),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
