"""Compose a paper from the plan's own summary and the evidence, at two reading levels.

Nothing is read from the database here: whoever calls hands over the plan in plain
words (``glabella.printing.summary``, which holds no dose) and the clinic's paragraphs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, cast

from glabella.clinic.consents.doses import names_units
from glabella.clinic.consents.words import (
    MARKETING,
    PHOTOGRAPHY,
    TREATMENT,
    WORDING,
    Said,
)
from glabella.evidence import catalogue
from glabella.printing.summary import PlainArea, PlainSummary, SideEffect

__all__ = ["LEVELS", "Level", "OwnWords", "Paper", "Part", "Point", "compose"]

Level = Literal["standard", "easy"]
LEVELS: Final[tuple[Level, ...]] = ("standard", "easy")
FORMAT: Final = 1

_TITLES: Final = {
    "treatment": "Agreement to a treatment",
    "photography": "Agreement to photographs for the record",
    "marketing": "Agreement to show pictures to others",
}
_PARTS: Final[Mapping[str, Mapping[str, Said]]] = {
    "treatment": TREATMENT,
    "photography": PHOTOGRAPHY,
    "marketing": MARKETING,
}


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a list, with the keys of its sources."""

    text: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with paragraphs and points below it."""

    id: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()
    own: tuple[str, ...] = ()
    """The clinic's own paragraphs, shown as such."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The clinic's own paragraphs for a part, in the version in force."""

    part: str
    about: str
    number: int
    standard: str
    easy: str

    def at(self, level: str) -> tuple[str, ...]:
        """The paragraphs of one level."""
        text = self.easy if level == "easy" else self.standard
        return tuple(one.strip() for one in re.split(r"\n\s*\n", text) if one.strip())


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper at one reading level, as it is shown, signed and printed."""

    format: int
    kind: str
    level: Level
    title: str
    clinic: str
    patient_number: int
    product: str
    jurisdiction: str
    made_on: str
    parts: tuple[Part, ...]
    versions: tuple[tuple[str, str, int], ...]
    """(part, about, number) of every text it is made of; "glabella" is the program's."""
    sources: tuple[tuple[str, str, str, str], ...]
    """(key, title, address, grade) of each document that is cited."""

    def stored(self) -> dict[str, Any]:
        """As it is kept: plain lists and texts."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Head:
    clinic: str
    patient_number: int
    made_on: str


def compose(
    kind: str,
    *,
    head: tuple[str, int, str],
    own: Iterable[OwnWords] = (),
    told: PlainSummary | None = None,
) -> dict[str, dict[str, Any]]:
    """The paper of a kind at every level; ``told`` is the plan of a treatment.

    ``head`` is the clinic's name, the patient's number and the day (ISO 8601).
    """
    words = tuple(own)
    return {
        level: _paper(kind, level, _Head(*head), words, told).stored()
        for level in LEVELS
    }


def _paper(
    kind: str,
    level: Level,
    head: _Head,
    own: tuple[OwnWords, ...],
    told: PlainSummary | None,
) -> Paper:
    points = _points(told, level) if told else {}
    parts = tuple(
        Part(
            id=name,
            heading=said.heading,
            paragraphs=said.text.at(level),
            points=points.get(name, ()),
            own=_own(own, name, level),
        )
        for name, said in _PARTS[kind].items()
        if name != "off_label" or (told and told.off_label)
    )
    cited = dict.fromkeys(
        key for part in parts for point in part.points for key in point.sources
    )
    return Paper(
        format=FORMAT,
        kind=kind,
        level=level,
        title=_TITLES[kind],
        clinic=head.clinic,
        patient_number=head.patient_number,
        product=told.product if told else "",
        jurisdiction=told.jurisdiction if told else "",
        made_on=head.made_on,
        parts=parts,
        versions=(
            ("glabella", "", WORDING),
            *((one.part, one.about, one.number) for one in own),
        ),
        sources=tuple(_source(key) for key in cited),
    )


_PLACES: Final = {
    "treatment": "choice",
    "technique": "planned",
    "area": "planned",
    "off_label": "off_label",
    "photography": "kept",
    "marketing": "how",
}
"""Below which part the clinic's own paragraphs stand."""


def _own(own: tuple[OwnWords, ...], part: str, level: Level) -> tuple[str, ...]:
    return tuple(
        line for one in own if _PLACES[one.part] == part for line in one.at(level)
    )


def _points(told: PlainSummary, level: Level) -> dict[str, tuple[Point, ...]]:
    return {
        "planned": tuple(_planned(told, level)),
        "expect": tuple(_expected(told, level)),
        "risks": tuple(_risk(one, level) for one in told.side_effects),
        "emergency": tuple(_signs(told.jurisdiction)),
        "off_label": tuple(_off_label(told, level)),
        "alternatives": tuple(Point(one) for one in told.alternatives),
    }


def _planned(told: PlainSummary, level: Level) -> Iterator[Point]:
    yield Point(f"Medicine: {told.product}")
    if told.technique:
        yield Point(told.technique)
    for area in told.areas:
        mark = ""
        if area.off_label:
            mark = " (not in the maker's text)" if level == "easy" else " (off label)"
        yield Point(f"{area.name}, {area.where}{mark}")


def _expected(told: PlainSummary, level: Level) -> Iterator[Point]:
    for area in told.areas:
        lines = area.expect
        if level == "easy":
            # The paragraph above says once that half of people are within these times.
            lines = tuple(line.replace(_HALF, "") for line in lines[:3])
        yield Point(f"{area.name}. {'. '.join(lines)}", area.sources)
    if told.next_on:
        yield Point(f"The next treatment is not before {told.next_on}")


_HALF: Final = ", for half of people"


def _risk(effect: SideEffect, level: Level) -> Point:
    often = effect.often or (
        "We know no number"
        if level == "easy"
        else "No number was read for this product and area"
    )
    told = (effect.text, _course(effect), _plain_shares(often, level))
    return Point(". ".join(one for one in told if one), effect.sources)


def _course(effect: SideEffect) -> str:
    """When it starts and how long it stays, from the words of the evidence."""
    begins = _BEGINS.get(effect.begins, f"after {effect.begins}")
    lasts = _LASTS.get(effect.lasts, f"lasts for {effect.lasts}")
    starts = f"It starts {begins}" if effect.begins else ""
    if not effect.lasts:
        return starts
    return f"{starts} and {lasts}" if starts else f"It {lasts}"


_BEGINS: Final = {
    "at once": "at once",
    "same or next day": "on the same or the next day",
    "days": "after some days",
    "by 2 weeks": "within 2 weeks",
    "minutes": "within minutes",
    "after repeats": "after repeated treatments",
}
_LASTS: Final = {
    "days": "lasts for some days",
    "weeks": "lasts for some weeks",
    "until it wears off": "stays until the medicine wears off",
    "weeks and more": "lasts for weeks or longer",
    "within 12 weeks": "is gone within 12 weeks",
    "long": "stays for a long time",
}


def _off_label(told: PlainSummary, level: Level) -> Iterator[Point]:
    if level == "standard":
        yield Point(told.off_label)
        return
    for area in told.areas:
        if area.off_label:
            yield _named(area)


def _named(area: PlainArea) -> Point:
    return Point(area.name)


def _signs(jurisdiction: str) -> Iterator[Point]:
    """The number to call here; the emergency signs of the labels and of allergy."""
    known = catalogue.values("aftercare")
    for value in known:
        table = cast("Mapping[str, Any]", value.value)
        if value.key == "emergency_number" and jurisdiction in value.jurisdictions:
            also = f", or {table['also']}" if table.get("also") else ""
            yield Point(f"The number to call: {table['number']}{also}", value.sources)
    for value in known:
        table = cast("Mapping[str, Any]", value.value)
        if table.get("topic") in {"spread_signs", "allergy_signs"}:
            for sign in table["signs"]:
                yield Point(f"{sign[:1].upper()}{sign[1:]}", value.sources)
            yield Point(f"This can come {table['onset']}", value.sources)


def _plain_shares(text: str, level: Level) -> str:
    """Percentages as so many in 1,000 people, which more readers take in rightly."""
    if level == "standard":
        return text
    counted = re.sub(
        r"(\d+(?:\.\d+)?) % of people",
        lambda found: f"{float(found[1]) * 10:.4g} in 1,000 people",
        text,
    )
    return re.sub(
        r"(\d+(?:\.\d+)?) %",
        lambda found: f"{float(found[1]) * 10:.4g} in 1,000",
        counted,
    )


def _source(key: str) -> tuple[str, str, str, str]:
    source = catalogue.source(key)
    title = source.title
    if names_units(title):
        title = "its title tells doses and is left out here"
    return key, title, source.address, source.grade
