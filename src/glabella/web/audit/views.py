"""The audit page and its proof."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from glabella.clinic.accounts import rights, selectors as accounts
from glabella.clinic.audit import selectors, services
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.audit.verification import verify as prove
from glabella.clinic.keys.fields import ERASED
from glabella.clinic.patients.selectors.numbers import numbers_of_keys
from glabella.web.account.http import StaffRequest
from glabella.web.audit.forms import FilterForm, words
from glabella.web.shared.paging import keyset

__all__ = ["page", "verify"]

CLINICAL = (
    "consents.",
    "consultations.",
    "followups.",
    "injections.",
    "patients.history",
    "patients.medicalhistory",
    "photos.",
    "plans.",
    "portal.",
    "treatments.",
)
"""Beginnings of the kinds of record whose content is clinical."""
LAST_PROOF = "audit-last-proof"
MOST_AT_ONCE = 200_000
"""Entries that are proved while somebody waits; more is for the command."""


@dataclass(frozen=True, slots=True)
class Line:
    """One value that changed, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as the page shows it."""

    entry: AuditEntry
    record: str
    patient: int | None
    lines: tuple[Line, ...]
    reason: str
    erased: bool
    closed: bool
    """Whether its content belongs to a clinical record that the viewer may not read."""


@require_GET
def page(request: StaffRequest) -> HttpResponse:
    """Show the audit, newest first."""
    at, viewer = timezone.now(), request.user
    rights.require(viewer, "audit.read", at=at)
    form = FilterForm(
        request.GET or None,
        people=accounts.staff(viewer=viewer, at=at, active=None),
        record_types=selectors.record_types(viewer=viewer, at=at),
    )
    filters = (
        form.filters(viewer=viewer, at=at) if form.is_bound else selectors.Filters()
    )
    after = selectors.Place.parse(request.GET.get("after", ""))
    found = services.read_page(viewer=viewer, at=at, filters=filters, after=after)
    context = {
        "form": form,
        "rows": _rows(found.entries, viewer, at),
        "pager": keyset(
            newer="" if after else None,
            older=str(found.older) if found.older else None,
        ),
        "proof": cache.get(LAST_PROOF),
    }
    return render(request, "audit/page.html", context)


@require_POST
def verify(request: StaffRequest) -> HttpResponse:
    """Prove the whole audit now, unless that takes too long for a page."""
    at = timezone.now()
    rights.require(request.user, "audit.read", at=at)
    newest = selectors.page(
        viewer=request.user, at=at, filters=selectors.Filters(), size=1
    )
    count = newest.entries[0].number if newest.entries else 0
    if count > MOST_AT_ONCE:
        messages.warning(
            request,
            f"The audit has {count} entries, too many for a page: run "
            "`glabella audit verify` on the server.",
        )
        return redirect("audit:page")
    report = prove()
    proof = {"at": at, "line": report.line, "whole": report.is_whole}
    cache.set(LAST_PROOF, proof, timeout=None)
    if report.is_whole:
        messages.success(request, report.line)
    else:
        messages.error(request, report.line)
    return redirect("audit:page")


def _rows(entries: tuple[AuditEntry, ...], viewer: Any, at: datetime) -> list[Row]:
    keys = {entry.subject_id for entry in entries if entry.subject_id}
    numbers: dict[UUID, int] = numbers_of_keys(viewer=viewer, at=at, keys=keys)
    reads_all = rights.may(viewer, "patient.read_clinical", at=at)
    lent = frozenset() if reads_all else accounts.lent_keys(viewer=viewer, at=at)

    def row(entry: AuditEntry) -> Row:
        closed = (
            entry.record_type.startswith(CLINICAL)
            and entry.subject_id is not None
            and not (reads_all or entry.subject_id in lent)
        )
        return Row(
            entry=entry,
            record=words(entry.record_type),
            patient=numbers.get(entry.subject_id) if entry.subject_id else None,
            lines=() if closed else _lines(entry),
            reason="" if closed else str(entry.reason or ""),
            erased=entry.key.is_destroyed,
            closed=closed,
        )

    return [row(entry) for entry in entries]


def _lines(entry: AuditEntry) -> tuple[Line, ...]:
    before, after = entry.before or {}, entry.after or {}
    if ERASED in (before, after):
        return ()
    names = [*before, *(name for name in after if name not in before)]
    return tuple(
        Line(name.replace("_", " "), _said(before.get(name)), _said(after.get(name)))
        for name in names
    )


def _said(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said(one)}" for name, one in value.items())
    return str(value)
