"""Which treatments are counted."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from glabella.clinic.treatments.models import Treatment

__all__ = ["Filters", "counted"]


@dataclass(frozen=True, slots=True)
class Filters:
    """Signed treatments given here from ``first`` to ``last``, both included.

    An empty text and None narrow nothing. ``protocol`` is the id of a version.
    """

    first: date
    last: date
    area: str = ""
    product: str = ""
    technique: str = ""
    protocol: int | None = None
    injector: int | None = None


def counted(filters: Filters) -> QuerySet[Treatment]:
    """The treatments; a touch-up belongs to the treatment that it corrects."""
    rows = Treatment.objects.filter(
        status=Treatment.Status.SIGNED,
        place=Treatment.Place.HERE,
        touch_up_of=None,
        day__gte=filters.first,
        day__lte=filters.last,
    )
    if filters.area:
        areas = Treatment.objects.filter(sites__area=filters.area)
        rows = rows.filter(pk__in=areas.values("pk"))
    if filters.product:
        rows = rows.filter(product=filters.product)
    if filters.technique:
        rows = rows.filter(technique=filters.technique)
    if filters.protocol is not None:
        rows = rows.filter(plan_version__protocol_version=filters.protocol)
    if filters.injector is not None:
        rows = rows.filter(injector=filters.injector)
    return rows
