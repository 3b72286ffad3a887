"""``glabella compare``: regimens over years, simulated side by side."""

import json
import sys
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from glabella.cli.files import read_file, write_whole
from glabella.cli.plan import plan_table
from glabella.core.errors import CaseError
from glabella.evidence.planning import knowledge_for

if TYPE_CHECKING:
    from glabella.core.planner.model import Plan
    from glabella.core.regimens.compare import Comparison
    from glabella.core.regimens.optimise import Search

__all__ = ["MOST_YEARS", "Wish", "compare_case"]

MOST_YEARS = 5


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command was asked for; prices in any currency, 0: not given."""

    years: int = 2
    price_per_unit: float = 0.0
    price_per_visit: float = 0.0
    optimise: bool = False


def compare_case(path: Path, wish: Wish, *, as_json: bool, html: Path | None) -> str:
    """Compare regimens for the case at ``path``; returns the plan's status.

    A blocked plan has no regimens: what blocks it is printed, nothing is written.
    """
    _check(wish)
    plan = plan_table(read_file(path))
    if plan.status == "blocked":
        _print_blocked(plan, as_json=as_json)
        return plan.status
    if html is not None and html.exists() and html.samefile(path):
        msg = f"{html} is the case file itself; choose another place for the page"
        raise CaseError(msg)
    comparison, search = _compared(plan, wish)
    if html is not None:
        from glabella.printing.regimens import comparison_page  # noqa: PLC0415

        write_whole([(html, comparison_page(comparison, search).encode())])
    if as_json:
        from glabella.core.regimens.document import (  # noqa: PLC0415
            as_comparison_document,
        )

        _print_json(as_comparison_document(comparison, search))
    else:
        from glabella.cli.compare_table import print_comparison  # noqa: PLC0415

        print_comparison(comparison, search)
    return plan.status


def _check(wish: Wish) -> None:
    if not 1 <= wish.years <= MOST_YEARS:
        allowed = f"a whole number of years from 1 to {MOST_YEARS}"
        raise CaseError.impossible("--years", wish.years, allowed)
    prices = {
        "--price-per-unit": wish.price_per_unit,
        "--price-per-visit": wish.price_per_visit,
    }
    for option, price in prices.items():
        if not isfinite(price) or price < 0:
            raise CaseError.impossible(option, price, "a price, 0 or more")


def _compared(plan: "Plan", wish: Wish) -> "tuple[Comparison, Search | None]":
    from glabella.core.regimens.asking import Span, question_of  # noqa: PLC0415
    from glabella.core.regimens.compare import compare  # noqa: PLC0415
    from glabella.core.regimens.course import Prices  # noqa: PLC0415
    from glabella.core.regimens.optimise import optimise  # noqa: PLC0415
    from glabella.evidence.regimens import regimen_rules  # noqa: PLC0415
    from glabella.evidence.response_rules import forecast_basis  # noqa: PLC0415

    prices = Prices(wish.price_per_unit, wish.price_per_visit)
    question = question_of(
        plan,
        knowledge_for(plan.case.product),
        forecast_basis(),
        regimen_rules(),
        Span(wish.years, prices),
    )
    return compare(question), optimise(question) if wish.optimise else None


def _print_blocked(plan: "Plan", *, as_json: bool) -> None:
    if as_json:
        from glabella.core.regimens.document import as_blocked_document  # noqa: PLC0415

        _print_json(as_blocked_document(plan))
    else:
        from glabella.cli.table import print_plan  # noqa: PLC0415

        print_plan(plan)


def _print_json(document: dict[str, object]) -> None:
    json.dump(document, sys.stdout, allow_nan=False)
    sys.stdout.write("\n")
