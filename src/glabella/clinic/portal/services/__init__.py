"""Writes of the patient's page: its link, messages, copies, and what is asked of it."""

from glabella.clinic.portal.services.asking import (
    ask_erasure,
    keep_record,
    own_copy,
    own_pictures,
)
from glabella.clinic.portal.services.messages import answer, put_away, write
from glabella.clinic.portal.services.opening import (
    LINK_DAYS,
    go_on,
    open_page,
    send_link,
)

__all__ = [
    "LINK_DAYS",
    "answer",
    "ask_erasure",
    "go_on",
    "keep_record",
    "open_page",
    "own_copy",
    "own_pictures",
    "put_away",
    "send_link",
    "write",
]
