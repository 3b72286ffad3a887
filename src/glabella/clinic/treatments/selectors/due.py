"""When the next treatment may be, by the label, and when it is likely to be wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments.models import Treatment
from glabella.clinic.treatments.selectors.outlook import AreaOutlook
from glabella.clinic.treatments.selectors.past import Past, read_past
from glabella.core.dosing.intervals import longest
from glabella.core.products import Interval
from glabella.evidence import catalogue

__all__ = ["NextDue", "label_end", "next_due"]


@dataclass(frozen=True, slots=True)
class NextDue:
    """A proposal with its reasons; ``sources`` are keys of the evidence."""

    on: date
    reasons: tuple[str, ...]
    sources: tuple[str, ...]


def label_end(treatment: Treatment) -> tuple[date, Interval] | None:
    """From when the label of what was given allows the next; None where it is silent.

    The longest interval of the areas that were treated, in the clinic's jurisdiction.
    """
    if treatment.product not in catalogue.product_keys():
        return None
    product = catalogue.product(treatment.product)
    areas = tuple(dict.fromkeys(site.area for site in treatment.sites.all()))
    return longest(product, areas or ("",), practice().jurisdiction, treatment.day)


def next_due(
    *,
    viewer: User,
    patient: Patient,
    at: datetime,
    outlook: Iterable[AreaOutlook] = (),
    past: Past | None = None,
) -> NextDue | None:
    """A day to propose: when the first area is back, but not before the label allows.

    ``outlook`` is today's forecast. Only areas of the last treatment count: others
    were left out on purpose. None where neither label nor forecast says anything.
    """
    if not rights.may(viewer, "patient.read_clinical", at=at, patient=patient):
        raise NotFound
    treatments = (past or read_past(patient)).treatments
    if not treatments:
        return None
    last = treatments[-1]
    today = day_of(at)
    end = label_end(last)
    backs = [
        (one.back_on, one.name)
        for one in outlook
        if one.back_on is not None and one.treated_on == last.day
    ]
    first = min(backs, default=None)
    days = [*([end[0]] if end else []), *([first[0]] if first else [])]
    if not days:
        return None
    return NextDue(
        on=max(*days, today),
        reasons=tuple(_reasons(last, end, first)),
        sources=end[1].sources if end else (),
    )


def _reasons(
    last: Treatment, end: tuple[date, Interval] | None, first: tuple[date, str] | None
) -> Iterable[str]:
    if end is not None:
        name = catalogue.product(last.product).name
        yield (
            f"The label interval of {name}, {end[1].words}, ends on {_words(end[0])}."
        )
    else:
        yield "No label interval was read for what was given last."
    if first is not None:
        yield (
            f"The forecast has {first[1]} back by {_words(first[0])} in half of people "
            "like this one."
        )
    else:
        yield "No forecast says when the effect is over."


def _words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
