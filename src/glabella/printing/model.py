"""A printed plan as texts, ready to be set: no layout, no markup."""

from dataclasses import dataclass

from glabella.printing.forecasts import ForecastCard
from glabella.printing.notes import Note

__all__ = [
    "AreaBlock",
    "Citation",
    "Fact",
    "Fit",
    "PreparationCard",
    "Row",
    "Sheet",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """A name with its value, as texts."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Row:
    """One site of the table."""

    number: int
    muscle: str
    place: str
    side: str
    units: str
    ml: str
    marks: str
    on_mark: bool
    depth: str
    weak: bool
    """Every source of this site is of grade D."""


@dataclass(frozen=True, slots=True)
class AreaBlock:
    """One area: what is planned, against which label, and how it came about."""

    name: str
    colour: str
    units: str
    facts: str
    built: str
    weak: bool
    sources: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PreparationCard:
    """One dilution and the areas it serves."""

    areas: str
    facts: tuple[Fact, ...]
    weak: bool
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """A technique, whether it suits, and why."""

    technique: str
    suits: str
    reasons: tuple[str, ...]
    weak: bool


@dataclass(frozen=True, slots=True)
class Citation:
    """A source; ``address`` is empty where it cannot be followed."""

    key: str
    grade: str
    title: str
    edition: str
    address: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a printed plan says."""

    title: str
    status: str
    status_text: str
    product: str
    jurisdiction: str
    on: str
    on_iso: str
    person: str
    wish: str
    totals: str
    areas: tuple[AreaBlock, ...]
    built_common: str
    """What left the dose unchanged in every area; empty for a single area."""
    preparations: tuple[PreparationCard, ...]
    notes: tuple[Note, ...]
    fits: tuple[Fit, ...]
    dates: tuple[Fact, ...]
    forecasts: tuple[ForecastCard, ...]
    citations: tuple[Citation, ...]
    has_weak: bool
    off_mark: bool
    intended_use: str
    marks: str
    made_up: str
