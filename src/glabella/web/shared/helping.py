"""What each screen is for and what to do there, in a few sentences.

Shown with the keys by ``?`` on the screen itself, and all together at ``/help/``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

__all__ = ["HELP", "Help", "for_person", "help_of"]


@dataclass(frozen=True, slots=True)
class Help:
    """One screen: its name, who may open it (any of ``actions``), what to know."""

    key: str
    title: str
    lines: tuple[str, ...]
    actions: tuple[str, ...] = ()


HELP: Final = (
    Help(
        "today",
        "Today",
        (
            (
                "Your visits of the day, and what waits for you: approvals, reviews, "
                "requests and alerts, as your roles go. Front desk and owner see the day "
                "of everybody."
            ),
            "A visit leads to the patient; an alert stays until somebody closes it.",
        ),
    ),
    Help(
        "requests",
        "Requests",
        (
            (
                "People who asked online or by telephone, the oldest without an answer "
                "first. Write down each call, then book: patient and appointment are made "
                "in one step, after a look at records that may be the same person."
            ),
            (
                "Enter a telephone call with the button at the top; age comes first there "
                "too. Requests that never become patients are erased after the days that "
                "the settings say."
            ),
            "The outbox shows every message and whether it went out.",
        ),
        ("request.read",),
    ),
    Help(
        "calendar",
        "Calendar",
        (
            (
                "By day or week. Drag a visit to move it, or open it and choose Move. "
                "Nobody is booked twice: the second booking is refused."
            ),
            (
                "Times are the clinic's. Hours, absences and your own feed stand under "
                "Hours and absences; who would come sooner stands on the waiting list."
            ),
        ),
        ("calendar.read",),
    ),
    Help(
        "patients",
        "Patients",
        (
            (
                "Search by name, number, birth date, e-mail or telephone; spelling is "
                "forgiven. Each time a record is opened the audit notes it."
            ),
            (
                "The chips are the steps before a treatment: a missing one says what and "
                "where. Today shows what is left of the last treatments and proposes when "
                "the next is due."
            ),
            (
                "Without clinical rights you see contact and appointments. Emergency "
                "access opens one record for half an hour; every owner hears of it."
            ),
        ),
        ("patient.find",),
    ),
    Help(
        "history",
        "Health questions",
        (
            (
                "Answered by the patient on their own phone, or with you. Not asked is "
                "shown as such, and counts as a finding in every plan."
            ),
            (
                "What a patient sent counts once a clinician has gone through it. What "
                "changed since last time is marked."
            ),
        ),
        ("history.write",),
    ),
    Help(
        "consultation",
        "Consultation",
        (
            (
                "Goals, lifestyle, examination and severity, saved as you go. The finding "
                "at the side is what the planner would say already."
            ),
            (
                "Signed it is locked; amend it with a reason. The drawings are our own, "
                "not the validated photographs of the scales."
            ),
        ),
        ("consultation.write",),
    ),
    Help(
        "plans",
        "Plans and approvals",
        (
            (
                "A plan starts from a protocol, from what was given last, or from blank. "
                "Person, history and grades come from the record and are changed there."
            ),
            (
                "A block stops the plan. Each caution needs a reason, which stands on the "
                "plan for ever. Then submit it."
            ),
            (
                "A prescriber examines and signs with the password; an injector may sign "
                "what a standing order covers. A change afterwards voids the signature and "
                "makes a new version that shows the difference."
            ),
        ),
        ("plan.write", "plan.approve"),
    ),
    Help(
        "protocols",
        "Protocols",
        (
            (
                "The clinic's own templates, in versions; a prescriber approves each. Every "
                "number that a protocol sets says so on the plan."
            ),
            (
                "Saved points are yours; they hold units of one substance and are refused "
                "for another."
            ),
        ),
        ("protocol.write",),
    ),
    Help(
        "consents",
        "Consents",
        (
            (
                "The paper is made for this patient's plan from the evidence: what to "
                "expect, what can go wrong and how often, what is off label. The patient "
                "signs on the tablet or by a link with a code."
            ),
            (
                "Photography and marketing are asked for separately and withdrawn at once. "
                "A plan that adds an area or a technique asks again."
            ),
        ),
        ("consent.ask",),
    ),
    Help(
        "photos",
        "Photographs",
        (
            (
                "Take the standard set with the earlier picture laid over; the level and "
                "the grid help to stand the same way. The picture is kept sealed and "
                "unchanged, without the camera's data."
            ),
            (
                "Compare two days side by side, with a slider or by turns. No picture is "
                "analysed, and none decides a dose."
            ),
        ),
        ("photo.read",),
    ),
    Help(
        "injections",
        "Treatment day",
        (
            (
                "Start from the approved plan: what is missing says where it is done. Tick "
                "the preparation, choose the vial, then tap the sites as they are given, "
                "or all at once; change or skip one with a reason."
            ),
            (
                "Each tap is kept on the tablet and sent; the line at the top says what "
                "waits for the network. Signing locks the record and settles the vial."
            ),
        ),
        ("injection.record",),
    ),
    Help(
        "followups",
        "Aftercare and review",
        (
            (
                "Aftercare says real times, from what was really given. The review takes "
                "grades, the patient's own view and side effects; a red flag alerts at once."
            ),
            (
                "A report to the authority is drafted from the record; somebody reads it, "
                "and sends it."
            ),
        ),
        ("treatment.write",),
    ),
    Help(
        "portal",
        "Messages from patients",
        (
            (
                "What patients wrote from their own page, the oldest without an answer "
                "first. The answer stands on their page; the e-mail only says that it is "
                "there."
            ),
        ),
        ("patient_message.read",),
    ),
    Help(
        "stock",
        "Stock",
        (
            (
                "Every vial is a ledger: units in are units given, wasted or left. Receive "
                "a lot by scanner, paste or typing; confirm vial and saline before mixing."
            ),
            (
                "Nothing is drawn from a vial that is expired, recalled, timed out or "
                "empty. What was given anyway is recorded as a deviation, with its reason."
            ),
            "A lot leads to everybody who got it, in one list.",
        ),
        ("stock.read",),
    ),
    Help(
        "recalls",
        "Recalls",
        (
            (
                "Who may be seen again, and when: the forecast of each person, never before "
                "the label interval. Invite, put off, or write down that they declined."
            ),
        ),
        ("recall.read",),
    ),
    Help(
        "outcomes",
        "Outcomes",
        (
            (
                "How treatments turned out, with how many were reviewed and how sure a "
                "share is. Small numbers are shown as numbers, not as rates."
            ),
            "The forecast is held against what came, on the clinic's own records.",
        ),
        ("outcome.read",),
    ),
    Help(
        "settings",
        "Settings",
        (
            "Everybody reads them, an owner changes them; each change is in the audit.",
            (
                "The jurisdiction decides whose labels and rules plans follow, and which "
                "products can be taken into use."
            ),
        ),
        ("settings.read",),
    ),
    Help(
        "audit",
        "Audit",
        (
            (
                "Who did what and when, also who read a record: filter by the patient's "
                "number and by read."
            ),
            (
                "Prove it now checks the whole chain. Run `glabella audit verify` on the "
                "server as well: it compares with the head that is kept outside the "
                "database."
            ),
        ),
        ("audit.read",),
    ),
    Help(
        "account",
        "Your account",
        (
            (
                "Password, second factor, and where you are signed in; end what you do "
                "not know. Keep the recovery codes on paper."
            ),
            (
                "After some minutes without doing anything you are signed off; what you "
                "were writing is there again when you come back."
            ),
        ),
    ),
    Help(
        "planner",
        "Planner without a record",
        (
            (
                "Plans, forecasts and comparisons for somebody who has no record here. "
                "Nothing of it is kept."
            ),
        ),
    ),
)

_PARTS: Final = {"treatments": "patients", "mfa": "account", "": ""}


def help_of(screen: str) -> Help | None:
    """The help of a screen by its name among the addresses."""
    key = _PARTS.get(screen, screen)
    return next((one for one in HELP if one.key == key), None)


def for_person(may: Callable[[str], bool]) -> list[Help]:
    """The help of every screen that somebody may open."""
    return [
        one
        for one in HELP
        if not one.actions or any(may(action) for action in one.actions)
    ]
