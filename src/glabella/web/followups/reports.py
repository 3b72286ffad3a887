"""A report to an authority: edit, review, hand out, note that it was sent, close."""

from datetime import datetime
from itertools import groupby
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from glabella.clinic.accounts import rights
from glabella.clinic.followups import selectors, services
from glabella.clinic.followups.models import Report
from glabella.clinic.followups.reporting import fields_of, form_elsewhere
from glabella.clinic.patients import services as records
from glabella.clinic.practice.selectors import day_of, practice
from glabella.clinic.shared.errors import Invalid, Stale
from glabella.web.account.http import StaffRequest
from glabella.web.followups.asking import CONFLICT, UNPROCESSABLE
from glabella.web.followups.papers import attached, report_csv, report_file, report_text
from glabella.web.shared.fields import DayField
from glabella.web.shared.forms import refuse, restale
from glabella.web.shared.signing import ReasonForm
from glabella.web.shared.widgets import DateInput

__all__ = ["close", "file", "page", "read", "sent"]

LONG: Final = frozenset({"event", "tests", "history", "dose", "concomitant"})
MOST: Final = 6000


class ReportForm(forms.Form):
    """Every field of the authority's form; empty is "not known"."""

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections: list[tuple[str, list[str]]] = []
        asked = fields_of(report.scheme)
        for section, rows in groupby(asked, key=lambda one: one.section):
            names = []
            for one in rows:
                many = {"rows": 5} if one.name in LONG else {"rows": 1}
                self.fields[one.name] = forms.CharField(
                    label=f"{one.number} {one.label}",
                    required=False,
                    max_length=MOST,
                    widget=forms.Textarea(many),
                )
                names.append(one.name)
            self.sections.append((section, names))
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The sections with their fields."""
        return [(name, [self[one] for one in rows]) for name, rows in self.sections]


class ReadForm(forms.Form):
    """Somebody has read it."""

    read = forms.BooleanField(
        label="I have read every field, and what is open is not known here",
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SentForm(forms.Form):
    """A person sent it by the authority's own way."""

    sent_on = DayField(label="Sent on", widget=DateInput, required=False)
    reference = forms.CharField(
        label="The authority's number", required=False, max_length=80
    )
    follow_up_due = DayField(label="Follow up by", widget=DateInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


def _report(
    request: StaffRequest, patient_id: UUID, report_id: UUID, at: datetime
) -> Report:
    rights.require(request.user, "report.write", at=at)
    return selectors.get_report(
        viewer=request.user, patient_id=patient_id, report_id=report_id, at=at
    )


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, patient_id: UUID, report_id: UUID) -> HttpResponse:
    """The fields; saving a reviewed one makes it a draft again."""
    at = timezone.now()
    report = _report(request, patient_id, report_id, at)
    records.open_record(actor=request.user, at=at, patient_id=patient_id, what="report")
    if request.method != "POST":
        return _shown(request, report)
    form = ReportForm(request.POST, report=report)
    if not form.is_valid():
        return _shown(request, report, form=form, status=UNPROCESSABLE)
    content = {k: v for k, v in form.cleaned_data.items() if k != "version"}
    try:
        services.save_report(
            actor=request.user,
            at=at,
            report=report,
            version=form.cleaned_data["version"],
            content=content,
        )
    except Stale:
        now = {**report.content, "version": report.version}
        stale = restale(form, now)
        return _shown(request, report, form=form, stale=stale, status=CONFLICT)
    except Invalid as error:
        refuse(form, error)
        return _shown(request, report, form=form, status=UNPROCESSABLE)
    messages.success(request, "Saved.")
    return redirect("followups:report", patient_id, report_id)


def _shown(
    request: StaffRequest, report: Report, *, status: int = 200, **more: Any
) -> HttpResponse:
    version = {"version": report.version}
    initial = {**report.content, **version}
    sent = {
        "sent_on": report.sent_on or day_of(timezone.now()),
        "reference": report.reference,
        "follow_up_due": report.follow_up_due,
        **version,
    }
    form = more.pop("form", None) or ReportForm(initial=initial, report=report)
    context = {
        "patient": report.patient,
        "report": report,
        "form": form,
        "open_fields": [
            one.label
            for one in fields_of(report.scheme)
            if not report.content.get(one.name, "").strip()
        ],
        "read_form": ReadForm(initial=version),
        "sent_form": SentForm(initial=sent),
        "close_form": ReasonForm(initial=version),
        "form_elsewhere": form_elsewhere(practice().jurisdiction),
        **more,
    }
    return render(request, "followups/report.html", context, status=status)


@require_POST
def read(request: StaffRequest, patient_id: UUID, report_id: UUID) -> HttpResponse:
    """Somebody has read every field."""
    at = timezone.now()
    report = _report(request, patient_id, report_id, at)
    form = ReadForm(request.POST)
    if form.is_valid():
        try:
            services.review_report(
                actor=request.user,
                at=at,
                report=report,
                version=form.cleaned_data["version"],
                read=form.cleaned_data["read"],
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Reviewed. It can be handed out now.")
            return redirect("followups:report", patient_id, report_id)
    return _shown(request, report, read_form=form, status=UNPROCESSABLE)


@require_POST
def sent(request: StaffRequest, patient_id: UUID, report_id: UUID) -> HttpResponse:
    """Note when a person sent it, and the authority's number."""
    at = timezone.now()
    report = _report(request, patient_id, report_id, at)
    form = SentForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        version = data.pop("version")
        try:
            services.mark_sent(
                actor=request.user,
                at=at,
                report=report,
                version=version,
                sending=services.Sending(**data),
            )
        except Invalid as error:
            refuse(form, error)
        else:
            messages.success(request, "Noted.")
            return redirect("followups:report", patient_id, report_id)
    return _shown(request, report, sent_form=form, status=UNPROCESSABLE)


@require_POST
def close(request: StaffRequest, patient_id: UUID, report_id: UUID) -> HttpResponse:
    """Nothing more is to be done with it, and why."""
    at = timezone.now()
    report = _report(request, patient_id, report_id, at)
    form = ReasonForm(request.POST)
    if form.is_valid():
        services.close_report(
            actor=request.user,
            at=at,
            report=report,
            version=form.cleaned_data["version"] or 0,
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, "Closed.")
        return redirect("followups:report", patient_id, report_id)
    return _shown(request, report, close_form=form, status=UNPROCESSABLE)


@require_safe
def file(
    request: StaffRequest, patient_id: UUID, report_id: UUID, kind: str
) -> HttpResponse:
    """The reviewed report as PDF, JSON, CSV or plain text."""
    at = timezone.now()
    found = _report(request, patient_id, report_id, at)
    report = services.export_report(actor=request.user, at=at, report=found, kind=kind)
    name = f"report-{report.patient.number}-{report.scheme}"
    if kind == "pdf":
        return attached(report_file(report), f"{name}.pdf", "application/pdf")
    if kind == "text":
        text = report_text(report)
        return attached(text, f"{name}.txt", "text/plain; charset=utf-8")
    if kind == "csv":
        return attached(report_csv(report), f"{name}.csv", "text/csv; charset=utf-8")
    answer = JsonResponse(
        {
            "format": 1,
            "scheme": report.scheme,
            "reviewed_by": report.reviewed_by.name if report.reviewed_by else "",
            "reviewed_at": report.reviewed_at,
            "sha256": report.reviewed_hash,
            "fields": [
                {
                    "section": one.section,
                    "number": one.number,
                    "field": one.name,
                    "label": one.label,
                    "value": report.content.get(one.name, "") or None,
                }
                for one in fields_of(report.scheme)
            ],
        },
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return answer
