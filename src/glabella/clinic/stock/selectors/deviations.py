"""What was given against a rule of the ledger."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.stock.models import Deviation

__all__ = ["all_deviations", "get_deviation"]


def all_deviations(*, viewer: User, at: datetime) -> QuerySet[Deviation]:
    """Every deviation, newest first, with patient and vial."""
    rights.require(viewer, "stock.recall", at=at)
    return Deviation.objects.select_related(
        "key__patient", "by", "followed_up_by"
    ).prefetch_related("entries__vial__lot")


def get_deviation(*, viewer: User, at: datetime, deviation_id: UUID) -> Deviation:
    """One deviation."""
    found = all_deviations(viewer=viewer, at=at).filter(pk=deviation_id).first()
    if found is None:
        raise NotFound
    return found
