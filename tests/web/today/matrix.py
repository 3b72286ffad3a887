"""The addresses of the first screen."""

from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.services import raise_alert
from glabella.clinic.shared.actor import SYSTEM
from tests.clinic.people import AT
from tests.web.permissions import Address, World


def an_alert(world: World, person: User) -> dict[str, object]:
    alert = raise_alert(
        actor=SYSTEM, at=AT, kind="registration", text="Ends soon.", for_user=person
    )
    return {"alert_id": alert.pk}


ADDRESSES = [
    Address("today:page", "today.read"),
    Address("today:page", "today.read", query="?whose=all"),
    Address("today:alive", "", method="post"),
    Address("today:close-alert", "", an_alert, method="post"),
]
