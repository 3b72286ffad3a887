"""Other requests of what may be the same person, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.requests.models import TreatmentRequest

__all__ = ["Alike", "other_requests"]

MOST = 50
REASONS = {
    "name_index": "same name",
    "born_index": "same birth date",
    "email_index": "same e-mail address",
    "phone_index": "same telephone number",
}


@dataclass(frozen=True, slots=True)
class Alike:
    """A request that may be of the same person, and what agrees."""

    request: TreatmentRequest
    reasons: tuple[str, ...]


def other_requests(*, viewer: User, at: datetime, one: TreatmentRequest) -> list[Alike]:
    """Requests that agree in name, address, number, or in two things with a date."""
    if not rights.may(viewer, "request.read", at=at):
        return []
    asked = Q()
    for field in REASONS:
        if value := getattr(one, field):
            asked |= Q(**{field: value})
    if not asked:
        return []
    rows = TreatmentRequest.objects.select_related("key").filter(asked, erased_at=None)
    found = [
        Alike(other, reasons)
        for other in rows.exclude(pk=one.pk).order_by("-received_at")[:MOST]
        if (reasons := tuple(_agreeing(one, other))) != ("same birth date",)
    ]
    return sorted(found, key=lambda alike: -len(alike.reasons))


def _agreeing(one: TreatmentRequest, other: TreatmentRequest) -> Iterator[str]:
    for field, reason in REASONS.items():
        value = getattr(one, field)
        if value and value == getattr(other, field):
            yield reason
