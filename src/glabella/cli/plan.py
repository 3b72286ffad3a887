"""``glabella plan``: read a case file, plan it, print or write the plan."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glabella.cli.files import read_file, write_whole
from glabella.core.case_reading import read_case
from glabella.core.errors import CaseError
from glabella.core.planner.document import as_document
from glabella.core.planner.plan import make_plan
from glabella.evidence.planning import case_vocabulary, knowledge_for

if TYPE_CHECKING:
    from glabella.core.planner.model import Plan
    from glabella.evidence.forecasting import Forecasts

__all__ = ["plan_case", "plan_table"]


def plan_table(table: dict[str, Any]) -> "Plan":
    """Plan the tables of one case; raises ``CaseError`` for an impossible one."""
    case = read_case(table, case_vocabulary())
    return make_plan(case, knowledge_for(case.product))


def plan_case(path: Path, *, as_json: bool, html: Path | None, pdf: Path | None) -> str:
    """Plan the case file at ``path``; returns the plan's status.

    Files are written whole or not at all, and only after the plan was made.
    """
    plan = plan_table(read_file(path))
    if html is not None and pdf is not None and html.absolute() == pdf.absolute():
        msg = f"{html} is named for both the page and the PDF; name two places"
        raise CaseError(msg)
    for target in (html, pdf):
        if target is not None and target.exists() and target.samefile(path):
            msg = f"{target} is the case file itself; choose another place for the plan"
            raise CaseError(msg)
    # The model's numerics take their time to load: only a forecast waits for them.
    from glabella.evidence.forecasting import cited_by, forecasts_of  # noqa: PLC0415

    told = forecasts_of(plan)
    write_whole(_pages(plan, told, html, pdf))
    if as_json:
        document = as_document(plan, told, cited_by(told))
        json.dump(document, sys.stdout, allow_nan=False)
        sys.stdout.write("\n")
    else:
        from glabella.cli.table import print_plan  # noqa: PLC0415
        from glabella.printing.forecasts import outlooks_of  # noqa: PLC0415

        print_plan(plan, outlooks_of(plan, told))
    return plan.status


def _pages(
    plan: "Plan", told: "Forecasts", html: Path | None, pdf: Path | None
) -> list[tuple[Path, bytes]]:
    """The pages asked for, each with its place."""
    pages: list[tuple[Path, bytes]] = []
    if html is None and pdf is None:
        return pages
    from glabella.printing.forecasts import outlooks_of  # noqa: PLC0415

    outlooks = outlooks_of(plan, told)
    if html is not None:
        from glabella.printing.page import html_page  # noqa: PLC0415

        pages.append((html, html_page(plan, forecasts=outlooks).encode()))
    if pdf is not None:
        from glabella.printing.pdf import pdf_page  # noqa: PLC0415

        pages.append((pdf, pdf_page(plan, forecasts=outlooks)))
    return pages
