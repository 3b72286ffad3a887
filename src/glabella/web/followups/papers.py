"""Aftercare and reports on paper."""

from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.http import HttpResponse

from glabella.clinic.followups.aftercare import Aftercare
from glabella.clinic.followups.models import Report
from glabella.clinic.followups.reporting import NOT_KNOWN, FormField, fields_of
from glabella.clinic.practice.selectors import clinic_zone
from glabella.core.intended_use import MADE_UP_DATA
from glabella.printing.aftercare import AftercarePaper, PaperRule, aftercare_pdf
from glabella.printing.record import RecordCopy, record_pdf
from glabella.web.shared.sheets import sheet

__all__ = [
    "aftercare_file",
    "attached",
    "pdf_answer",
    "report_csv",
    "report_file",
    "report_text",
]


def aftercare_file(care: Aftercare, *, patient: str) -> bytes:
    """The aftercare as PDF."""
    zone = clinic_zone()
    given = care.given_at.astimezone(zone) if care.given_at else None
    at = f", last injection {given:%H:%M}" if given else ""
    day = f"{care.day.day} {care.day:%B %Y}"
    return aftercare_pdf(
        AftercarePaper(
            clinic=care.clinic,
            patient=patient,
            on=day,
            about=f"{'; '.join(care.treated)}. {care.product}, {day}{at}.",
            rules=tuple(
                PaperRule(
                    advice=rule.advice,
                    when=f"until {_instant(rule.until.astimezone(zone))}"
                    if rule.until
                    else rule.when,
                    conflict=rule.conflict,
                )
                for rule in care.rules
            ),
            free=tuple(one.text for one in care.free),
            usual=tuple(one.text for one in care.usual),
            skincare=care.skincare,
            call_when=care.call_when,
            call=care.call,
            review_on=f"{care.review_on.day} {care.review_on:%B %Y}",
            number=care.emergency.number,
            also=care.emergency.also,
            signs=care.emergency.signs,
            begins=care.emergency.begins,
            sources=tuple(
                f"{one.key}: {one.title} ({one.grade})" for one in care.sources
            ),
            made_up=MADE_UP_DATA if settings.DEMO else "",
        )
    )


def _instant(at: object) -> str:
    return f"{at:%A} {at:%-d} {at:%B}, {at:%H:%M}"


def report_file(report: Report) -> bytes:
    """A reviewed report as PDF, section by section as in the authority's form."""
    copy = RecordCopy.of(
        (
            (section, [[(f"{one.number} {one.label}", text) for one, text in rows]])
            for section, rows in _sections(report)
        ),
        title=f"Report of a suspected side effect: {report.get_scheme_display()}",
        about=_reviewed(report),
        footer="Drafted from the record and reviewed by the person named above. "
        "Not sent by this program.",
        made_up=MADE_UP_DATA if settings.DEMO else "",
    )
    return record_pdf(copy)


def report_text(report: Report) -> str:
    """The same as plain text, to be copied into the authority's form."""
    lines = [str(report.get_scheme_display()), _reviewed(report), ""]
    for section, rows in _sections(report):
        lines += [f"== {section}"]
        lines += [f"{one.number} {one.label}: {text}" for one, text in rows]
        lines += [""]
    return "\n".join(lines)


def report_csv(report: Report) -> str:
    """The same as a table, a row for each field."""
    head = ("section", "number", "field", "value")
    rows = (
        (section, one.number, one.label, text)
        for section, fields in _sections(report)
        for one, text in fields
    )
    return sheet([head, *rows, ("", "", "reviewed", _reviewed(report))])


def _reviewed(report: Report) -> str:
    by = report.reviewed_by.name if report.reviewed_by else ""
    at = report.reviewed_at
    when = f"{at.astimezone(clinic_zone()):%d %B %Y, %H:%M}" if at else ""
    return f"Reviewed by {by}, {when}. Fingerprint {report.reviewed_hash}"


def _sections(
    report: Report,
) -> Iterable[tuple[str, list[tuple[FormField, str]]]]:
    fields = fields_of(report.scheme)
    for section, rows in groupby(fields, key=lambda one: one.section):
        name = f"Section {section}" if len(section) == 1 else section
        yield (
            name,
            [(one, report.content.get(one.name, "") or NOT_KNOWN) for one in rows],
        )


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF to be kept."""
    return attached(content, name, "application/pdf")


def attached(content: bytes | str, name: str, kind: str) -> HttpResponse:
    """A file to be kept; its name says nothing of a person but the number."""
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
