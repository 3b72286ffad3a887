"""What stands beside the plan, and of what it is a touch-up, is under the signature."""

from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.injections import services
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.planned import planned_sites
from glabella.clinic.shared.signing import content_digest
from glabella.clinic.stock.models import Vial
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.content import facts
from glabella.clinic.treatments.models import Treatment
from tests.clinic.injections.conftest import LATER, prepared, sent, signed_with
from tests.clinic.people import PASSWORD
from tests.clinic.stock.shelf import treated

pytestmark = pytest.mark.django_db
NEXT = LATER + timedelta(minutes=10)


@pytest.fixture
def signed(session: Session, injector: User, vial: Vial) -> Treatment:
    """One site with more units than planned, from a vial; the rest left out."""
    prepared(session, injector)
    first, *others = [one.key for one in planned_sites(session.plan_version.content)]
    sent(session, injector, "draw", vial=str(vial.pk), units="20")
    sent(session, injector, "change", first, units="6", reason="a stronger muscle")
    sent(session, injector, "give", first)
    for site in others:
        sent(session, injector, "skip", site, reason="had enough")
    sent(session, injector, "reaction", reaction="none")
    return services.finish(
        actor=injector, at=LATER, session=session, signing=signed_with(session)
    )


def digest(treatment: Treatment) -> str:
    return content_digest(facts(Treatment.objects.get(pk=treatment.pk)))


@pytest.mark.parametrize(
    "change", [{"vial": None}, {"planned_units": 5}, {"departure": "point"}]
)
def test_planned_against_given_cannot_be_changed_under_the_signature(
    signed: Treatment, change: dict
):
    assert digest(signed) == signed.signed_hash
    signed.sites.update(**change)
    assert digest(signed) != signed.signed_hash


def test_that_it_is_a_touch_up_cannot_be_changed_under_the_signature(
    signed: Treatment, injector: User
):
    assert "touch_up_of" not in facts(signed)
    other = treated(injector, signed.patient, [4])
    Treatment.objects.filter(pk=signed.pk).update(touch_up_of=other)
    assert digest(signed) != signed.signed_hash


def test_the_signature_under_a_touch_up_holds_when_the_first_is_amended(
    signed: Treatment, injector: User
):
    touch_up = treated(injector, signed.patient, [4])
    touch_up.touch_up_of = signed
    touch_up.save()
    before = digest(touch_up)
    new = treatments.amend(
        actor=injector, at=NEXT, treatment=signed, reason="A wrong depth."
    )
    treatments.sign(
        actor=injector, at=NEXT, treatment=new, version=1, password=PASSWORD
    )
    touch_up.refresh_from_db()
    assert touch_up.touch_up_of_id == new.pk
    assert digest(touch_up) == before
