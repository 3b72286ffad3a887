"""What the page of a session shows, and its scripts are told: plain values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from glabella.clinic.injections import stocking
from glabella.clinic.injections.ceilings import CeilingLine, ceiling_lines
from glabella.clinic.injections.checklist import Step, numb_from, still_to_do, stops
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.planned import area_name, site_words
from glabella.clinic.injections.reactions import REACTIONS
from glabella.clinic.injections.reading import answers_on
from glabella.clinic.injections.rules import asked_before, before_signing
from glabella.clinic.injections.values import Checked, SiteState, State, Version
from glabella.clinic.stock.models import Vial
from glabella.clinic.treatments.models import GivenSite
from glabella.drawing.wording import number

__all__ = ["Live", "SiteRow", "Total", "words_of"]

_STANDING = {
    "open": "not given yet",
    "given": "given",
    "skipped": "skipped",
    "withdrawn": "withdrawn",
}


def plain(units: Decimal | None) -> str:
    """Units without trailing zeros."""
    return "" if units is None else number(float(units), 2)


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site as it is listed; ``entry`` is what an undo takes back."""

    key: str
    number: int
    area: str
    area_name: str
    name: str
    side: str
    planned_units: str
    planned_depth: str
    units: str
    depth: str
    state: str
    state_word: str
    reason: str
    departure: str
    vial_label: str
    by: str
    giver: str
    """Who injected; ``by`` is who wrote last about the site."""
    at: datetime | None
    also: str
    """Who entered the same on another tablet; empty: nobody."""
    entry: str
    entries: tuple[str, ...]
    """All that say the same; ``entry`` is the first of them."""
    conflict: bool
    moved: bool
    heads: tuple[Mapping[str, Any], ...]
    """The version that stands, or those that compete."""

    @property
    def told(self) -> dict[str, Any]:
        """The row for scripts."""
        names = (
            "key number area area_name name side planned_units planned_depth units "
            "depth state state_word reason departure vial_label by also entry entries "
            "conflict moved"
        )
        found = {name: getattr(self, name) for name in names.split()}
        at = self.at.isoformat() if self.at else ""
        entries = list(self.entries)
        return {**found, "at": at, "entries": entries, "heads": list(self.heads)}


@dataclass(frozen=True, slots=True)
class Total:
    """A running total in the product's own units."""

    key: str
    name: str
    given: str
    planned: str


@dataclass(frozen=True, slots=True)
class AreaPart:
    """The sites of one area with their running total."""

    area: str
    rows: tuple[SiteRow, ...]
    total: Total


@dataclass(frozen=True)
class Live:
    """A session as it stands, with everything that is shown of it."""

    session: Session
    state: State
    steps: tuple[Step, ...]
    vials: Mapping[str, Vial]
    at: datetime

    @cached_property
    def rows(self) -> tuple[SiteRow, ...]:
        """The sites in order of injection; added ones at the end."""
        sites = self.state.sites.values()
        return tuple(_row(n, site, self.vials) for n, site in enumerate(sites, 1))

    @cached_property
    def areas(self) -> tuple[AreaPart, ...]:
        """The sites by area, each with its total."""
        found: dict[str, list[SiteRow]] = {}
        for row in self.rows:
            found.setdefault(row.area, []).append(row)
        return tuple(
            AreaPart(
                area=area,
                rows=tuple(rows),
                total=Total(
                    key=f"area-{area}",
                    name=rows[0].area_name,
                    given=plain(_given(self.state, rows)),
                    planned=plain(_planned(self.state, rows)),
                ),
            )
            for area, rows in found.items()
        )

    @cached_property
    def whole(self) -> Total:
        """Over all areas: one session has one product, so that units may be added."""
        planned = _planned(self.state, self.rows)
        return Total("all", "All", plain(self.state.units), plain(planned))

    @cached_property
    def answers(self) -> Mapping[str, Checked]:
        """The answers that count now: today's, and all of them once it has ended."""
        if self.session.status != Session.Status.OPEN:
            return self.state.checks
        return answers_on(self.state, self.at)

    @cached_property
    def checks(self) -> tuple[tuple[Step, Checked | None, str], ...]:
        """Each step, its answer, and the answer in words; an old one is asked again."""
        return tuple(
            (step, self.answers.get(step.key), self._answer(step))
            for step in self.steps
        )

    def _answer(self, step: Step) -> str:
        if found := self.answers.get(step.key):
            return _answer(step, found)
        before = self.state.checks.get(step.key)
        return asked_before(before) if before else ""

    @property
    def to_prepare(self) -> list[Step]:
        """Steps without an answer of today."""
        return still_to_do(self.steps, dict(self.answers))

    @property
    def stopped(self) -> str:
        """Why nothing may be injected; empty: nothing stands against it."""
        return stops(self.steps, dict(self.state.checks))

    @property
    def numb_at(self) -> datetime | None:
        """From when the skin is numb."""
        return numb_from(dict(self.answers), self.steps)

    @cached_property
    def missing(self) -> list[str]:
        """What is missing before it can be signed."""
        return before_signing(self.state, self.steps)

    @property
    def totals(self) -> tuple[Total, ...]:
        """Given and planned by area, then over all."""
        return (*(part.total for part in self.areas), self.whole)

    @cached_property
    def by_vial(self) -> tuple[Total, ...]:
        """Given from and drawn up from each vial."""
        given, drawn = self.state.by_vial(), self.state.drawn()
        return tuple(
            Total(
                key=f"vial-{vial}",
                name=self.vials[vial].label if vial in self.vials else "vial",
                given=plain(given.get(vial, Decimal(0))),
                planned=plain(drawn.get(vial, Decimal(0))),
            )
            for vial in dict.fromkeys([*drawn, *given])
        )

    @cached_property
    def short(self) -> tuple[tuple[str, str], ...]:
        """Vials from which more was given than drawn up, and how much."""
        return tuple(
            (self.vials[vial].label if vial in self.vials else "vial", plain(units))
            for vial, units in stocking.shortfall(self.state).items()
        )

    @property
    def to_draw(self) -> str:
        """Units that the plan still asks to be drawn up; empty: none."""
        whole = sum((site.now.units for site in self._wanted), Decimal(0))
        typed = sum(
            (
                site.now.given
                for site in self.state.given
                if not site.now.holder.vial and site.now.holder.lot
            ),
            Decimal(0),
        )
        left = whole - typed - sum(self.state.drawn().values(), Decimal(0))
        return plain(left) if left > 0 else ""

    @property
    def givers(self) -> dict[str, int]:
        """How many sites each person gave, by name; most first."""
        found = Counter(row.giver for row in self.rows if row.giver)
        return dict(found.most_common())

    @property
    def _wanted(self) -> Iterable[SiteState]:
        return (s for s in self.state.sites.values() if s.now.standing != "skipped")

    @cached_property
    def ceilings(self) -> tuple[CeilingLine, ...]:
        """Each ceiling of the product, and what was given toward it."""
        given = {part.area: _given(self.state, part.rows) for part in self.areas}
        return ceiling_lines(self.session.plan_version, given)

    @property
    def told(self) -> dict[str, Any]:
        """Everything for the scripts of the page."""
        holder = self.state.holder
        vial = self.vials.get(holder.vial)
        return {
            "session": str(self.session.pk),
            "status": self.session.status,
            "number": self.state.number,
            "sites": [row.told for row in self.rows],
            "has_conflict": bool(self.state.conflicts),
            "vial": {"id": holder.vial, "label": vial.label if vial else holder.lot},
            "totals": [
                {"key": t.key, "given": t.given, "planned": t.planned}
                for t in (*self.totals, *self.by_vial)
            ],
            "ceilings": [
                {"key": c.key, "text": c.text, "over": c.is_over} for c in self.ceilings
            ],
            "checks": {key: one.answer for key, one in self.answers.items()},
            "reactions": [
                {"text": f"{REACTIONS.get(t.what, t.what)} {t.text}".strip()}
                for t in self.state.reactions
            ],
            "notes": [{"text": t.text} for t in self.state.notes],
            "short": [list(one) for one in self.short],
            "to_draw": self.to_draw,
            "missing": self.missing,
            "stopped": self.stopped,
        }


def _row(position: int, site: SiteState, vials: Mapping[str, Vial]) -> SiteRow:
    now = site.now
    vial = vials.get(now.holder.vial)
    moved = site.planned is not None and now.point != site.planned.point
    return SiteRow(
        key=site.key,
        number=position,
        area=site.area,
        area_name=area_name(site.area),
        name=site_words(site.key, site.side),
        side=site.side,
        planned_units=plain(site.planned.units) if site.planned else "",
        planned_depth=site.planned.depth if site.planned else "",
        units=plain(now.units),
        depth=now.depth,
        state=now.standing,
        state_word=_STANDING[now.standing],
        reason=now.reason,
        departure=departure_words(site.departure),
        vial_label=vial.label if vial else now.holder.lot,
        by=now.by,
        giver=now.giver_name if now.given else "",
        at=now.at,
        also=" and ".join(site.also_by),
        entry=now.entry,
        entries=tuple(one for one in sorted(site.standing_entries) if one),
        conflict=site.in_conflict,
        moved=moved,
        heads=tuple(_head(one, site, vials) for one in site.heads),
    )


def _head(
    version: Version, site: SiteState, vials: Mapping[str, Vial]
) -> dict[str, Any]:
    vial = vials.get(version.holder.vial)
    return {
        "entry": version.entry,
        "status": version.standing,
        "units": plain(version.units),
        "depth": version.depth,
        "reason": version.reason,
        "vial_label": vial.label if vial else version.holder.lot,
        "by": version.by,
        "at": version.at.isoformat() if version.at else "",
        "words": words_of(version, site),
    }


def departure_words(departure: str) -> str:
    """In what the given differs from the plan, in words."""
    known = departure in GivenSite.Departure.values
    return str(GivenSite.Departure(departure).label) if known else ""


def words_of(version: Version, site: SiteState) -> str:
    """One version of a site in a sentence."""
    if version.standing == "skipped":
        return f"Skipped: {version.reason}"
    if version.standing != "given":
        word = _STANDING[version.standing].capitalize()
        return f"{word}, {plain(version.units)} units to give"
    planned = site.planned
    as_planned = planned is not None and version.units == planned.units
    told = f"Given {plain(version.units)} units"
    told += " as planned" if as_planned else ""
    return f"{told}: {version.reason}" if version.reason else told


def _answer(step: Step, found: Checked) -> str:
    answer = step.answer(found.answer)
    if answer is None or not found.note:
        return answer.label if answer else found.answer
    if answer.asks_minutes:
        return f"{answer.label}, {found.note} minutes"
    # "None: other reason" is the button; what was typed says which.
    asked = answer.label.partition(":")[0] if answer.asks_why else answer.label
    return f"{asked}: {found.note}"


def _sites(state: State, rows: Iterable[SiteRow]) -> Iterator[SiteState]:
    return (state.sites[row.key] for row in rows)


def _given(state: State, rows: Iterable[SiteRow]) -> Decimal:
    return sum((site.now.given for site in _sites(state, rows)), Decimal(0))


def _planned(state: State, rows: Iterable[SiteRow]) -> Decimal:
    return sum(
        (site.planned.units for site in _sites(state, rows) if site.planned),
        Decimal(0),
    )
