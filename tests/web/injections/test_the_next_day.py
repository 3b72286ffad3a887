"""A treatment that was left open, as its pages show it on another day."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from glabella.clinic.accounts.models import User
from glabella.clinic.injections import services
from glabella.clinic.injections.models import Session
from tests.clinic.injections.conftest import prepared, sent, signed_with
from tests.clinic.injections.test_treatment_day import keys
from tests.clinic.people import AT, make_staff

pytestmark = pytest.mark.django_db
AGAIN = "Asked on Monday 23 November 2026: ask again."


def address(session: Session, name: str = "page") -> str:
    arguments = {"patient_id": session.patient_id, "session_id": session.pk}
    return reverse(f"injections:{name}", kwargs=arguments)


def test_the_preparation_is_missing_again_on_both_pages(
    session: Session, injector: User, client: Client, time_machine
):
    prepared(session, injector)
    time_machine.move_to(AT + timedelta(days=1), tick=False)
    client.force_login(injector)
    page = client.get(address(session, "preparation")).text
    assert page.count(AGAIN) == page.count('data-answer=""') == 9
    assert "Every step has an answer." not in page
    assert "Open: identity" in client.get(address(session)).text


def test_the_signed_page_says_who_gave_what(
    session: Session, injector: User, as_injector: Client
):
    prepared(session, injector)
    first, second, *others = keys(session)
    helper = make_staff("second-hand", "injector")
    sent(session, injector, "vial", lot="TYPED1")
    sent(session, injector, "give", first)
    sent(session, helper, "give", second)
    for site in others:
        sent(session, injector, "skip", site, reason="had enough")
    sent(session, injector, "change", second, units="3", reason="miscounted")
    sent(session, injector, "reaction", reaction="none")
    services.finish(
        actor=injector, at=AT, session=session, signing=signed_with(session)
    )
    page = as_injector.get(address(session)).text
    assert f"{injector.name} (1 site), Second Hand (1 site)" in page
    assert f"{injector.name} is entered as the injector" in page
    assert f"entry changed by {injector.name}" in page
