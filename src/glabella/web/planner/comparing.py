"""Regimens over years, compared for the plan that the form holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from glabella.clinic.plans.asking.answers import Answers, Problem
from glabella.core.planner.model import Plan
from glabella.evidence.planning import knowledge_for
from glabella.printing.markup import Html

__all__ = ["YEARS", "Carried", "Wish", "carried", "compared", "read_wish"]

YEARS = (1, 2, 3, 4, 5)
_USUAL_YEARS = 2
_OWN = ("years", "price_per_unit", "price_per_visit", "search")
"""Fields of the comparison itself: the planner's form knows nothing of them."""
_NOT_CARRIED = (*_OWN, "csrfmiddlewaretoken", "touched")
_MOST = 1_000_000.0
"""A price above this is a slip of the finger, in any currency."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to compare over, as texts for the form and as numbers."""

    years: int = _USUAL_YEARS
    price_per_unit: float = 0.0
    price_per_visit: float = 0.0
    search: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """A field of the planner's form that travels along."""

    name: str
    value: str


def carried(answers: Answers) -> tuple[Carried, ...]:
    """The planner's form, to go back to it or to compare once more."""
    return tuple(
        Carried(name, value)
        for name, values in answers.fields.items()
        if name not in _NOT_CARRIED
        for value in values
    )


def read_wish(answers: Answers) -> Wish:
    """Years and prices; what cannot be read is told, not guessed."""
    problems = tuple(_problems(answers))
    if problems:
        return Wish(search=bool(answers.one("search")), problems=problems)
    return Wish(
        years=int(answers.one("years") or _USUAL_YEARS),
        price_per_unit=float(answers.one("price_per_unit") or 0),
        price_per_visit=float(answers.one("price_per_visit") or 0),
        search=bool(answers.one("search")),
    )


def _problems(answers: Answers) -> Iterator[Problem]:
    if answers.one("years") not in {"", *map(str, YEARS)}:
        yield Problem("years", f"Choose {YEARS[0]} to {YEARS[-1]} years.")
    for name in ("price_per_unit", "price_per_visit"):
        text = answers.one(name)
        if text and not _is_price(text):
            yield Problem(name, "Give a price as a number, 0 or more.")


def _is_price(text: str) -> bool:
    try:
        price = float(text)
    except ValueError:
        return False
    return isfinite(price) and 0 <= price <= _MOST


def compared(plan: Plan, wish: Wish) -> Html:
    """The comparison as it is printed, without the frame of a page."""
    # The model's numerics take their time to load: only who compares waits.
    from glabella.core.regimens.asking import Span, question_of  # noqa: PLC0415
    from glabella.core.regimens.compare import compare  # noqa: PLC0415
    from glabella.core.regimens.course import Prices  # noqa: PLC0415
    from glabella.core.regimens.optimise import optimise  # noqa: PLC0415
    from glabella.evidence.regimens import regimen_rules  # noqa: PLC0415
    from glabella.evidence.response_rules import forecast_basis  # noqa: PLC0415
    from glabella.printing.regimens import comparison_body  # noqa: PLC0415

    question = question_of(
        plan,
        knowledge_for(plan.case.product),
        forecast_basis(),
        regimen_rules(),
        Span(wish.years, Prices(wish.price_per_unit, wish.price_per_visit)),
    )
    search = optimise(question) if wish.search else None
    return comparison_body(compare(question), search)
