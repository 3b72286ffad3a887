"""Two hands at the same moment: each entry gets its own number, and nothing is lost."""

from uuid import uuid4

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.injections import selectors, services
from glabella.clinic.injections.checking import faults_of
from glabella.clinic.injections.models import Entry, Session
from glabella.clinic.plans.models import Plan
from glabella.clinic.stock import selectors as stock
from glabella.clinic.stock.models import Vial
from glabella.clinic.treatments.models import Treatment
from tests.clinic.injections.conftest import LATER, prepared, sent, signed_with
from tests.clinic.injections.test_treatment_day import given_all, keys
from tests.clinic.people import AT

pytestmark = pytest.mark.django_db(transaction=True)


def test_entries_of_two_tablets_and_a_tap_sent_twice(
    session: Session, injector: User, other_injector: User, race
):
    prepared(session, injector)
    seen, once = selectors.last_number(session), uuid4()
    first, second, third, *_ = keys(session)

    def give(by: User, device: str, site: str, client_id=None):
        told = {"seen": seen, "device": device, "client_id": client_id}
        return lambda: sent(session, by, "give", site, **told)

    answers = race(
        give(injector, "a", first, once),
        give(injector, "a", first, once),
        give(other_injector, "b", second),
        give(other_injector, "b", third),
    )
    found = sorted(answer.result for answer in answers)
    assert found == ["accepted", "accepted", "accepted", "duplicate"]
    assert Entry.objects.filter(session=session, kind="give").count() == 3
    assert faults_of(session.pk) == []


def test_a_session_begun_by_two_at_once_is_one_session(
    consented: Plan, injector: User, prescriber: User, race
):
    begun = race(
        *(
            lambda by=by: services.begin(actor=by, at=AT, plan=consented)
            for by in (injector, prescriber)
        )
    )
    assert begun[0] == begun[1]
    assert Session.objects.count() == 1


def test_signing_twice_at_once_is_one_treatment_and_the_books_add_up(
    session: Session, injector: User, vial: Vial, race
):
    given_all(session, injector, vial)
    signing = signed_with(session)

    def sign():
        return services.finish(
            actor=injector, at=LATER, session=session, signing=signing
        )

    signed = race(sign, sign)
    assert signed[0] == signed[1]
    assert Treatment.objects.count() == 1
    assert stock.balance(viewer=injector, at=LATER, vial=vial).adds_up
    assert faults_of(session.pk) == []
