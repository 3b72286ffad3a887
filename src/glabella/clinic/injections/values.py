"""The live record as frozen values: taps, sites, and what they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import combinations
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
    "in_dispute",
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
    """How a site stands by one hand; two that differ at one site are a conflict."""

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

    def agrees(self, other: "Version") -> bool:
        """Whether both say the same; where only one names a vial, none is denied."""
        names = ("standing", "units", "depth", "point", "reason")
        same = all(getattr(self, name) == getattr(other, name) for name in names)
        named = self.holder and other.holder
        return same and (not named or self.holder == other.holder)


def in_dispute(heads: Sequence[Version]) -> bool:
    """Whether any two of these versions differ, so that a person has to choose."""
    return any(not one.agrees(other) for one, other in combinations(heads, 2))


@dataclass(frozen=True, slots=True)
class SiteState:
    """One site: what was planned, and how it stands; ``heads`` has one entry or more.

    Two hands that entered the very same are two heads and one injection: its units
    count once, the first hand is the giver, and both entries are in the record.
    """

    key: str
    area: str
    side: str
    planned: Planned | None
    heads: tuple[Version, ...]

    @property
    def in_conflict(self) -> bool:
        """Whether two hands wrote otherwise without knowing of each other."""
        return in_dispute(self.heads)

    @property
    def now(self) -> Version:
        """How the site stands; in a conflict, the version with the most units given.

        Of several that say the same, the first.
        """
        most = max(self.heads, key=lambda one: (one.given, one.number))
        same = [one for one in self.heads if one.agrees(most)]
        return min(same, key=lambda one: one.number)

    @property
    def standing_entries(self) -> frozenset[str]:
        """The entries that say how it stands; an undo of any takes it back."""
        now = self.now
        return frozenset(one.entry for one in self.heads if one.agrees(now))

    @property
    def also_by(self) -> tuple[str, ...]:
        """Who entered the same as well, without knowing of it."""
        now = self.now
        others = (one for one in self.heads if one is not now and one.agrees(now))
        return tuple(dict.fromkeys(one.by for one in others))

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
