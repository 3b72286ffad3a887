"""The recall list, one recall, and what is done with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.audit import services as audit
from glabella.clinic.followups.models import Recall
from glabella.clinic.followups.recalls import selectors, services
from glabella.clinic.practice.selectors import day_of
from glabella.clinic.shared.errors import Blocked, Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.followups.recall_forms import CloseForm, NarrowForm, SnoozeForm
from glabella.web.shared.asked import asked_in, to_results
from glabella.web.shared.forms import refuse
from glabella.web.shared.numbers import whole
from glabella.web.shared.paging import numbered
from glabella.web.shared.parts import Chip, Tone

__all__ = ["decline", "invite", "one", "page", "reopen", "snooze"]

PAGE_ROWS: Final = 25
UNPROCESSABLE, CONFLICT = 422, 409
TONES: Final[dict[str, Tone]] = {
    "due": "caution",
    "invited": "info",
    "snoozed": "quiet",
    "declined": "quiet",
    "booked": "good",
    "done": "good",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A recall in the words of the screen."""

    one: Recall
    today: date

    @property
    def chips(self) -> tuple[Chip, ...]:
        """The state, and that it is overdue."""
        one = self.one
        word = str(one.get_status_display()).capitalize()
        state = Chip(word, TONES[one.status])
        if one.status not in {"due", "invited"} or one.due_on >= self.today:
            return (state,)
        overdue = Chip("Overdue", "caution")
        return (overdue,) if one.status == "due" else (state, overdue)

    @property
    def may_invite(self) -> bool:
        """Whether a mail may be written now."""
        return self.one.status in {"due", "snoozed"} and bool(self.one.patient.email)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    """Who is due, narrowed and in pages by the server; no name is in its address."""
    at, find = timezone.now(), asked_in(request, "find")
    user, today = request.user, day_of(at)
    if request.method == "POST":
        rights.require(user, "recall.read", at=at)
        plain = {name: request.POST.get(name, "") for name in ("status", "due")}
        return to_results(request, find, plain)
    form = NarrowForm({"status": "open", **request.GET.dict(), "find": find})
    narrowed = form.narrowed(today)
    rows = selectors.recall_list(viewer=user, at=at, narrowed=narrowed)
    shown = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    found = [Row(one, today) for one in shown]
    audit.record_list(
        actor=user.as_actor,
        at=at,
        what="recalls",
        numbers=[row.one.patient.number for row in found],
    )
    context = {
        "form": form,
        "rows": found,
        "pager": numbered(shown),
        "summary": selectors.summary(viewer=user, at=at),
        "narrowed": narrowed != selectors.Narrowed(),
        "may_handle": rights.may(user, "recall.handle", at=at),
        "may_stock": rights.may(user, "stock.recall", at=at),
    }
    return render(request, "followups/recalls.html", context)


@require_safe
def one(request: StaffRequest, recall_id: UUID) -> HttpResponse:
    """One recall, and what can be done."""
    return _one(request, recall_id)


def _one(
    request: StaffRequest,
    recall_id: UUID,
    *,
    form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    row = selectors.open_recall(viewer=request.user, recall_id=recall_id, at=at)
    version = {"version": row.version}
    context = {
        "row": Row(row, day_of(at)),
        "patient": row.patient,
        "snooze_form": form
        if isinstance(form, SnoozeForm)
        else _blank(SnoozeForm, version),
        "close_form": form
        if isinstance(form, CloseForm)
        else _blank(CloseForm, version),
        "waits": row.status in {"due", "invited", "snoozed"},
        "may_handle": rights.may(request.user, "recall.handle", at=at),
        "may_book": rights.may(request.user, "calendar.book", at=at),
    }
    return render(request, "followups/recall.html", context, status=status)


def _blank(kind: type[Form], version: dict[str, int]) -> Form:
    return kind(initial=version, auto_id=f"{kind.__name__}_%s")


@require_POST
def invite(request: StaffRequest, recall_id: UUID) -> HttpResponse:
    """Write to the patient."""
    return _done(
        request,
        recall_id,
        lambda version: services.invite(
            actor=request.user, at=timezone.now(), recall_id=recall_id, version=version
        ),
        "The invitation is written and leaves in a moment.",
    )


@require_POST
def reopen(request: StaffRequest, recall_id: UUID) -> HttpResponse:
    """Put the patient back on the list."""
    return _done(
        request,
        recall_id,
        lambda version: services.reopen(
            actor=request.user, at=timezone.now(), recall_id=recall_id, version=version
        ),
        "Back on the list.",
    )


@require_POST
def snooze(request: StaffRequest, recall_id: UUID) -> HttpResponse:
    """Leave the patient in peace until a day."""
    rights.require(request.user, "recall.handle", at=timezone.now())
    form = SnoozeForm(request.POST, auto_id="SnoozeForm_%s")
    if not form.is_valid():
        return _one(request, recall_id, form=form, status=UNPROCESSABLE)
    held = form.cleaned_data
    return _done(
        request,
        recall_id,
        lambda version: services.snooze(
            actor=request.user,
            at=timezone.now(),
            recall_id=recall_id,
            version=version,
            until=held["until"],
            reason=held["reason"],
        ),
        "Put off.",
        form,
    )


@require_POST
def decline(request: StaffRequest, recall_id: UUID) -> HttpResponse:
    """Close it with a reason."""
    rights.require(request.user, "recall.handle", at=timezone.now())
    form = CloseForm(request.POST, auto_id="CloseForm_%s")
    if not form.is_valid():
        return _one(request, recall_id, form=form, status=UNPROCESSABLE)
    return _done(
        request,
        recall_id,
        lambda version: services.decline(
            actor=request.user,
            at=timezone.now(),
            recall_id=recall_id,
            version=version,
            reason=form.cleaned_data["reason"],
        ),
        "Closed. Nobody is asked until the next day that is due.",
        form,
    )


def _done(
    request: StaffRequest,
    recall_id: UUID,
    act: Callable[[int], object],
    said: str,
    form: Form | None = None,
) -> HttpResponse:
    """Do it and say so; a refusal is said where it was asked."""
    try:
        act(whole(request.POST.get("version", ""), 0))
    except Invalid as error:
        if form is None:
            messages.error(request, str(error))
        else:
            refuse(form, error)
            return _one(request, recall_id, form=form, status=UNPROCESSABLE)
    except (Blocked, Stale) as error:
        messages.error(request, str(error))
        return _one(request, recall_id, status=CONFLICT)
    else:
        messages.success(request, said)
    if request.POST.get("back") == "list":
        return redirect("followups:recalls")
    return redirect("followups:recall", recall_id)
