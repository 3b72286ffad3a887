"""``glabella calibrate``: fit the response model and say how wrong it is."""

import json
import os
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np

from glabella.cli.files import write_whole
from glabella.core.errors import GlabellaError
from glabella.core.trials import TrialRecord
from glabella.evidence.files import DATA
from glabella.evidence.response import FITTED, belief_hash, constants, priors
from glabella.evidence.trials import fitted_hash, trial_records
from glabella.studies.calibration.check import check_by_sampling
from glabella.studies.calibration.comparison import compare, never_met
from glabella.studies.calibration.cross_validation import (
    Seen,
    cross_validate,
    posterior_of,
    scores,
)
from glabella.studies.calibration.fit import Fit, fit
from glabella.studies.calibration.problem import Problem
from glabella.studies.calibration.profile import profiles
from glabella.studies.calibration.writing import fitted_text

__all__ = ["Asked", "calibrate"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for beside the fit itself."""

    out: Path | None
    report: Path | None
    cross_validate: bool
    check: bool
    profile: bool
    workers: int


def calibrate(asked: Asked) -> None:
    """Fit, write the parameters, and print the hash of the fitted records."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    target = asked.out or DATA / FITTED
    _refuse(asked, target)
    records = trial_records()
    problem = Problem.of(records, priors(), constants())
    digest = fitted_hash(records)
    _tell(f"{len(problem.records)} records of {len(problem.trials)} trials")
    with ProcessPoolExecutor(asked.workers, get_context("spawn")) as pool:
        found = fit(problem, pool=pool)
        text = fitted_text(
            problem.names,
            found.theta,
            found.covariance,
            records=digest,
            beliefs=belief_hash(),
        )
        write_whole([(target, text.encode())])
        _tell(f"half the sum of squares {found.cost:.3f}; wrote {target}")
        report = _report(problem, found, asked, pool)
        if asked.cross_validate:
            report["compared"] = _compared(records, problem, found, pool)
    if asked.report is not None:
        from glabella.studies.calibration import report as pages  # noqa: PLC0415

        pages.write(asked.report, problem, found, report, digest)
        _tell(f"wrote {asked.report}")
    print(f"records sha256 {digest}")


def _report(
    problem: Problem, found: Fit, asked: Asked, pool: Executor
) -> dict[str, Any]:
    """Whatever was asked for, printed and kept."""
    kept: dict[str, Any] = {}
    if asked.cross_validate:
        seen = cross_validate(problem, found, pool)
        kept["seen"] = seen
        _print_scores(seen)
    if asked.check:
        check = check_by_sampling(problem, found, pool=pool)
        kept["check"] = check
        shift = np.abs(check.mean - found.theta) / np.sqrt(np.diag(found.covariance))
        print(
            f"importance sampling: effective sample size "
            f"{check.effective_sample_size:.0f} of {check.draws}, means within "
            f"{shift.max():.2f} of a spread"
        )
    if asked.profile:
        kept["profiles"] = profiles(problem, found, pool=pool)
    return kept


def _compared(
    records: Iterable[TrialRecord], problem: Problem, found: Fit, pool: Executor
) -> tuple[Seen, ...]:
    """What the fit says of the records that are for comparison only."""
    seen = compare(records, posterior_of(problem, found), pool)
    _tell(f"{len(seen)} records for comparison; of trials never met:")
    _print_scores(never_met(seen, problem.trials))
    return seen


def _print_scores(seen: Sequence[Seen]) -> None:
    for score in scores(seen):
        print(json.dumps(asdict(score)).replace("NaN", "null"))


def _refuse(asked: Asked, target: Path) -> None:
    """Whatever would fail after minutes of work fails now."""
    if asked.profile and asked.report is None:
        msg = "--profile shows nothing without --report; name a folder for it"
        raise GlabellaError(msg)
    if target.is_dir():
        msg = f"{target} is a folder; name a file with --out"
        raise GlabellaError(msg)
    try:
        with TemporaryFile(dir=target.parent):
            pass
        if asked.report is not None:
            asked.report.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        where = error.filename or target.parent
        msg = f"{where} cannot be written: {error.strerror}; name another place"
        raise GlabellaError(msg) from error


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
