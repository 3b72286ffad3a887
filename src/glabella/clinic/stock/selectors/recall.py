"""Every patient of a lot: from the vials, and from lots that were written by hand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.patients.models import Patient
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.stock.labels import name_of
from glabella.clinic.stock.models import Draw, Lot, Vial

__all__ = [
    "RecallList",
    "RecallRow",
    "lot_numbers",
    "patients_of",
    "recall",
    "vials_numbered",
]

SUPERSEDED = "superseded"
NOT_KNOWN_YET = "not known before it is signed"


@dataclass(frozen=True, slots=True)
class RecallRow:
    """One site of one visit at which this lot was used, or may have been.

    ``state``: signed, draft (not signed yet), drawn (drawn up, nothing recorded) or
    open (under way, with a lot written by hand).
    """

    patient: Patient
    treatment_id: UUID | None
    day: date
    area: str
    site: str
    units: Decimal | None
    product: str
    lot_as_written: str
    vial: str
    state: str


@dataclass(frozen=True, slots=True)
class RecallList:
    """All uses of a lot, newest visit first."""

    number: str
    lots: tuple[Lot, ...]
    rows: tuple[RecallRow, ...]
    spellings: tuple[str, ...]

    @property
    def patients(self) -> list[Patient]:
        """Each patient once."""
        return list({row.patient.pk: row.patient for row in self.rows}.values())

    @property
    def visits(self) -> int:
        """How many visits."""
        return len({(row.patient.pk, row.day, row.treatment_id) for row in self.rows})

    @property
    def units(self) -> dict[str, Decimal]:
        """Units of the rows that name some, by product: units of two are never added.

        Two makers may use one number for a lot of each.
        """
        found: dict[str, Decimal] = {}
        for row in self.rows:
            name = name_of(row.product)
            found[name] = found.get(name, Decimal(0)) + (row.units or Decimal(0))
        return found


def _sites() -> QuerySet[Any]:
    # The table stands in a part above this one, which imports from here.
    return apps.get_model("treatments", "GivenSite")._default_manager.all()  # noqa: SLF001


def folded(number: str) -> str:
    """A lot number in the form in which two ways to write it are equal."""
    return "".join(letter for letter in number.casefold() if letter.isalnum())


def _spellings(number: str) -> list[str]:
    """Every way in which this lot was written by hand in a treatment."""
    wanted = folded(number)
    written = _sites().exclude(lot="").order_by().values_list("lot", flat=True)
    return [one for one in written.distinct() if folded(one) == wanted]


def _lots(number: str, product: str) -> list[Lot]:
    wanted = folded(number)
    found = Lot.objects.filter(product=product) if product else Lot.objects.all()
    return [lot for lot in found if folded(lot.number) == wanted]


def vials_numbered(number: str, product: str) -> tuple[list[Lot], list[Vial]]:
    """The lots of a product with this number, however it is written, and their vials.

    Vials with something in them; a lot whose vials are all finished has none.
    """
    lots = _lots(number, product) if folded(number) else []
    left = Vial.objects.select_related("lot").filter(
        lot__in=lots, state__in=[Vial.State.OPEN, Vial.State.UNOPENED]
    )
    return lots, list(left.order_by("number"))


def _under_way(
    number: str, product: str, products: Iterable[str]
) -> Iterator[RecallRow]:
    """Visits under way with a lot written by hand, each once.

    What was typed can change until it is signed: a visit with one of these products is
    told whatever number stands there now, and one of another product by its number.
    """
    entries = apps.get_model("injections", "Entry")._default_manager  # noqa: SLF001
    rows = entries.filter(session__status="open", kind="vial").select_related(
        "key", "session__patient__key", "session__plan_version"
    )
    wanted, among = folded(number), set(products)
    told: dict[UUID, RecallRow] = {}
    for row in rows.order_by("session", "number"):
        written, of = row.content.get("lot", ""), row.session.plan_version.product
        is_it = folded(written) == wanted
        if not written or (product and of != product):
            continue
        if is_it or (of in among and row.session_id not in told):
            told[row.session_id] = _of_session(row.session, written if is_it else "")
    yield from told.values()


def _of_session(session: Any, written: str) -> RecallRow:
    return RecallRow(
        patient=session.patient,
        treatment_id=None,
        day=day_of(session.started_at),
        area="",
        site="",
        units=None,
        product=session.plan_version.product,
        lot_as_written=written or NOT_KNOWN_YET,
        vial="",
        state="open",
    )


def _uses(
    lots: list[Lot], spellings: list[str], product: str
) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Sites given from vials of these lots, and sites with a lot written by hand.

    Two questions: a database answers each from an index, and both in one from none.
    """
    current = _sites().exclude(treatment__status=SUPERSEDED)
    by_hand = current.filter(lot__in=spellings, vial__isnull=True)
    if product:
        by_hand = by_hand.filter(product=product)
    return current.filter(vial__lot__in=lots), by_hand


def recall(
    *, viewer: User, at: datetime, lot_number: str, product: str = ""
) -> RecallList:
    """Every patient, visit and site of a lot, however its number was written.

    Drafts count, and so does what was drawn up and is not recorded yet: a recall
    must miss nobody.
    """
    rights.require(viewer, "stock.recall", at=at)
    if not folded(lot_number):
        return RecallList(lot_number, (), (), ())
    lots, spellings = _lots(lot_number, product), _spellings(lot_number)
    rows = [
        _row(site)
        for part in _uses(lots, spellings, product)
        for site in part.select_related("treatment__patient__key", "vial__lot")
    ]
    rows += [_of_draw(draw) for draw in _unsettled(lots)]
    products = {row.product for row in rows} | {lot.product for lot in lots}
    rows += _under_way(lot_number, product, products)
    rows.sort(key=lambda row: (row.day, str(row.treatment_id)), reverse=True)
    return RecallList(lot_number, tuple(lots), tuple(rows), tuple(spellings))


def _row(site: Any) -> RecallRow:
    return RecallRow(
        patient=site.treatment.patient,
        treatment_id=site.treatment_id,
        day=site.treatment.day,
        area=site.area,
        site=site.site,
        units=site.units,
        product=site.product,
        lot_as_written=site.lot or (site.vial.lot.number if site.vial else ""),
        vial=site.vial.label if site.vial else "",
        state=site.treatment.status,
    )


def _unsettled(lots: list[Lot]) -> QuerySet[Draw]:
    found = Draw.objects.select_related("patient__key", "entry__vial__lot")
    return found.filter(entry__vial__lot__in=lots, settled_at=None)


def _of_draw(draw: Draw) -> RecallRow:
    vial = draw.entry.vial
    return RecallRow(
        patient=draw.patient,
        treatment_id=None,
        day=draw.entry.day,
        area="",
        site="",
        units=draw.units,
        product=vial.lot.product,
        lot_as_written=vial.lot.number,
        vial=vial.label,
        state="drawn",
    )


def patients_of(number: str) -> int:
    """How many patients had a lot; for the alert of a recall."""
    lots, spellings = _lots(number, ""), _spellings(number)
    had: set[UUID] = set()
    for part in _uses(lots, spellings, ""):
        had |= set(part.values_list("treatment__patient", flat=True))
    had |= set(_unsettled(lots).values_list("patient", flat=True))
    products = {lot.product for lot in lots}
    had |= {row.patient.pk for row in _under_way(number, "", products)}
    return len(had)


def lot_numbers(*, viewer: User, at: datetime) -> list[str]:
    """Lot numbers of the books, newest first, to choose from."""
    rights.require(viewer, "stock.read", at=at)
    found = Lot.objects.order_by("-created_at").values_list("number", flat=True)
    return list(dict.fromkeys(found[:200]))
