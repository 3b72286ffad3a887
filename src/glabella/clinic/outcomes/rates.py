"""How often something happened, by area, product, technique and protocol version."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.outcomes.filters import Filters, counted
from glabella.clinic.outcomes.names import (
    area_name,
    product_name,
    protocol_name,
    technique_name,
)
from glabella.clinic.treatments.models import (
    FollowUp,
    GivenSite,
    SideEffect,
    Treatment,
)
from glabella.core.outcomes.shares import Share, wilson

__all__ = ["MEASURES", "Group", "Measure", "Rates", "rates", "treatment_rows"]

SATISFIED: Final = 4
"""From this answer on, of 1 to 5, somebody counts as satisfied."""
SIGNED = Treatment.Status.SIGNED


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted, and among whom."""

    key: str
    label: str
    among: str
    """The flag that makes a treatment count in the denominator; empty: all."""
    among_words: str


MEASURES: Final = (
    Measure("reviewed", "Reviewed afterwards", "", "of all treatments"),
    Measure("touched_up", "Touched up", "", "of all treatments"),
    Measure("satisfied", "Satisfied or very satisfied", "answered", "of those asked"),
    Measure("as_wished", "Result as wished", "said", "of those who said"),
    Measure("lid_droop", "Drooping upper lid", "reviewed", "of those reviewed"),
    Measure("brow_droop", "Heavy or drooping brow", "reviewed", "of those reviewed"),
    Measure("asymmetry", "Uneven result", "reviewed", "of those reviewed"),
    Measure("serious", "Serious side effect", "reviewed", "of those reviewed"),
)
KINDS: Final = {
    "lid_droop": "lid_ptosis",
    "brow_droop": "brow_ptosis",
    "asymmetry": "asymmetry",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Treatments that have something in common: how many, and each measure."""

    key: str
    label: str
    treatments: int
    shares: Mapping[str, Share]


@dataclass(frozen=True, slots=True)
class Rates:
    """All together, and cut in four ways; a treatment of two areas counts in both."""

    everything: Group
    areas: tuple[Group, ...]
    products: tuple[Group, ...]
    techniques: tuple[Group, ...]
    protocols: tuple[Group, ...]


Row = Mapping[str, Any]


def rates(*, viewer: User, at: datetime, filters: Filters) -> Rates:
    """Every measure over the treatments that ``filters`` lets through."""
    rights.require(viewer, "outcome.read", at=at)
    rows = list(treatment_rows(counted(filters)))
    return Rates(
        everything=_group("", "All treatments", rows),
        areas=tuple(_by_area(rows, filters)),
        products=tuple(_cut(rows, "product", _product)),
        techniques=tuple(_cut(rows, "technique", _technique)),
        protocols=tuple(_cut(rows, "protocol", _protocol)),
    )


def treatment_rows(treatments: QuerySet[Treatment]) -> QuerySet[Treatment, Row]:
    """One row a treatment, with a flag for all that can have happened to it."""
    later = FollowUp.objects.filter(
        treatment=OuterRef("pk"), day__gt=OuterRef("day")
    ).order_by("day", "created_at")
    effects = SideEffect.objects.filter(follow_up__treatment=OuterRef("pk"))
    touched = Treatment.objects.filter(touch_up_of=OuterRef("pk"), status=SIGNED)
    answered = later.exclude(satisfaction=None)
    said = later.exclude(result="")
    rows: QuerySet[Treatment, Row] = treatments.annotate(
        protocol=F("plan_version__protocol_version"),
        protocol_name=F("plan_version__protocol_version__protocol__name"),
        protocol_number=F("plan_version__protocol_version__number"),
        reviewed=Exists(later),
        touched_up=Exists(touched),
        satisfaction=Subquery(answered.values("satisfaction")[:1]),
        said_result=Subquery(said.values("result")[:1]),
        serious=Exists(effects.filter(serious=True)),
        **{name: Exists(effects.filter(kind=kind)) for name, kind in KINDS.items()},
    ).values(
        "pk",
        "product",
        "technique",
        "protocol",
        "protocol_name",
        "protocol_number",
        "reviewed",
        "touched_up",
        "satisfaction",
        "said_result",
        "serious",
        *KINDS,
    )
    return rows


def _group(key: str, label: str, rows: Sequence[Row]) -> Group:
    return Group(
        key=key,
        label=label,
        treatments=len(rows),
        shares={one.key: _share(one, rows) for one in MEASURES},
    )


def _share(measure: Measure, rows: Iterable[Row]) -> Share:
    among = [row for row in rows if _is(row, measure.among)]
    return wilson(sum(_is(row, measure.key) for row in among), len(among))


def _is(row: Row, flag: str) -> bool:
    answers = {
        "": True,
        "answered": row["satisfaction"] is not None,
        "satisfied": (row["satisfaction"] or 0) >= SATISFIED,
        "said": bool(row["said_result"]),
        "as_wished": row["said_result"] == "as_wished",
    }
    return bool(answers[flag] if flag in answers else row[flag])


def _by_area(rows: Sequence[Row], filters: Filters) -> Iterator[Group]:
    sites = GivenSite.objects.filter(treatment__in=counted(filters).values("pk"))
    if filters.area:
        sites = sites.filter(area=filters.area)
    held: dict[str, set[UUID]] = defaultdict(set)
    pairs = sites.order_by().values_list("area", "treatment_id").distinct()
    for area, treatment in pairs:
        held[area].add(treatment)
    for area in sorted(held, key=area_name):
        yield _group(
            area, area_name(area), [row for row in rows if row["pk"] in held[area]]
        )


def _cut(
    rows: Sequence[Row], field: str, name: Callable[[Row], str]
) -> Iterator[Group]:
    held: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        held[str(row[field] or "")].append(row)
    for key, some in sorted(held.items(), key=lambda item: name(item[1][0])):
        yield _group(key, name(some[0]), some)


def _product(row: Row) -> str:
    return product_name(row["product"])


def _technique(row: Row) -> str:
    return technique_name(row["technique"])


def _protocol(row: Row) -> str:
    return protocol_name(row["protocol_name"], row["protocol_number"])
