"""A treatment as plain facts: what is signed, audited, compared and totalled."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from glabella.clinic.treatments.models import FollowUp, GivenSite, Treatment

__all__ = ["facts", "follow_up_facts", "units_by_area"]


def facts(treatment: Treatment) -> dict[str, Any]:
    """What a signature under a treatment is bound to."""
    return {
        "patient": str(treatment.patient_id),
        "day": treatment.day,
        "place": treatment.place,
        "injector": treatment.injector.name if treatment.injector else "",
        "product": treatment.product,
        "technique": treatment.technique,
        "plan_version": _id(treatment.plan_version_id),
        "note": treatment.note,
        "amends": _id(treatment.amends_id),
        "amend_reason": treatment.amend_reason,
        **({"given_at": treatment.given_at} if treatment.given_at else {}),
        **_touch_up(treatment),
        "sites": [_site(site) for site in treatment.sites.all()],
    }


def _touch_up(treatment: Treatment) -> dict[str, str]:
    """What it is a touch-up of, by the first entry; left out where it is none.

    An amendment of that treatment takes the touch-up along, and the signature under
    the touch-up holds all the same: the first entry stays the first.
    """
    first = treatment.touch_up_of
    while first is not None and first.amends is not None:
        first = first.amends
    return {} if first is None else {"touch_up_of": str(first.pk)}


def follow_up_facts(follow_up: FollowUp) -> dict[str, Any]:
    """What a follow-up says."""
    return {
        "day": follow_up.day,
        "source": follow_up.source,
        "result": follow_up.result,
        "improvement": follow_up.improvement,
        "satisfaction": follow_up.satisfaction,
        "movement": follow_up.movement,
        "natural_look": follow_up.natural_look,
        "note": follow_up.note,
        "grades": [
            {
                "area": grade.area,
                "rater": grade.rater,
                "at_rest": grade.at_rest,
                "at_contraction": grade.at_contraction,
            }
            for grade in follow_up.grades.all()
        ],
        "side_effects": [
            {
                "kind": effect.kind,
                "area": effect.area,
                "onset_on": effect.onset_on,
                "ended_on": effect.ended_on,
                "severity": effect.severity,
                "serious": effect.serious,
                "seriousness": effect.seriousness,
                "causality": effect.causality,
                "done": effect.done,
                "note": effect.note,
            }
            for effect in follow_up.side_effects.all()
        ],
    }


def units_by_area(sites: Iterable[GivenSite]) -> dict[str, Decimal | None]:
    """Units of each area of ONE treatment, so of one product; ``None``: not known.

    Units of two products are never put together: they are different units.
    """
    found: dict[str, Decimal | None] = {}
    for site in sites:
        known = found.get(site.area, Decimal(0))
        found[site.area] = (
            None if known is None or site.units is None else known + site.units
        )
    return found


def _site(site: GivenSite) -> dict[str, Any]:
    return {
        "number": site.number,
        "area": site.area,
        "site": site.site,
        "side": site.side,
        "muscle": site.muscle,
        "map": site.map,
        "position": site.position,
        "units": _plain(site.units),
        "product": site.product,
        "lot": site.lot,
        "depth": site.depth,
        "volume_ml": _plain(site.volume_ml),
        **_beside_the_plan(site),
    }


def _beside_the_plan(site: GivenSite) -> dict[str, Any]:
    """What a live record adds; left out where it is empty, so that older hashes hold."""
    told = {
        "vial": _id(site.vial_id),
        "planned_units": _plain(site.planned_units),
        "departure": site.departure,
    }
    return {name: value for name, value in told.items() if value}


def _plain(number: Decimal | None) -> str | None:
    """A number in one spelling, whether it is new or comes from a database."""
    return None if number is None else f"{number.normalize():f}"


def _id(value: object) -> str:
    return str(value) if value else ""
