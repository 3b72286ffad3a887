"""The recall drill: everybody who had a lot, on one page and as a file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from glabella.clinic.accounts import rights
from glabella.clinic.stock import selectors, services
from glabella.clinic.stock.labels import name_of
from glabella.evidence import catalogue
from glabella.web.account.http import StaffRequest
from glabella.web.shared.sheets import sheet
from glabella.web.stock.words import lot_chip, plain, units_text

__all__ = ["export", "page"]

COLUMNS = (
    *("patient", "name", "born", "phone", "email", "address", "visit"),
    *("record", "product", "lot", "vial", "area", "site", "units"),
)
STATES = {
    "signed": "signed",
    "draft": "not signed yet",
    "drawn": "drawn up, nothing recorded",
    "open": "under way: lot not known before it is signed",
}


@require_safe
def page(request: StaffRequest) -> HttpResponse:
    """Ask for a lot, or show who had it."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.recall", at=at)
    number = request.GET.get("lot", "").strip()[:40]
    context: dict[str, Any] = {
        "number": number,
        "known": selectors.lot_numbers(viewer=user, at=at),
    }
    if number:
        found = services.open_recall(actor=user, at=at, lot_number=number)
        context |= {
            "found": found,
            "lots": [(lot, name_of(lot.product), lot_chip(lot)) for lot in found.lots],
            "people": _people(found),
            "units": [(name, plain(units)) for name, units in found.units.items()],
            "spellings": [one for one in found.spellings if one != number],
            "made_at": at,
        }
    return render(request, "stock/recall.html", context)


def _people(found: selectors.RecallList) -> list[dict[str, Any]]:
    """Each patient once, with contact and the visits at which the lot was used."""
    people: dict[object, dict[str, Any]] = {}
    for row in found.rows:
        person = people.setdefault(
            row.patient.pk, {"patient": row.patient, "visits": {}}
        )
        key = (row.day, row.treatment_id, row.product, row.vial)
        visit = person["visits"].setdefault(
            key,
            {
                "day": row.day,
                "treatment_id": row.treatment_id,
                "product": name_of(row.product),
                "vial": row.vial,
                "state": STATES.get(row.state, row.state),
                "is_signed": row.state == "signed",
                "rows": [],
            },
        )
        visit["rows"].append(row)
    return [
        {
            "patient": person["patient"],
            "visits": [
                visit | {"places": _places(visit["rows"])}
                for visit in person["visits"].values()
            ],
        }
        for person in people.values()
    ]


def _places(rows: list[selectors.RecallRow]) -> list[str]:
    """The sites of a visit by area: "Glabella: 20 units (procerus M 4, ...)"."""
    areas: dict[str, list[selectors.RecallRow]] = {}
    for row in rows:
        areas.setdefault(row.area, []).append(row)
    return [_place(area, mine) for area, mine in areas.items()]


def _place(area: str, rows: list[selectors.RecallRow]) -> str:
    known = [row.units for row in rows if row.units is not None]
    total = (
        units_text(sum(known, start=known[0] * 0))
        if known
        else "units not written down"
    )
    where = f"{_area(area)}: " if area else ""
    sites = ", ".join(
        f"{row.site.replace('-', ' ').replace('_', ' ')} {plain(row.units)}".strip()
        for row in rows
        if row.site
    )
    return f"{where}{total}" + (f" ({sites})" if sites else "")


def _area(key: str) -> str:
    known = key in catalogue.area_keys()
    return catalogue.area_values(key).name if known else key


@require_POST
def export(request: StaffRequest) -> HttpResponse:
    """The same as a file for a spreadsheet; the audit has who took it."""
    at, user = timezone.now(), request.user
    rights.require(user, "stock.recall", at=at)
    number = request.POST.get("lot", "").strip()[:40]
    found = services.open_recall(actor=user, at=at, lot_number=number, action="export")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="recall.csv"'
    answer.write(sheet([COLUMNS, *(_values(row) for row in found.rows)]))
    return answer


def _values(row: selectors.RecallRow) -> tuple[object, ...]:
    patient = row.patient
    return (
        *(patient.number, patient.full_name, patient.born_on),
        *(patient.phone, patient.email, patient.address, row.day.isoformat()),
        *(STATES.get(row.state, row.state), name_of(row.product)),
        *(row.lot_as_written, row.vial, _area(row.area), row.site, plain(row.units)),
    )
