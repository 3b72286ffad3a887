"""Who injected is told by the entries, not by who signs."""

from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.injections import selectors, services
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.planned import planned_sites
from glabella.clinic.shared.errors import NotAllowed
from glabella.clinic.treatments.models import Treatment
from tests.clinic.injections.conftest import LATER, prepared, sent, signed_with
from tests.clinic.people import make_staff

pytestmark = pytest.mark.django_db
NEXT_DAY = LATER + timedelta(days=1)


def given_by(session: Session, *hands: User) -> None:
    """One site by each, in order; the rest is left out."""
    prepared(session, hands[0])
    sent(session, hands[0], "vial", lot="TYPED1")
    keys = [one.key for one in planned_sites(session.plan_version.content)]
    for site, hand in zip(keys, hands, strict=False):
        assert sent(session, hand, "give", site).result == "accepted"
    for site in keys[len(hands) :]:
        sent(session, hands[0], "skip", site, reason="had enough")
    sent(session, hands[0], "reaction", reaction="none")


def finish(session: Session, by: User, at=LATER) -> Treatment:
    return services.finish(
        actor=by, at=at, session=session, signing=signed_with(session)
    )


def test_the_injector_is_who_gave_most_and_the_signer_stands_apart(
    session: Session, injector: User, other_injector: User
):
    given_by(session, injector, injector, other_injector)
    treatment = finish(session, other_injector)
    assert treatment.injector == injector
    assert treatment.signed_by == other_injector


def test_of_two_who_gave_as_many_the_signer_is_the_injector(
    session: Session, injector: User, other_injector: User
):
    given_by(session, injector, other_injector)
    assert finish(session, other_injector).injector == other_injector


def test_who_corrects_an_entry_did_not_give_it(
    session: Session, injector: User, other_injector: User
):
    given_by(session, injector, injector)
    for site in planned_sites(session.plan_version.content)[:2]:
        told = {"units": "3", "reason": "the count was wrong"}
        sent(session, other_injector, "change", site.key, **told)
    treatment = finish(session, other_injector)
    assert treatment.injector == injector
    live = selectors.live(viewer=injector, session=session, at=LATER)
    assert live.givers == {"Injector": 2}
    assert {row.by for row in live.rows[:2]} == {"Other Injector"}


def test_the_technique_is_asked_of_each_who_gave(
    session: Session, injector: User, other_injector: User
):
    other_injector.techniques = ["skin"]
    other_injector.save()
    given_by(session, injector, injector, other_injector)
    with pytest.raises(NotAllowed, match="Other Injector gave sites here and is not"):
        finish(session, injector)
    assert not Treatment.objects.exists()


def test_the_registration_is_asked_of_each_who_gave(
    session: Session, injector: User, other_injector: User
):
    given_by(session, injector, injector, other_injector)
    other_injector.registration_expires = (LATER - timedelta(days=1)).date()
    other_injector.save()
    with pytest.raises(NotAllowed, match="registration of Other Injector did not hold"):
        finish(session, injector)


def test_who_was_registered_on_the_day_and_left_is_signed_for_by_another(
    session: Session, injector: User, other_injector: User
):
    given_by(session, injector, injector, other_injector)
    injector.registration_expires = LATER.date()
    injector.is_active = False
    injector.save()
    assert finish(session, other_injector, NEXT_DAY).injector == injector


def test_who_signs_and_gave_nothing_needs_no_technique(
    session: Session, injector: User
):
    given_by(session, injector, injector)
    doctor = make_staff("doctor", "prescriber", profession="doctor", techniques=[])
    assert finish(session, doctor).injector == injector
