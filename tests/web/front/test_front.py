"""The public front page is the clinic's own."""

from datetime import date, time

import pytest
import time_machine

from glabella.clinic.practice.models import Closure, OpeningHours
from tests.clinic.people import AT, practice

__all__ = ["practice"]


def hours(weekday: int, opens: int, closes: int) -> None:
    OpeningHours.objects.create(weekday=weekday, opens=time(opens), closes=time(closes))


@pytest.fixture
def front(client, practice):
    """The front page of a clinic with these details."""

    def show(**details: object) -> str:
        for name, value in details.items():
            setattr(practice, name, value)
        practice.save()
        with time_machine.travel(AT, tick=False):
            return client.get("/").text

    return show


def test_says_who_where_and_how_to_ask(front):
    text = front(
        name="The Quiet Room",
        welcome="Come in.",
        address="1 High Street\nTown",
        phone="+44 20 7946 0018",
        email="desk@clinic.test",
    )
    for words in ("The Quiet Room", "Come in.", "1 High Street<br>Town", "desk@"):
        assert words in text
    assert 'href="tel:+442079460018"' in text
    assert 'href="/request/"' in text
    assert "Staff sign-in" in text


def test_puts_days_with_the_same_hours_together(front):
    for weekday in (0, 1, 2, 4):
        hours(weekday, 9, 13)
        hours(weekday, 14, 18)
    text = front()
    assert "<dt>Monday to Wednesday</dt><dd>09:00 to 13:00, 14:00 to 18:00</dd>" in text
    assert "<dt>Thursday</dt><dd>closed</dd>" in text
    assert "<dt>Saturday to Sunday</dt><dd>closed</dd>" in text


def test_tells_of_the_next_closure_and_not_of_a_past_one(front):
    Closure.objects.create(first_day=date(2026, 12, 24), last_day=date(2027, 1, 2))
    Closure.objects.create(first_day=date(2026, 8, 1), last_day=date(2026, 8, 14))
    text = front()
    assert "Closed 24 December 2026 to 2 January 2027" in text
    assert "August" not in text


def test_what_the_owner_writes_is_text_and_no_markup(front):
    text = front(welcome="<script>alert(1)</script>")
    assert "<script>alert" not in text


@pytest.mark.django_db
def test_before_the_set_up_it_says_how_to_begin(client):
    text = client.get("/").text
    assert "glabella setup" in text
    assert "Ask for an appointment" not in text
