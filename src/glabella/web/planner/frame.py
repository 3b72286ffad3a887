"""Where the planner's page stands: its addresses, and what surrounds it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.urls import reverse

__all__ = ["Addresses", "Fact", "Frame", "RecordView", "scratch"]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where each button of the page leads; empty: the page has no such button."""

    page: str
    plan: str
    forecast: str
    compare: str
    pdf: str
    case: str = ""
    open: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that the record tells, and where it is changed."""

    name: str
    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class RecordView:
    """What the page says instead of asking: it comes from the patient's record.

    ``grades`` maps the areas that a consultation or a review graded to their grades
    in words, and to when that was.
    """

    facts: tuple[Fact, ...]
    grades: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The page's surroundings; the scratch planner has no record and keeps nothing.

    ``version`` is what a form must send back; ``kept`` shows a plan that is only read.
    """

    urls: Addresses
    layout: str = "clinic.html"
    record: RecordView | None = None
    version: int | None = None
    kept: bool = False
    note: str = ""


def scratch() -> Frame:
    """The planner without a record: nothing that is sent there is kept."""
    names = ("page", "plan", "forecast", "compare", "pdf", "case", "open")
    return Frame(Addresses(*(reverse(f"planner:{name}") for name in names)))
