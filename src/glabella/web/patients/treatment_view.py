"""A treatment and its follow-ups in words, for its page."""

from dataclasses import dataclass
from decimal import Decimal

from glabella.clinic.treatments.entries import TECHNIQUES
from glabella.clinic.treatments.models import GivenSite, Treatment
from glabella.drawing.wording import number
from glabella.web.shared.follow_up_view import FollowUpView, follow_up_view
from glabella.web.shared.words import area_name, by_area, capital, product_name

__all__ = ["SiteView", "TreatmentView", "view_of"]

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
        follow_ups=tuple(
            follow_up_view(one, treatment) for one in treatment.follow_ups.all()
        ),
    )


def _site(site: GivenSite) -> SiteView:
    return SiteView(
        area=capital(area_name(site.area)),
        site=_place(site),
        side=SIDES.get(site.side, ""),
        units="not known" if site.units is None else _plain(site.units),
        lot=site.lot,
    )


def _place(site: GivenSite) -> str:
    """The site in words; nothing where only the side is known."""
    if site.site == site.side:
        return ""
    words = site.site.rpartition("/")[2].removesuffix(f"-{site.side}")
    return capital(words.replace("-", " ").replace("_", " "))


def _plain(units: Decimal) -> str:
    return number(float(units))
