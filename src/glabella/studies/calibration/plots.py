"""Pictures of the fit: one panel for each trial, and the profiles."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glabella.core.errors import GlabellaError
from glabella.studies.calibration.cross_validation import Seen
from glabella.studies.calibration.profile import Profile

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot_profiles", "plot_trials"]

SEEN, SAID = "#b3402a", "#27667b"
COLUMNS = 2
WIDTH_INCHES = 11.0
DAYS_A_WEEK = 7.0
EDGE_95 = 1.92
"""Half the 95 % quantile of a chi-square with one degree of freedom."""


def _figures() -> type["Figure"]:
    try:
        import matplotlib as mpl  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415
    except ImportError as error:
        msg = "pictures need matplotlib; install it with: uv sync --group studies"
        raise GlabellaError(msg) from error
    mpl.rcParams["svg.hashsalt"] = "glabella"
    mpl.rcParams["svg.fonttype"] = "none"
    return Figure


def plot_trials(seen: Sequence[Seen], folder: Path) -> list[Path]:
    """One picture a trial: what was seen, what was said without it, 90 %."""
    figure_class = _figures()
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for trial in sorted({one.record.fit.trial for one in seen}):
        rows = [one for one in seen if one.record.fit.trial == trial]
        height = 1.3 + 0.32 * len(rows)
        figure = figure_class(figsize=(8.4, height), layout="constrained")
        _panel(figure.subplots(), rows, trial)
        written.append(_saved(figure, folder / f"{trial}.svg"))
    return written


def _panel(axes: "Axes", rows: Sequence[Seen], trial: str) -> None:
    """Shares in percent and durations in weeks, one line for each record."""
    labels = []
    for height, one in enumerate(reversed(rows)):
        factor = 1.0 / DAYS_A_WEEK if one.record.is_duration else 100.0
        low, said, high = (factor * value for value in (one.low, one.said, one.high))
        seen = factor * one.record.fit.observed
        axes.plot([low, high], [height, height], color=SAID, linewidth=5, alpha=0.35)
        axes.plot(said, height, "|", color=SAID, markersize=12, markeredgewidth=2)
        marker = ">" if one.record.fit.lower_bound else "o"
        axes.plot(seen, height, marker, color=SEEN, markersize=6)
        labels.append(_label(one))
    axes.set_yticks(range(len(rows)), labels, fontsize=8)
    axes.set_xlim(left=min(0.0, axes.get_xlim()[0]))
    axes.set_xlabel("percent of patients, or weeks", fontsize=8)
    axes.set_title(
        f"{trial}: dot = seen, bar = said without this trial (90 %)", fontsize=9
    )
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _label(one: Seen) -> str:
    fit = one.record.fit
    end = fit.endpoint
    dose = "placebo" if fit.dose_units == 0 else f"{fit.dose_units:g} units"
    words = (end.criterion or end.until or end.kind).replace("_", " ")
    when = "median, weeks" if end.day is None else f"day {end.day:g}"
    return f"{one.record.id} {dose}, {end.rater}: {words}, {when}"


def plot_profiles(profiles: Sequence[Profile], path: Path) -> Path:
    """Rise of the cost over each profiled parameter, in one picture."""
    figure_class = _figures()
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = -(-len(profiles) // COLUMNS)
    figure = figure_class(figsize=(WIDTH_INCHES, 2.4 * rows), layout="constrained")
    grid: Any = figure.subplots(rows, COLUMNS, squeeze=False)
    for axes, profile in zip(grid.flat, profiles, strict=False):
        axes.plot(profile.values, profile.rises, "o-", color=SAID)
        axes.axhline(EDGE_95, color=SEEN, linestyle="--", linewidth=1)
        axes.set_title(profile.name, fontsize=9)
        axes.set_ylabel("rise in cost", fontsize=8)
    for axes in list(grid.flat)[len(profiles) :]:
        axes.set_visible(False)
    return _saved(figure, path)


def _saved(figure: "Figure", path: Path) -> Path:
    figure.savefig(path, metadata={"Date": None})
    return path
