"""The preparation knows whether photographs were taken, and asks why there are none."""

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.injections import selectors
from glabella.clinic.injections.checklist import steps_for
from glabella.clinic.injections.models import Session
from glabella.clinic.injections.services import Answer
from glabella.clinic.photos import services as photos
from tests.clinic.injections.conftest import LATER, sent
from tests.clinic.people import AT
from tests.clinic.photos.pictures import taken


def answered(session: Session, by: User, answer: str, note: str = "") -> Answer:
    told = {"step": "photographs", "answer": answer, "note": note}
    return sent(session, by, "check", **told)


def words(session: Session) -> str:
    live = selectors.live(viewer=session.started_by, session=session, at=LATER)
    return next(found for step, _, found in live.checks if step.key == "photographs")


def test_none_taken_is_not_taken(session: Session, injector: User):
    answer = answered(session, injector, "done")
    assert answer.result == "refused"
    assert "say why there are none" in answer.message
    assert words(session) == ""


def test_with_one_of_today_they_are_taken(session: Session, injector: User):
    taken(session.patient, injector)
    assert answered(session, injector, "done").result == "accepted"
    assert words(session) == "Taken"


def test_one_that_was_withdrawn_does_not_count(session: Session, injector: User):
    photo = taken(session.patient, injector)
    told = {"version": photo.version, "reason": "Blurred."}
    photos.withdraw(actor=injector, at=AT, photo=photo, **told)
    assert answered(session, injector, "done").result == "refused"


def test_another_reason_is_written_and_stands_in_the_record(
    session: Session, injector: User
):
    for nothing in ("", "  ", "x"):
        assert answered(session, injector, "none", nothing).result == "refused"
    why = "the camera was being charged"
    assert answered(session, injector, "none", why).result == "accepted"
    assert words(session) == f"None: {why}"


@pytest.mark.parametrize("answer", ["declined", "elsewhere"])
def test_the_usual_reasons_are_one_tap(session: Session, injector: User, answer: str):
    assert answered(session, injector, answer).result == "accepted"
    assert words(session).startswith("None")


@pytest.mark.parametrize(("taken_so_far", "first"), [(0, "declined"), (3, "done")])
def test_the_first_answer_is_one_that_can_be_given(taken_so_far: int, first: str):
    steps = steps_for(sex="female", techniques=["standard"], photographs=taken_so_far)
    step = next(one for one in steps if one.key == "photographs")
    assert step.answers[0].key == first
    assert not step.answers[0].refused
