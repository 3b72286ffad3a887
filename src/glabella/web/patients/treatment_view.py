"""A treatment and its follow-ups in words, for its page."""

from dataclasses import dataclass
from decimal import Decimal

from glabella.clinic.treatments.entries import RESULTS, SIDE_EFFECTS, TECHNIQUES
from glabella.clinic.treatments.models import FollowUp, GivenSite, SideEffect, Treatment
from glabella.drawing.wording import number
from glabella.web.patients.words import area_name, by_area, capital, product_name

__all__ = ["EffectView", "FollowUpView", "SiteView", "TreatmentView", "view_of"]

SIDES = {"R": "patient's right", "L": "patient's left", "M": "middle"}


@dataclass(frozen=True, slots=True)
class SiteView:
    """One row of what was given."""

    area: str
    site: str
    side: str
    units: str
    lot: str


@dataclass(frozen=True, slots=True)
class EffectView:
    """One side effect."""

    serious: bool
    says: str


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """One follow-up."""

    row: FollowUp
    result: str
    grades: tuple[str, ...]
    effects: tuple[EffectView, ...]


@dataclass(frozen=True, slots=True)
class TreatmentView:
    """What the page says of one treatment."""

    product: str
    technique: str
    doses: str
    sites: tuple[SiteView, ...]
    follow_ups: tuple[FollowUpView, ...]


def view_of(treatment: Treatment) -> TreatmentView:
    """The treatment in words."""
    sites = treatment.sites.all()
    return TreatmentView(
        product=product_name(treatment.product),
        technique=TECHNIQUES.get(treatment.technique, "not known"),
        doses=", ".join(by_area(sites)),
        sites=tuple(_site(site) for site in sites),
        follow_ups=tuple(_follow_up(one) for one in treatment.follow_ups.all()),
    )


def _site(site: GivenSite) -> SiteView:
    return SiteView(
        area=capital(area_name(site.area)),
        site="" if site.site == site.side else site.site,
        side=SIDES.get(site.side, ""),
        units="not known" if site.units is None else _plain(site.units),
        lot=site.lot,
    )


def _plain(units: Decimal) -> str:
    return number(float(units))


def _follow_up(one: FollowUp) -> FollowUpView:
    return FollowUpView(
        row=one,
        result=RESULTS.get(one.result, ""),
        grades=tuple(
            f"{capital(area_name(grade.area))}, by the {grade.get_rater_display()}: "
            f"at rest {_grade(grade.at_rest)}, contracted {_grade(grade.at_contraction)}"
            for grade in one.grades.all()
        ),
        effects=tuple(_effect(effect) for effect in one.side_effects.all()),
    )


def _effect(effect: SideEffect) -> EffectView:
    kind = capital(SIDE_EFFECTS.get(effect.kind, effect.kind))
    parts = (
        f"{kind}, {effect.severity}",
        capital(area_name(effect.area)) if effect.area else "",
        f"From {effect.onset_on:%d %B %Y}" if effect.onset_on else "",
        f"Until {effect.ended_on:%d %B %Y}" if effect.ended_on else "",
        effect.note,
    )
    return EffectView(effect.serious, ". ".join(part for part in parts if part))


def _grade(value: int | None) -> str:
    return "not graded" if value is None else str(value)
