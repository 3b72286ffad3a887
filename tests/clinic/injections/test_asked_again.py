"""Who it is, and whether she is pregnant, is asked on the day of the needle."""

from datetime import timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.injections import selectors
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.planned import planned_sites
from glabella.clinic.practice.models import Practice
from tests.clinic.injections.conftest import LATER, prepared, sent

pytestmark = pytest.mark.django_db
DAYS_LATER = LATER + timedelta(days=4)


def first_of(session: Session) -> str:
    return planned_sites(session.plan_version.content)[0].key


def again(session: Session, by: User, **change: str) -> None:
    """Every step is answered anew, four days later."""
    live = selectors.live(viewer=by, session=session, at=DAYS_LATER)
    for step in live.steps:
        answer = change.get(step.key) or step.answers[0].key
        told = {"step": step.key, "answer": answer}
        assert sent(session, by, "check", at=DAYS_LATER, **told).result == "accepted"


@pytest.mark.parametrize("kind", ["give", "give_all", "add"])
def test_what_was_asked_on_another_day_is_asked_again(
    session: Session, injector: User, kind: str
):
    prepared(session, injector)
    first = first_of(session)
    told = {
        "give": (first, {}),
        "give_all": ("", {"sites": [first]}),
        "add": (
            "added-1",
            {"area": "glabella", "side": "R", "units": "2", "reason": "asked for"},
        ),
    }
    site, content = told[kind]
    refused = sent(session, injector, kind, site, at=DAYS_LATER, **content)
    assert refused.result == "refused"
    assert f"Asked on {LATER:%A %-d %B %Y}: ask again." in refused.message
    assert "pregnancy" in refused.message
    again(session, injector)
    taken = sent(session, injector, kind, site, at=DAYS_LATER, **content)
    assert taken.result == "accepted", taken.message


def test_a_tap_of_that_day_is_taken_when_it_arrives_days_later(
    session: Session, injector: User
):
    prepared(session, injector)
    again(session, injector, pregnancy="yes")
    first, second, *_ = planned_sites(session.plan_version.content)
    early = sent(session, injector, "give", first.key, at=DAYS_LATER, at_client=LATER)
    assert early.result == "accepted", early.message
    late = sent(session, injector, "give", second.key, at=DAYS_LATER)
    assert "Do not treat" in late.message


def test_the_day_is_that_of_the_clinic(
    session: Session, injector: User, practice: Practice
):
    """09:30 in London is 18:30 in Tokyo: there the day ends at 15:00 UTC."""
    prepared(session, injector)
    practice.time_zone = "Asia/Tokyo"
    practice.save()
    late = LATER.replace(hour=14, minute=59)
    for at, left in ((late, 0), (late + timedelta(minutes=2), 9)):
        live = selectors.live(viewer=injector, session=session, at=at)
        assert len(live.to_prepare) == left


def test_what_was_asked_before_shows_as_missing_with_its_day(
    session: Session, injector: User
):
    prepared(session, injector)
    live = selectors.live(viewer=injector, session=session, at=DAYS_LATER)
    assert live.told["checks"] == {}
    assert {words for _, _, words in live.checks} == {
        f"Asked on {LATER:%A %-d %B %Y}: ask again."
    }


def test_what_was_given_is_signed_on_another_day_without_asking_again(
    session: Session, injector: User
):
    prepared(session, injector)
    sent(session, injector, "give", first_of(session))
    live = selectors.live(viewer=injector, session=session, at=DAYS_LATER)
    assert not any("preparation" in words for words in live.missing)
