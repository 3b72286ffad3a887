"""What the screen of outcomes asks for."""

from datetime import datetime

from glabella.clinic.accounts import rights
from glabella.clinic.accounts.models import User
from glabella.clinic.outcomes.filters import Filters
from glabella.clinic.outcomes.foretold import Against, against
from glabella.clinic.outcomes.lasting import Durations, durations
from glabella.clinic.outcomes.names import protocol_name
from glabella.clinic.outcomes.rates import MEASURES, Group, Rates, rates
from glabella.clinic.treatments.models import Treatment

__all__ = [
    "MEASURES",
    "Against",
    "Durations",
    "Filters",
    "Group",
    "Rates",
    "against",
    "durations",
    "protocols_used",
    "rates",
]


def protocols_used(*, viewer: User, at: datetime) -> list[tuple[int, str]]:
    """(id, name with version) of every protocol version something was given by."""
    rights.require(viewer, "outcome.read", at=at)
    rows = (
        Treatment.objects.exclude(plan_version__protocol_version=None)
        .order_by()
        .values_list(
            "plan_version__protocol_version",
            "plan_version__protocol_version__protocol__name",
            "plan_version__protocol_version__number",
        )
        .distinct()
    )
    named = [(key, protocol_name(name, number)) for key, name, number in rows]
    return sorted(named, key=lambda pair: pair[1])
