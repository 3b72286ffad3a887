"""Writes of what follows a treatment."""

from glabella.clinic.followups.services.answering import Answered, answer_review
from glabella.clinic.followups.services.asking import (
    ask_again,
    ask_for_review,
    note_print,
    send_aftercare,
)
from glabella.clinic.followups.services.effects import Course, add_note
from glabella.clinic.followups.services.reports import (
    Sending,
    close_report,
    export_report,
    mark_sent,
    review_report,
    save_report,
    start_report,
)
from glabella.clinic.followups.services.touch_ups import start_touch_up

__all__ = [
    "Answered",
    "Course",
    "Sending",
    "add_note",
    "answer_review",
    "ask_again",
    "ask_for_review",
    "close_report",
    "export_report",
    "mark_sent",
    "note_print",
    "review_report",
    "save_report",
    "send_aftercare",
    "start_report",
    "start_touch_up",
]
