"""The report of a calibration: tables in Markdown and pictures."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from glabella.studies.calibration.comparison import (
    comparison_table,
    never_met,
    score_table,
)
from glabella.studies.calibration.cross_validation import Seen
from glabella.studies.calibration.fit import Fit
from glabella.studies.calibration.plots import plot_profiles, plot_trials
from glabella.studies.calibration.problem import Problem

__all__ = ["write"]

PAGE = "calibration.md"
WRITTEN = (
    "Written by `glabella calibrate`. What it means: "
    "[the response model](../../explanation/model.md)."
)
SCALES = (
    "`ln_`: natural logarithm, `logit_`: log-odds, else grades. *Left* is the "
    "spread after the fit over that before it: near 1, the records say nothing."
)
COMPARED = (
    "Records for comparison: no fit has used them. What the fit above says of them."
)
HELD = (
    "Half the sum of squares when one parameter is held and all others are "
    "fitted again, its own belief set aside. The dashed line marks a 95 % interval."
)


def write(
    folder: Path, problem: Problem, found: Fit, kept: Mapping[str, Any], digest: str
) -> None:
    """Write ``calibration.md`` and its pictures into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        "# Calibration of the response model",
        "",
        WRITTEN,
        "",
        _counted(problem, digest),
        "",
        *_parameters(problem, found, kept),
    ]
    if "seen" in kept:
        parts += _validation(kept["seen"], folder)
    if "compared" in kept:
        parts += _comparison(kept["compared"], problem.trials, folder)
    if "profiles" in kept:
        plot_profiles(kept["profiles"], folder / "profiles.svg")
        parts += _profiles()
    (folder / PAGE).write_text("\n".join(parts) + "\n", encoding="utf-8")


def _counted(problem: Problem, digest: str) -> str:
    trials = len(problem.trials)
    return f"{len(problem.records)} records of {trials} trials, sha256 `{digest}`."


def _parameters(problem: Problem, found: Fit, kept: Mapping[str, Any]) -> list[str]:
    """Belief and result of every parameter; how much the records narrowed it."""
    spread = np.sqrt(np.diag(found.covariance))
    check = kept.get("check")
    sampled = " sampled |" if check else ""
    lines = [
        "## Parameters",
        "",
        SCALES,
        "",
        f"| parameter | before | after | left | on its own scale |{sampled}",
        f"| --- | --- | --- | --- | --- |{' --- |' if check else ''}",
    ]
    for index, belief in enumerate(problem.beliefs):
        value = float(found.theta[index])
        extra = (
            f" {check.mean[index]:.2f} ± {check.spread[index]:.2f} |" if check else ""
        )
        lines.append(
            f"| `{belief.name}` | {belief.mean:.2f} ± {belief.spread:.2f} "
            f"| {value:.2f} ± {spread[index]:.2f} "
            f"| {spread[index] / belief.spread:.2f} | {_natural(belief.name, value)} |"
            + extra
        )
    if check:
        size = f"effective sample size {check.effective_sample_size:.0f}"
        lines += ["", f"*Sampled*: importance sampling, {check.draws} draws, {size}."]
    return [*lines, ""]


def _natural(name: str, value: float) -> str:
    if name.startswith("ln_"):
        return f"{math.exp(value):.3g}"
    if name.startswith("logit_"):
        return f"{1 / (1 + math.exp(-value)):.3f}"
    return f"{value:.2f}"


def _validation(seen: Sequence[Seen], folder: Path) -> list[str]:
    lines = [
        "## Trials that the model had not seen",
        "",
        "Each trial was left out, the rest fitted, and its records predicted.",
        "",
        *score_table(seen),
    ]
    lines += ["", *_by_trial(seen), ""]
    for path in plot_trials(seen, folder / "trials"):
        lines += [f"![{path.stem}: seen and said](trials/{path.name})", ""]
    return lines


def _comparison(seen: Sequence[Seen], fitted: Sequence[str], folder: Path) -> list[str]:
    lines = [
        "## Trials that the model has never met",
        "",
        COMPARED,
        "",
        *comparison_table(seen, fitted),
        "",
    ]
    for path in plot_trials(never_met(seen, fitted), folder / "trials"):
        lines += [f"![{path.stem}: seen and said](trials/{path.name})", ""]
    return lines


def _by_trial(seen: Sequence[Seen]) -> list[str]:
    """One row a trial: errors of shares and durations, and coverage."""
    lines = [
        "| trial left out | records | shares, points | durations, weeks | within 90 % |",
        "| --- | --- | --- | --- | --- |",
    ]
    for trial in sorted({one.record.fit.trial for one in seen}):
        rows = [one for one in seen if one.record.fit.trial == trial]
        exact = [one for one in rows if not one.record.fit.lower_bound]
        shares = _mean([one.error for one in exact if not one.record.is_duration])
        weeks = _mean([one.error for one in exact if one.record.is_duration])
        covered = np.mean([one.covered for one in rows])
        lines.append(f"| {trial} | {len(rows)} | {shares} | {weeks} | {covered:.0%} |")
    return lines


def _mean(errors: Sequence[float]) -> str:
    return f"{np.mean(errors):.1f}" if errors else ""


def _profiles() -> list[str]:
    return [
        "## Profiles",
        "",
        HELD,
        "",
        "![Profiles of the main parameters](profiles.svg)",
        "",
    ]
