"""The plan as frozen values; ``planner.document`` turns it into the contract's JSON."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from glabella.core.areas import Site
from glabella.core.case import Case, Technique
from glabella.core.dosing.preparation import Preparation
from glabella.core.dosing.rules import Modifier
from glabella.core.dosing.start import DoseBasis
from glabella.core.findings import Finding
from glabella.core.products import Interval
from glabella.core.sources import Source

__all__ = [
    "Event",
    "Fit",
    "Line",
    "NextTreatment",
    "Plan",
    "PlannedSite",
    "Status",
    "Suitability",
]

Fit = Literal["yes", "maybe", "no"]
Status = Literal["ok", "needs_review", "blocked"]


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """A site with its units; ``volume_ml`` (mL) is None where no dilution was read."""

    site: Site
    units: float
    volume_ml: float | None
    set_by: str = ""
    """Who set units or place, where it was not the planner: a hand, a protocol."""


@dataclass(frozen=True, slots=True)
class Line:
    """One area of the plan; ``low`` to ``high`` is the range of its units."""

    area: str
    area_name: str
    technique: Technique
    basis: DoseBasis
    label_status: Literal["approved", "off_label"]
    label_units: float | None
    low: float
    high: float
    modifiers: tuple[Modifier, ...]
    sites: tuple[PlannedSite, ...]
    units_per_ml: float | None
    dilution_sources: tuple[str, ...]
    sources: tuple[str, ...]
    steps: tuple[str, ...]
    """How the dose came about, one sentence a step."""
    medical: bool = False
    """A medical protocol (sweating, migraine): outside the aesthetic total."""
    moved: bool = False
    """Whether the clinician moved a site of this line by hand."""

    @property
    def units(self) -> float:
        """Units of the whole area."""
        return round(sum(site.units for site in self.sites), 6)


@dataclass(frozen=True, slots=True)
class Suitability:
    """How well a technique fits this person and wish, with the reasons."""

    technique: Technique
    suits: Fit
    reasons: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NextTreatment:
    """The first day the label interval allows, and where that interval is from."""

    not_before: date
    interval: Interval


@dataclass(frozen=True, slots=True)
class Event:
    """The last sensible day to treat before a fixed day."""

    on: date
    treat_by: date
    review_on: date


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is shown, printed and exported."""

    case: Case
    product_name: str
    status: Status
    findings: tuple[Finding, ...]
    suitability: tuple[Suitability, ...]
    lines: tuple[Line, ...]
    preparations: tuple[Preparation, ...]
    next_treatment: NextTreatment | None
    event: Event | None
    citations: tuple[Source, ...]

    @property
    def aesthetic_units(self) -> float:
        """Units of all lines that are no medical protocol."""
        return round(sum(n.units for n in self.lines if not n.medical), 6)

    @property
    def medical_units(self) -> float:
        """Units of the medical protocols, which stay out of the aesthetic total."""
        return round(sum(n.units for n in self.lines if n.medical), 6)
