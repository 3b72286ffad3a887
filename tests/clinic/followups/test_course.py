"""The course of a patient: visits ahead, intervals, units, antibodies."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from glabella.clinic.calendar.services import Wanted, book
from glabella.clinic.followups.learning.course import course_of
from glabella.clinic.followups.learning.dates import next_date
from glabella.clinic.shared.errors import NotFound
from glabella.clinic.treatments import services
from glabella.clinic.treatments.entries import Entry, Given
from glabella.clinic.treatments.selectors import label_end
from tests.clinic.calendar.conftest import opening_hours
from tests.clinic.followups.test_learning import given
from tests.clinic.people import AT, PASSWORD, TODAY

__all__ = ["opening_hours"]


def days_ago(days: int):
    return TODAY - timedelta(days=days)


def elsewhere(injector, patient, product: str, units: int | None, days: int) -> None:
    amount = None if units is None else Decimal(units)
    entry = Entry(
        day=days_ago(days),
        product=product,
        place="elsewhere",
        given=(Given("glabella", amount),),
    )
    row = services.start(actor=injector, at=AT, patient=patient, entry=entry)
    services.sign(actor=injector, at=AT, treatment=row, version=1, password=PASSWORD)


def course(viewer, patient):
    due = next_date(viewer=viewer, patient=patient, at=AT)
    return course_of(viewer=viewer, patient=patient, at=AT, due=due)


def test_units_of_two_substances_are_never_added_up(injector, patient):
    given(injector, patient, units=20, day=days_ago(100))
    given(injector, patient, units=10, day=days_ago(500))
    elsewhere(injector, patient, "azzalure", 50, 250)
    found = {one.substance: one for one in course(injector, patient).units}
    assert found["onabotulinumtoxinA"].last_year == 20
    assert found["onabotulinumtoxinA"].in_all == 30
    assert found["abobotulinumtoxinA"].in_all == 50
    assert len(found) == 2


def test_units_that_nobody_knows_are_said(injector, patient):
    given(injector, patient, units=20, day=days_ago(100))
    elsewhere(injector, patient, "botox", None, 300)
    elsewhere(injector, patient, "unknown", None, 400)
    by = {one.substance: one for one in course(injector, patient).units}
    assert (by["onabotulinumtoxinA"].in_all, by["onabotulinumtoxinA"].unknown) == (
        20,
        1,
    )
    assert by["a product not known"].unknown == 1


def test_a_treatment_before_the_label_interval_raises_the_concern(injector, patient):
    given(injector, patient, day=days_ago(160))
    given(injector, patient, day=days_ago(100))
    found = course(injector, patient)
    assert [(gap.days, gap.is_short) for gap in found.gaps] == [(60, True)]
    text = found.concerns[0].text
    assert text.startswith("One treatment on record came before")
    assert "RE-PLL" in found.concerns[0].sources


def test_the_day_on_which_the_label_interval_ends_is_not_too_early(injector, patient):
    first = given(injector, patient, day=days_ago(160))
    end, _ = label_end(first)
    given(injector, patient, day=end)
    [gap] = course(injector, patient).gaps
    assert gap.later == gap.label_end
    assert not gap.is_short


def test_usual_intervals_are_told_as_such_and_no_number_is_invented(injector, patient):
    given(injector, patient, day=days_ago(260))
    given(injector, patient, day=days_ago(100))
    found = course(injector, patient)
    assert found.short == 0
    assert "rare in cosmetic doses" in found.concerns[0].text
    assert "No antibody rate was read" in found.concerns[-1].text
    assert all(one.sources for one in found.concerns)


def test_a_correction_within_a_course_is_no_second_treatment(injector, patient):
    first = given(injector, patient, day=days_ago(60))
    second = given(injector, patient, units=2, day=days_ago(46))
    type(second).objects.filter(pk=second.pk).update(touch_up_of=first)
    assert course(injector, patient).gaps == ()


def test_the_year_ahead_goes_on_at_the_interval_of_this_patient(injector, patient):
    given(injector, patient, day=days_ago(100))
    patient.next_due_on = TODAY + timedelta(days=20)
    patient.save(update_fields=["next_due_on"])
    ahead = course(injector, patient).ahead
    assert (ahead[0].day, ahead[0].state) == (patient.next_due_on, "due")
    steps = {(b.day - a.day).days for a, b in pairwise(ahead)}
    assert steps == {120}
    assert ahead[-1].day <= TODAY + timedelta(days=365)


def test_what_is_booked_stands_before_what_is_due(injector, patient):
    given(injector, patient, day=days_ago(100))
    start = AT + timedelta(days=7)
    wanted = Wanted(injector=injector, starts_at=start, minutes=30)
    book(actor=injector, at=AT, patient=patient, wanted=wanted, kind="treatment")
    first = course(injector, patient).ahead[0]
    assert (first.day, first.state) == (start.date(), "booked")


def test_without_treatments_there_is_no_course(injector, patient):
    found = course(injector, patient)
    assert (found.ahead, found.gaps, found.units, found.concerns) == ((), (), (), ())


def test_the_course_is_for_clinicians(injector, front_desk, patient):
    due = next_date(viewer=injector, patient=patient, at=AT)
    with pytest.raises(NotFound):
        course_of(viewer=front_desk, patient=patient, at=AT, due=due)
