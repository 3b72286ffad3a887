"""The live record as frozen values: taps, sites, and what they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

__all__ = [
    "Checked",
    "Drawn",
    "Holder",
    "Planned",
    "SiteState",
    "Standing",
    "State",
    "Tap",
    "Told",
    "Version",
]

Standing = Literal["open", "given", "skipped", "withdrawn"]
"""A site that was added by mistake is withdrawn."""


@dataclass(frozen=True, slots=True)
class Tap:
    """One entry of the live record, as it was numbered.

    ``id`` was made where the tap was made; ``seen`` is the last number that the screen
    there knew; ``at`` is when it was done, by the clock of the tablet where that can be.
    """

    id: str
    number: int
    kind: str
    site: str
    content: Mapping[str, Any]
    seen: int
    device: str
    by: str
    at: datetime
    who: str = ""
    """Id of the person; ``by`` is the name."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One site of the approved plan; ``key`` is "area/site"."""

    key: str
    area: str
    side: str
    units: Decimal
    depth: str
    point: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Where units come from: a vial of the stock's books, or a lot typed by hand."""

    vial: str = ""
    lot: str = ""

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.vial or self.lot)


@dataclass(frozen=True, slots=True)
class Version:
    """How a site stands by one hand; two of them at one site are a conflict."""

    entry: str
    """Id of the tap from which it comes; empty: the plan."""
    number: int
    device: str
    standing: Standing
    units: Decimal
    depth: str
    point: tuple[float, ...] | None = None
    reason: str = ""
    holder: Holder = Holder()
    by: str = ""
    at: datetime | None = None
    giver: str = ""
    """Id of who injected: who changes the entry afterwards is another matter."""
    giver_name: str = ""

    @property
    def given(self) -> Decimal:
        """Units that were given."""
        return self.units if self.standing == "given" else Decimal(0)


@dataclass(frozen=True, slots=True)
class SiteState:
    """One site: what was planned, and how it stands; ``heads`` has one entry or more."""

    key: str
    area: str
    side: str
    planned: Planned | None
    heads: tuple[Version, ...]

    @property
    def in_conflict(self) -> bool:
        """Whether two hands wrote without knowing of each other."""
        return len(self.heads) > 1

    @property
    def now(self) -> Version:
        """How the site stands; in a conflict, the version with the most units given."""
        return max(self.heads, key=lambda one: (one.given, one.number))

    @property
    def departure(self) -> str:
        """In what the given differs from the plan; empty: as planned, or not given."""
        now = self.now
        if now.standing != "given":
            return ""
        if self.planned is None:
            return "added"
        found = [
            name
            for name, differs in (
                ("units", now.units != self.planned.units),
                ("depth", now.depth != self.planned.depth),
                ("point", now.point != self.planned.point),
            )
            if differs
        ]
        return found[0] if len(found) == 1 else "several" if found else ""


@dataclass(frozen=True, slots=True)
class Checked:
    """One answer of the preparation: to which step, what, by whom, when."""

    step: str
    answer: str
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Drawn:
    """Units drawn up from a vial."""

    entry: str
    vial: str
    units: Decimal
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A note, or a reaction seen at once; ``what`` is its kind, empty for a note."""

    entry: str
    what: str
    site: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class State:
    """What all entries of a session add up to."""

    number: int
    sites: Mapping[str, SiteState]
    checks: Mapping[str, Checked] = field(default_factory=dict)
    answers: Sequence[Checked] = ()
    """Every answer to a step, in order; ``checks`` has the last of each."""
    holder: Holder = Holder()
    draws: Sequence[Drawn] = ()
    reactions: Sequence[Told] = ()
    notes: Sequence[Told] = ()

    @property
    def open(self) -> tuple[SiteState, ...]:
        """Sites that are neither given nor skipped yet."""
        return tuple(s for s in self.sites.values() if s.now.standing == "open")

    @property
    def given(self) -> tuple[SiteState, ...]:
        """Sites that were given."""
        return tuple(s for s in self.sites.values() if s.now.standing == "given")

    @property
    def conflicts(self) -> tuple[SiteState, ...]:
        """Sites at which a person has to choose."""
        return tuple(site for site in self.sites.values() if site.in_conflict)

    @property
    def units(self) -> Decimal:
        """Units given so far, in the product's own units."""
        return sum((site.now.given for site in self.sites.values()), Decimal(0))

    def by_vial(self) -> dict[str, Decimal]:
        """Units given from each vial of the stock's books."""
        found: dict[str, Decimal] = {}
        for site in self.given:
            if vial := site.now.holder.vial:
                found[vial] = found.get(vial, Decimal(0)) + site.now.units
        return found

    def drawn(self) -> dict[str, Decimal]:
        """Units drawn up from each vial."""
        found: dict[str, Decimal] = {}
        for draw in self.draws:
            found[draw.vial] = found.get(draw.vial, Decimal(0)) + draw.units
        return found
