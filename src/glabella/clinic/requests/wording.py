"""Sentences that the public page shows and the record keeps word for word."""

from typing import Final

from glabella.clinic.practice.models import Practice

__all__ = [
    "AGE_WORDING",
    "AGE_WORDING_PHONE",
    "RECEIVED_SUBJECT",
    "consent_wording",
    "consent_wording_phone",
    "declined_body",
    "declined_subject",
    "received_body",
]

AGE_WORDING: Final = "What is your date of birth? We see people from the age of 18."
AGE_WORDING_PHONE: Final = (
    "Asked by telephone: what is your date of birth? We see people from the age of 18."
)
RECEIVED_SUBJECT: Final = "We have your request"


def consent_wording(practice: Practice) -> str:
    """What is agreed to on the public page."""
    return (
        f"{practice.name} may contact me about this request. If I do not become a "
        f"patient, it is erased after {practice.request_retention_days} days."
    )


def consent_wording_phone(practice: Practice) -> str:
    """What is read out and agreed to on the telephone."""
    return f"Asked and agreed to by telephone: {consent_wording(practice)}"


def received_body(practice: Practice) -> str:
    """The message after a request; it repeats nothing of what was typed."""
    return (
        f"Hello,\n\nwe have your request and will answer it soon.\n\n"
        f"If you did not write to us, you need not do anything: what was sent is erased "
        f"after {practice.request_retention_days} days.\n\n{_signed(practice)}"
    )


def declined_subject(practice: Practice) -> str:
    """The subject of the message that says no."""
    return f"Your request to {practice.name}"


def declined_body(practice: Practice) -> str:
    """A kind no, without the reason: that is told in person, if at all."""
    return (
        "Hello,\n\nthank you for your request. There is no appointment that "
        "we can give you for it. If you would like to know why, call us.\n\n"
        f"{_signed(practice)}"
    )


def _signed(practice: Practice) -> str:
    return "\n".join(line for line in (practice.name, practice.phone) if line)
