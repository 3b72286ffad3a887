"""How long results lasted, when many were not seen to the end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Final

from glabella.core.errors import OutcomeError
from glabella.core.outcomes.shares import NORMAL_95

__all__ = ["Duration", "Followed", "Lasting", "Step", "kaplan_meier", "lasting"]

HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class Followed:
    """One treated area, in days since the treatment.

    It still worked when it was seen on ``working_day`` (None: never seen working), and
    was over when it was seen on ``over_day`` (None: not seen over).
    """

    working_day: int | None
    over_day: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """The share still working after ``day``, with its 95 % band."""

    day: int
    share: float
    low: float
    high: float
    at_risk: int
    over: int


@dataclass(frozen=True, slots=True)
class Lasting:
    """A curve, and the day by which half were over; None where it is not reached."""

    steps: tuple[Step, ...]
    median: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Duration:
    """Two readings of what visits tell; ``total`` followed, ``over`` seen to the end."""

    total: int
    over: int
    earliest: Lasting
    latest: Lasting


def lasting(followed: Iterable[Followed]) -> Duration:
    """The duration of what was followed, as far as visits can tell.

    The end lies between two visits. The earliest curve lets each result end on the day
    on which it was last seen to work, the latest on the day on which it was seen over;
    what was not seen over is censored on the last day on which it worked. No
    day between the visits is made up. Without censoring the two enclose the truth;
    with it they are two readings, and no bound.

    Raises
    ------
    OutcomeError
        If a day is negative, or a result was over before it was seen to work.
    """
    rows = [one for one in followed if (one.working_day, one.over_day) != (None, None)]
    for one in rows:
        _check(one)
    over = [one for one in rows if one.over_day is not None]
    still = [(one.working_day or 0, False) for one in rows if one.over_day is None]
    earliest = [(one.working_day or 0, True) for one in over]
    latest = [(one.over_day or 0, True) for one in over]
    return Duration(
        total=len(rows),
        over=len(over),
        earliest=kaplan_meier([*earliest, *still]),
        latest=kaplan_meier([*latest, *still]),
    )


def kaplan_meier(times: Sequence[tuple[int, bool]]) -> Lasting:
    """The product-limit estimate of (day, whether it ended there, else censored).

    Kaplan and Meier 1958, DOI 10.1080/01621459.1958.10501452. The band is Greenwood's
    variance on the log-minus-log scale, and the interval of the median is where the
    band crosses one half (Brookmeyer and Crowley 1982, DOI 10.2307/2530286). Of what
    ends and what is censored on one day, the end comes first.
    """
    share, spread = 1.0, 0.0
    steps: list[Step] = []
    for day in sorted({day for day, ended in times if ended}):
        at_risk = sum(when >= day for when, _ in times)
        over = sum(ended and when == day for when, ended in times)
        share *= 1 - over / at_risk
        if share > 0:
            spread += over / (at_risk * (at_risk - over))
        low, high = _band(share, spread)
        steps.append(Step(day, share, low, high, at_risk, over))
    return Lasting(
        steps=tuple(steps),
        median=next((one.day for one in steps if one.share <= HALF), None),
        low=next((one.day for one in steps if one.low <= HALF), None),
        high=next((one.day for one in steps if one.high <= HALF), None),
    )


def _band(share: float, spread: float) -> tuple[float, float]:
    if share <= 0:
        return 0.0, 0.0
    if share >= 1:
        return 1.0, 1.0
    half = NORMAL_95 * sqrt(spread) / abs(log(share))
    return share ** exp(half), share ** exp(-half)


def _check(one: Followed) -> None:
    days = [day for day in (one.working_day, one.over_day) if day is not None]
    if any(day < 0 for day in days):
        message = f"Days count from the treatment: {min(days)} is before it."
        raise OutcomeError(message)
    if days != sorted(days):
        message = (
            f"Seen over on day {one.over_day}, and working on day {one.working_day}: "
            "give the last day on which it worked before it was over."
        )
        raise OutcomeError(message)
