"""Who injected is told by the entries, not by who signs."""

from datetime import datetime, timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.injections import selectors, services
from glabella.clinic.injections.checking import faults_of
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.planned import planned_sites
from glabella.clinic.shared.errors import NotAllowed
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.models import Treatment
from tests.clinic.injections.conftest import LATER, prepared, sent, signed_with
from tests.clinic.people import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
NEXT_DAY = LATER + timedelta(days=1)


def given_by(session: Session, *hands: User, **told: str) -> None:
    """One site by each, in order; the rest is left out."""
    prepared(session, hands[0])
    sent(session, hands[0], "vial", lot="TYPED1")
    keys = [one.key for one in planned_sites(session.plan_version.content)]
    for site, hand in zip(keys, hands, strict=False):
        assert sent(session, hand, "give", site, **told).result == "accepted"
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


def of_two_techniques(session: Session) -> None:
    """The first site stands with most units, the two after it are low dose."""
    version = session.plan_version
    (line,) = version.content["lines"]
    sites = line["sites"]
    main = {**line, "sites": sites[:1], "units": 20}
    low = {**line, "area": "forehead", "technique": "baby", "units": 4}
    version.content = {
        **version.content,
        "lines": [main, {**low, "sites": sites[1:3]}],
    }
    version.save(update_fields=["content"])


@pytest.mark.parametrize("at", [LATER, NEXT_DAY], ids=["that day", "the next day"])
def test_who_gave_most_sites_needs_the_technique_of_those_sites_alone(
    session: Session, injector: User, other_injector: User, at: datetime
):
    of_two_techniques(session)
    other_injector.techniques = ["baby"]
    other_injector.save()
    despite = "the consent of the forehead is on paper"
    given_by(session, injector, other_injector, other_injector, despite=despite)
    treatment = finish(session, injector, at)
    assert (treatment.injector, treatment.technique) == (other_injector, "standard")
    if at == LATER:
        amended = treatments.amend(
            actor=injector, at=at, treatment=treatment, reason="the lot was misread"
        )
        signed = treatments.sign(
            actor=injector, at=at, treatment=amended, version=1, password=PASSWORD
        )
        assert signed.status == "signed"


def test_who_left_within_the_day_is_signed_for_by_another(
    session: Session, injector: User, other_injector: User
):
    given_by(session, injector, injector)
    injector.is_active = False
    injector.save()
    assert finish(session, other_injector).injector == injector


def test_of_two_tablets_that_both_gave_all_the_first_hand_gave(
    session: Session, injector: User, other_injector: User
):
    prepared(session, injector)
    sent(session, injector, "vial", lot="TYPED1")
    keys = [one.key for one in planned_sites(session.plan_version.content)]
    seen = selectors.last_number(session)
    for hand, device in ((injector, "a"), (other_injector, "b")):
        told = {"sites": keys, "seen": seen, "device": device}
        assert sent(session, hand, "give_all", **told).result == "accepted"
    sent(session, injector, "reaction", reaction="none")
    live = selectors.live(viewer=injector, session=session, at=LATER)
    assert {(row.giver, row.also) for row in live.rows} == {
        ("Injector", "Other Injector")
    }
    treatment = finish(session, other_injector)
    assert treatment.injector == injector
    planned = {one.units for one in planned_sites(session.plan_version.content)}
    assert {site.units for site in treatment.sites.all()} == planned
    assert faults_of(session.pk) == []
