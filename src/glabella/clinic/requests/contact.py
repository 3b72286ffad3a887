"""Telephone numbers and e-mail addresses, brought into one form."""

from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from glabella.clinic.practice.models import Practice
from glabella.clinic.shared.errors import Invalid
from glabella.clinic.shared.text import one_line

__all__ = ["clean_email", "clean_phone", "readable_phone", "region_of"]

REGIONS: Final = {"US": "US", "UK": "GB"}
EXAMPLE: Final = "with the country's code, such as +44 20 7946 0018"


def region_of(practice: Practice) -> str | None:
    """The country whose numbers are understood without a code.

    That of the clinic's own number where it has a code, else of the jurisdiction;
    none where that is several countries.
    """
    try:
        own = phonenumbers.parse(practice.phone, None)
    except phonenumbers.NumberParseException:
        return REGIONS.get(practice.jurisdiction)
    return phonenumbers.region_code_for_number(own) or None


def clean_phone(text: str, region: str | None) -> str:
    """The number in international form (E.164); Invalid says what is wrong."""
    text = one_line(text)
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, region)
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(
                number, phonenumbers.PhoneNumberFormat.E164
            )
    except phonenumbers.NumberParseException:
        pass
    message = f"This is not a telephone number. Give it in full, {EXAMPLE}."
    raise Invalid.field("phone", message)


def readable_phone(text: str) -> str:
    """The number as people write it, for the screen."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(
        number, phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )


def clean_email(text: str) -> str:
    """The address without blanks around it; Invalid says what is wrong."""
    text = one_line(text)
    if not text:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        message = "This is not an e-mail address, such as name@example.org."
        raise Invalid.field("email", message) from None
    return text
