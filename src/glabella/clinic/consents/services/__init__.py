"""Writes of consents: prepare, send, sign, withdraw, print; the clinic's own texts."""

from glabella.clinic.consents.services.preparing import (
    LINK_DAYS,
    TreatmentAsked,
    drop,
    prepare,
    prepare_treatment,
    send_link,
)
from glabella.clinic.consents.services.signing import (
    MOST_POINTS,
    Signature,
    open_paper,
    record_print,
    sign,
    withdraw,
)
from glabella.clinic.consents.services.texts import (
    Written,
    approve_text,
    retire_text,
    write_text,
)
from glabella.clinic.consents.services.verifying import paper_digest, signature_holds

__all__ = [
    "LINK_DAYS",
    "MOST_POINTS",
    "Signature",
    "TreatmentAsked",
    "Written",
    "approve_text",
    "drop",
    "open_paper",
    "paper_digest",
    "prepare",
    "prepare_treatment",
    "record_print",
    "retire_text",
    "send_link",
    "sign",
    "signature_holds",
    "withdraw",
    "write_text",
]
