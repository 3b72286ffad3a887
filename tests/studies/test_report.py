"""The page that ``glabella calibrate --report`` writes."""

from functools import cache

import numpy as np
import pytest

from glabella.core.trials import Endpoint
from glabella.studies.calibration.check import Check
from glabella.studies.calibration.comparison import BEGIN, END, copied
from glabella.studies.calibration.cross_validation import Seen
from glabella.studies.calibration.fit import Fit
from glabella.studies.calibration.profile import Profile
from glabella.studies.calibration.report import write
from glabella.studies.trials.answering import EFFECTS
from tests.studies.calibration_parts import TRUE, record, small_problem
from tools.never_met import PAGE, REPORT

MEDIAN = Endpoint("m", "median_duration_days", "investigator", until="baseline")


@cache
def fitted():
    problem = small_problem()
    theta = np.array([TRUE[name] for name in problem.names])
    covariance = np.diag((0.5 * problem.spread) ** 2)
    return problem, Fit(theta, np.zeros((2, len(EFFECTS))), covariance, 0.0)


@pytest.fixture
def page(tmp_path):
    """Write the report; its text."""

    def text(**kept):
        problem, found = fitted()
        write(tmp_path / "report", problem, found, kept, "abc123")
        return (tmp_path / "report" / "calibration.md").read_text(encoding="utf-8")

    return text


def rows(text, name):
    return [line for line in text.splitlines() if line.startswith(f"| {name} |")]


def test_every_parameter_has_a_row_with_belief_and_result(page):
    told = page()
    problem, found = fitted()
    assert f"{len(problem.records)} records of 2 trials" in told
    assert "`abc123`" in told
    for belief, value in zip(problem.beliefs, found.theta, strict=True):
        (row,) = rows(told, f"`{belief.name}`")
        assert f"{belief.mean:.2f} ± {belief.spread:.2f}" in row
        assert f"{value:.2f} ± {belief.spread / 2:.2f}" in row
        assert "| 0.50 |" in row
    (half_life,) = rows(told, "`ln_half_life_days`")
    assert half_life.endswith("| 26 |")


def test_a_check_stands_beside_the_result(page):
    problem, found = fitted()
    check = Check(500, 123.4, found.theta + 1.0, np.full(found.theta.size, 0.25))
    told = page(check=check)
    assert "500 draws, effective sample size 123" in told
    index = problem.names.index("ln_half_life_days")
    (row,) = rows(told, "`ln_half_life_days`")
    assert f"{found.theta[index] + 1.0:.2f} ± 0.25 |" in row


def test_unseen_trials_are_scored_one_by_one_and_drawn(page, tmp_path):
    seen = [
        Seen(record("a", trial="one", observed=0.5), 0.6, 0.4, 0.8),
        Seen(record("b", trial="two", observed=0.5), 0.3, 0.1, 0.4),
        Seen(record("c", trial="two", endpoint=MEDIAN, observed=140), 154, 90, 200),
    ]
    told = page(seen=seen)
    assert rows(told, "one") == ["| one | 1 | 10.0 |  | 100% |"]
    assert rows(told, "two") == ["| two | 2 | 20.0 | 2.0 | 50% |"]
    for trial in ("one", "two"):
        picture = tmp_path / "report" / "trials" / f"{trial}.svg"
        assert f"](trials/{trial}.svg)" in told
        assert trial in picture.read_text(encoding="utf-8")


LATER = (
    Seen(record("R1", trial="new", observed=0.5), 0.6, 0.4, 0.8),
    Seen(record("R1-P", trial="new", product="placebo", dose=0.0), 0.3, 0.1, 0.4),
    Seen(record("R2", trial="new", endpoint=MEDIAN, observed=140), 154, 90, 200),
    Seen(record("R3", trial="ona", observed=0.9), 0.1, 0.0, 0.2),
)


def test_trials_never_met_have_a_row_for_each_record_and_their_own_errors(
    page, tmp_path
):
    told = page(compared=LATER)
    (share, placebo, weeks) = rows(told, "new")
    assert share == (
        "| new | R1 | glabella, 20 units of onabotulinumtoxinA "
        "| improved 1, investigator, day 28 | 50 % | 60 % | 40 to 80 |"
    )
    assert "| glabella, placebo |" in placebo
    assert weeks.endswith(
        "| baseline, investigator, median | 20.0 weeks | 22.0 weeks | 12.9 to 28.6 |"
    )
    assert rows(told, "responders and relapses") == [
        "| responders and relapses | 2 | 1 | 15.0 points | 50% |"
    ]
    assert rows(told, "median durations") == [
        "| median durations | 1 | 1 | 2.0 weeks | 100% |"
    ]
    assert (tmp_path / "report" / "trials" / "new.svg").is_file()


def test_a_further_end_point_of_a_fitted_trial_stands_apart(page, tmp_path):
    told = page(compared=LATER)
    before, after = told.split("Not counted above")
    assert rows(before, "ona") == []
    assert len(rows(after, "ona")) == 1
    # Its picture would take the place of that of the trial left out.
    assert not (tmp_path / "report" / "trials" / "ona.svg").exists()


def test_the_tables_are_copied_into_a_page_and_nothing_else_is_touched(page):
    told = page(compared=LATER)
    wanted = told[told.index(BEGIN) : told.index(END) + len(END)]
    assert copied(f"a\n{BEGIN} old {END}\nb", told) == f"a\n{wanted}\nb"
    assert copied(told, told) == told


@pytest.mark.parametrize(
    ("text", "other"),
    [("no mark", f"{BEGIN}{END}"), (f"{BEGIN}{END}", "none"), (END, f"{BEGIN}{END}")],
)
def test_a_page_without_marks_is_refused(text, other):
    with pytest.raises(ValueError, match="must stand in both"):
        copied(text, other)


def test_the_page_shows_the_tables_of_the_report():
    shown = PAGE.read_text(encoding="utf-8")
    assert copied(shown, REPORT.read_text(encoding="utf-8")) == shown


def test_the_same_report_is_written_twice(page, tmp_path):
    profile = Profile("ln_hill", (0.4, 0.6, 0.8), (2.0, 0.0, 2.0))
    kept = {"profiles": (profile,)}
    first = page(**kept)
    path = tmp_path / "report" / "profiles.svg"
    drawn = path.read_text(encoding="utf-8")
    assert page(**kept) == first
    assert path.read_text(encoding="utf-8") == drawn
    assert "ln_hill" in drawn
    assert "](profiles.svg)" in first
