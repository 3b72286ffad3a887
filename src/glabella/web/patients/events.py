"""Rows of a patient's timeline in words."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.urls import NoReverseMatch, reverse

from glabella.clinic.patients.selectors import Happening
from glabella.clinic.photos.selectors import words_of
from glabella.clinic.treatments.entries import RATERS, RESULTS, SIDE_EFFECTS, TECHNIQUES
from glabella.clinic.treatments.procedures import KINDS
from glabella.web.patients.words import area_name, by_area, capital, product_name
from glabella.web.shared.follow_up_view import seen_words, told_of
from glabella.web.shared.parts import Chip, Event, Tone

__all__ = ["address_of", "event_of"]

TONES: Final[Mapping[str, Tone]] = {
    "booked": "info",
    "confirmed": "info",
    "arrived": "info",
    "done": "good",
    "no_show": "caution",
    "draft": "caution",
    "signed": "good",
    "submitted": "info",
    "approved": "good",
    "returned": "caution",
    "sent": "good",
    "failed": "block",
    "new": "info",
    "open": "caution",
    "withdrawn": "caution",
    "due": "caution",
    "invited": "info",
    "reviewed": "info",
}


def address_of(name: str, *args: object) -> str:
    """The address of a screen, "" where it does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def event_of(one: Happening) -> Event:
    """One happening as the timeline shows it."""
    title, icon, fields = _WORDS[one.kind](one.row)
    when = one.at.date() if one.whole_day else one.at
    return Event(at=when, title=title, icon=icon, **fields)


type Told = tuple[str, str, dict[str, Any]]


def _visit(row: Any) -> Told:
    chips = [_state(row.status, capital(row.get_status_display()))]
    return (
        f"Visit: {row.get_kind_display()}",
        "calendar",
        {
            "text": f"with {row.injector.name}",
            "chips": tuple(chips),
            "address": address_of("calendar:visit", row.pk),
        },
    )


def _treatment(row: Any) -> Told:
    where = "" if row.place == "here" else ", elsewhere"
    chips = [_state("draft", "Draft, not signed")] if row.status == "draft" else []
    doses = ", ".join(by_area(row.sites.all()))
    by = f" By {row.injector.name}." if row.injector else ""
    technique = TECHNIQUES.get(row.technique, "")
    name = product_name(row.product)
    lots = ", ".join(dict.fromkeys(site.lot for site in row.sites.all() if site.lot))
    lot = f" Lot {lots}." if lots else ""
    what = "Treatment" if row.touch_up_of_id is None else "Touch-up"
    return (
        f"{what}{where}",
        "add",
        {
            "text": f"{name}{f', {technique}' if technique else ''}: {doses}.{by}{lot}",
            "chips": tuple(chips),
            "address": address_of("patients:treatment", row.patient_id, row.pk),
        },
    )


def _follow_up(row: Any) -> Told:
    days = (row.day - row.treatment.day).days
    parts = [f"Result: {RESULTS[row.result]}" if row.result else "", *told_of(row)]
    parts += [
        f"{capital(area_name(one['area']))} "
        f"{seen_words(one['at_rest'], one['at_contraction'])} ({RATERS[one['rater']]})"
        for one in row.content.get("grades", ())
    ]
    chips = tuple(
        Chip(
            capital(SIDE_EFFECTS.get(one["kind"], one["kind"])),
            "block" if one["serious"] else "caution",
            detail="serious" if one["serious"] else one["severity"],
        )
        for one in row.content.get("side_effects", ())
    )
    told = [part for part in (*parts, row.note) if part]
    what = "Follow-up" if row.source == "staff" else "The patient's answers"
    return (
        f"{what} after {days} day{'' if days == 1 else 's'}",
        "search",
        {
            "text": "".join(f"{one.rstrip('.')}. " for one in told).strip(),
            "chips": chips,
            "address": address_of(
                "followups:review", row.treatment.patient_id, row.treatment_id
            ),
        },
    )


def _grade(*values: int | None) -> str:
    rest, moved = ("not graded" if v is None else str(v) for v in values)
    return f"at rest {rest}, contracted {moved}"


def _consultation(row: Any) -> Told:
    grades = ", ".join(
        f"{area_name(one.area)} {_grade(one.at_rest, one.at_contraction)}"
        for one in row.grades.all()
    )
    decision = f"Decision: {row.get_decision_display()}. " if row.decision else ""
    return (
        "Consultation" if not row.amends_id else "Consultation, amended",
        "patients",
        {
            "text": f"{decision}{capital(grades)}",
            "chips": (_state(row.status, capital(row.get_status_display())),),
            "address": address_of("consultation:page", row.patient_id, row.pk),
        },
    )


def _plan(row: Any) -> Told:
    return (
        "Plan",
        "approvals",
        {
            "text": f"by {row.created_by.name}",
            "chips": (_state(row.status, capital(row.get_status_display())),),
            "address": address_of("plans:page", row.patient_id, row.pk),
        },
    )


def _history(row: Any) -> Told:
    confirmed = row.confirmed_at is not None
    chip = Chip("Confirmed", "good") if confirmed else Chip("To go through", "caution")
    return (
        "Health questions answered",
        "protocols",
        {
            "text": row.get_source_display(),
            "chips": (chip,),
            "address": f"{address_of('history:page', row.patient_id)}?number={row.number}",
        },
    )


def _request(row: Any) -> Told:
    return (
        "Request",
        "requests",
        {
            "text": f"{row.get_channel_display()}",
            "chips": (_state(row.status, capital(row.get_status_display())),),
            "address": address_of("requests:detail", row.pk),
        },
    )


def _message(row: Any) -> Told:
    return (
        f"Message: {row.get_kind_display()}",
        "requests",
        {
            "chips": (_state(row.status, capital(row.get_status_display())),),
            "address": address_of("requests:message", row.pk),
        },
    )


def _consent(row: Any) -> Told:
    return (
        f"Consent: {row.title}",
        "lock",
        {
            "chips": (_state(row.status, capital(row.get_status_display())),),
            "address": address_of("consents:paper", row.patient_id, row.pk),
        },
    )


def _photos(row: Any) -> Told:
    return (
        "Photographs",
        "search",
        {
            "text": words_of(row),
            "address": address_of("photos:gallery", row.patient_id),
        },
    )


def _session(row: Any) -> Told:
    return (
        "Treatment begun",
        "add",
        {
            "text": f"by {row.started_by.name}",
            "chips": (_state(row.status, capital(row.get_status_display())),),
            "address": address_of("injections:page", row.patient_id, row.pk),
        },
    )


def _procedure(row: Any) -> Told:
    areas = ", ".join(area_name(area) for area in row.areas)
    chips = [Chip("Planned", "info")] if row.is_planned else []
    if row.withdrawn_at is not None:
        chips = [Chip("Withdrawn")]
    until = f"until {row.until.day} {row.until:%B %Y}" if row.until else ""
    return (
        capital(KINDS.get(row.kind, row.kind)),
        "protocols",
        {
            "text": ". ".join(part for part in (areas, until, row.note) if part),
            "chips": tuple(chips),
            "address": address_of("patients:procedures", row.patient_id),
        },
    )


def _report(row: Any) -> Told:
    return (
        f"Report of a side effect, {row.get_scheme_display()}",
        "protocols",
        {
            "text": f"by {row.created_by.name}",
            "chips": (_state(row.status, capital(row.get_status_display())),),
            "address": address_of("followups:report", row.patient_id, row.pk),
        },
    )


def _recall(row: Any) -> Told:
    return (
        "Recall",
        "recalls",
        {
            "text": f"due on {row.due_on.day} {row.due_on:%B %Y}",
            "chips": (_state(row.status, capital(row.get_status_display())),),
            "address": address_of("followups:recall", row.pk),
        },
    )


def _doubt(row: Any) -> Told:
    return (
        "Review of a missing effect",
        "search",
        {
            "text": f"{row.conclusion} By {row.by.name}.",
            "address": address_of("followups:doubt", row.patient_id),
        },
    )


def _note(row: Any) -> Told:
    """A letter of the patient; the front desk reads it as well, and answers."""
    title = "Message of the patient" if row.source == "patient" else "Answer to them"
    open_ = row.source == "patient" and row.handled_at is None
    return (
        title,
        "requests",
        {
            "text": f"by {row.by.name}" if row.by else "",
            "chips": (Chip("Waits for an answer", "caution"),) if open_ else (),
            "address": address_of("portal:messages", row.patient_id),
        },
    )


def _state(status: str, word: str) -> Chip:
    return Chip(word, TONES.get(status, "quiet"))


_WORDS: Final[Mapping[str, Callable[[Any], Told]]] = {
    "visit": _visit,
    "treatment": _treatment,
    "follow_up": _follow_up,
    "consultation": _consultation,
    "plan": _plan,
    "history": _history,
    "request": _request,
    "message": _message,
    "consent": _consent,
    "photos": _photos,
    "session": _session,
    "procedure": _procedure,
    "report": _report,
    "recall": _recall,
    "doubt": _doubt,
    "note": _note,
}
