"""What was learned of a patient, when they come back, and why it may not work."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consultations.models import Consultation, SeverityGrade
from glabella.clinic.followups.learning import services
from glabella.clinic.followups.learning.dates import (
    label_end_of,
    next_date,
    outlook_for,
)
from glabella.clinic.followups.learning.doubts import (
    Answer,
    doubt_about,
    questions,
    ratios_read,
    reviews_of_effect,
)
from glabella.clinic.followups.learning.lessons import lessons_of
from glabella.clinic.followups.learning.wishes import WishTold
from glabella.clinic.followups.learning.words import headline, lasted_words
from glabella.clinic.followups.models import ReturnWish
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, NotFound
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Entry, Given, Graded, Seen
from glabella.clinic.treatments.models import Treatment
from glabella.core.forecast.lasting import Lasted
from tests.clinic.people import AT, PASSWORD, TODAY, make_patient

DAY = TODAY - timedelta(days=100)
LABEL_END = date(2026, 11, 15)


def given(
    injector, patient, units: int = 12, day: date = DAY, product: str = "botox"
) -> Treatment:
    entry = Entry(
        day=day,
        product=product,
        technique="standard",
        injector=injector,
        given=(Given("glabella", Decimal(units)),),
    )
    row = treatments.start(actor=injector, at=AT, patient=patient, entry=entry)
    return treatments.sign(
        actor=injector, at=AT, treatment=row, version=1, password=PASSWORD
    )


def look(injector, treatment: Treatment, *grades: tuple[int, int]) -> None:
    """Grades in contraction by days since the treatment."""
    for days, grade in grades:
        treatments.add_follow_up(
            actor=injector,
            at=AT,
            treatment=treatment,
            seen=Seen(
                day=treatment.day + timedelta(days=days),
                grades=(Graded("glabella", at_rest=0, at_contraction=grade),),
            ),
        )


@pytest.fixture
def short_lived(injector, patient) -> Treatment:
    row = given(injector, patient)
    look(injector, row, (0, 3), (28, 1), (70, 2), (77, 3))
    return row


@pytest.fixture
def long_lived(injector, patient) -> Treatment:
    row = given(injector, patient)
    look(injector, row, (0, 3), (14, 0), (70, 0), (98, 1))
    return row


def lesson_of(viewer, patient):
    lesson = lessons_of(viewer=viewer, patient=patient, at=AT)
    assert not lesson.reason
    return lesson, lesson.areas[0]


def test_the_record_says_how_long_it_lasted(injector, patient, short_lived):
    lesson, area = lesson_of(injector, patient)
    assert lasted_words(area.lasted[-1]) == "lasted 10 to 11 weeks at 12 units"
    assert headline(area, lesson).startswith("lasted 10 to 11 weeks at 12 units; ")


def test_weeks_that_were_begun_count_as_seen_and_the_end_as_a_whole_week():
    one = Lasted(DAY, "botox", 12, 3, better_day=69, back_day=71, looked_on=(69, 71))
    assert lasted_words(one) == "lasted 9 to 11 weeks at 12 units"


def test_more_units_last_longer_and_none_leaves_the_range_that_was_read(
    injector, patient, short_lived
):
    _, area = lesson_of(injector, patient)
    doses = [one.units for one in area.found.ahead]
    assert doses == sorted(doses)
    assert min(doses) == area.low
    assert max(doses) == area.high
    assert area.high <= 40
    assert {12.0, 20.0} <= set(doses)
    weeks = [one.weeks.median for one in area.found.ahead]
    assert weeks == sorted(weeks)
    chances = [one.chance for one in area.found.ahead]
    assert chances == sorted(chances)


def weeks_at(area, units: float):
    return next(one for one in area.found.ahead if one.units == units)


def test_a_short_effect_shortens_what_is_expected_and_a_long_one_lengthens_it(
    injector, patient
):
    other = make_patient(2)
    look(injector, given(injector, patient), (0, 3), (28, 1), (63, 3))
    look(injector, given(injector, other), (0, 3), (28, 0), (98, 0))
    short = weeks_at(lesson_of(injector, patient)[1], 20.0)
    long = weeks_at(lesson_of(injector, other)[1], 20.0)
    assert short.weeks.median < short.in_general.median < long.weeks.median
    assert short.in_general == long.in_general


def test_what_is_known_narrows_the_band(injector, patient, short_lived):
    one = weeks_at(lesson_of(injector, patient)[1], 12.0)
    wide = (one.in_general.high90 or 52.0) - one.in_general.low90
    assert one.weeks.high90 - one.weeks.low90 < wide


def test_the_smallest_dose_that_lasts_as_wished_is_named(
    injector, patient, short_lived
):
    services.agree(actor=injector, at=AT, patient=patient, told=WishTold(weeks=16))
    lesson, area = lesson_of(injector, patient)
    assert lesson.weeks == 16.0
    enough = area.found.enough
    assert enough.weeks.median >= 16.0
    shorter = [one for one in area.found.ahead if one.units < enough.units]
    assert shorter
    assert all(one.weeks.median < 16.0 for one in shorter)


def test_a_wish_that_no_dose_in_the_range_reaches_is_said(
    injector, patient, short_lived
):
    services.agree(actor=injector, at=AT, patient=patient, told=WishTold(weeks=50))
    lesson, area = lesson_of(injector, patient)
    assert area.found.enough is None
    assert "no dose in the range that was read" in headline(area, lesson)


def test_without_grades_nothing_is_claimed_of_how_long_it_lasted(injector, patient):
    given(injector, patient)
    _, area = lesson_of(injector, patient)
    assert lasted_words(area.lasted[-1]).startswith("nobody graded")


def test_without_a_treatment_there_is_nothing_to_learn(injector, patient):
    assert (
        "No signed treatment"
        in lessons_of(viewer=injector, patient=patient, at=AT).reason
    )


def test_the_front_desk_learns_nothing_clinical(front_desk, patient):
    for ask in (lessons_of, next_date, outlook_for, doubt_about, reviews_of_effect):
        with pytest.raises(NotFound):
            ask(viewer=front_desk, patient=patient, at=AT)


# --- the next date ----------------------------------------------------------------


def test_a_milder_grade_to_come_back_at_is_reached_sooner(
    injector, patient, long_lived
):
    before = next_date(viewer=injector, patient=patient, at=AT)
    services.agree(actor=injector, at=AT, patient=patient, told=WishTold(grade=2))
    after = next_date(viewer=injector, patient=patient, at=AT)
    assert after.on < before.on
    assert any("moderate again" in reason for reason in after.reasons)


def test_the_next_date_is_never_before_the_label_interval_ends(injector, patient):
    row = given(injector, patient, day=TODAY - timedelta(days=60))
    look(injector, row, (0, 3), (14, 2), (40, 3))
    found = next_date(viewer=injector, patient=patient, at=AT)
    assert found.label_end is not None
    assert found.on >= found.label_end
    assert not found.early


def test_an_earlier_day_is_a_decision_with_a_reason_and_a_name(injector, patient):
    given(injector, patient, day=TODAY - timedelta(days=60))
    early = TODAY + timedelta(days=7)
    with pytest.raises(Invalid, match="label interval ends"):
        services.agree(actor=injector, at=AT, patient=patient, told=WishTold(on=early))
    with pytest.raises(Invalid, match="label interval"):
        services.set_day(actor=injector, at=AT, patient=patient, day=early)
    told = WishTold(on=early, reason="Wedding abroad, risk of antibodies explained")
    services.agree(actor=injector, at=AT, patient=patient, told=told)
    found = next_date(viewer=injector, patient=patient, at=AT)
    assert found.on == early
    assert found.early
    assert any(injector.name in one and "Wedding" in one for one in found.reasons)
    patient.refresh_from_db()
    assert patient.next_due_on == early
    assert (
        services.set_day(actor=injector, at=AT, patient=patient, day=early).next_due_on
        == early
    )


def test_the_day_on_which_the_label_interval_ends_needs_no_reason(injector, patient):
    given(injector, patient, day=TODAY - timedelta(days=60))
    end = label_end_of(patient)
    services.agree(actor=injector, at=AT, patient=patient, told=WishTold(on=end))
    found = next_date(viewer=injector, patient=patient, at=AT)
    assert found.on == found.label_end == end
    assert not found.early


def test_an_agreed_day_ends_with_the_next_treatment(injector, patient):
    given(injector, patient)
    day = TODAY + timedelta(days=30)
    services.agree(actor=injector, at=AT, patient=patient, told=WishTold(on=day))
    later = AT + timedelta(days=2)
    entry = Entry(
        day=later.date(),
        product="botox",
        technique="standard",
        injector=injector,
        given=(Given("glabella", Decimal(20)),),
    )
    row = treatments.start(actor=injector, at=later, patient=patient, entry=entry)
    treatments.sign(
        actor=injector, at=later, treatment=row, version=1, password=PASSWORD
    )
    assert next_date(viewer=injector, patient=patient, at=later).on != day


def test_the_newest_agreement_counts_and_the_older_ones_stay(
    injector, prescriber, patient
):
    services.agree(actor=injector, at=AT, patient=patient, told=WishTold(grade=2))
    services.agree(actor=prescriber, at=AT, patient=patient, told=WishTold(grade=1))
    rows = ReturnWish.objects.select_related("key").order_by("number")
    assert [row.content["grade"] for row in rows] == [2, 1]
    assert AuditEntry.objects.filter(record_type="followups.returnwish").count() == 2


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (WishTold(grade=0), "grade"),
        (WishTold(grade=4), "grade"),
        (WishTold(weeks=3), "weeks"),
        (WishTold(weeks=53), "weeks"),
        (WishTold(on=TODAY - timedelta(days=1)), "on"),
        (WishTold(on=TODAY + timedelta(days=4000)), "on"),
    ],
)
def test_an_impossible_wish_is_named(injector, patient, told, field):
    with pytest.raises(Invalid) as caught:
        services.agree(actor=injector, at=AT, patient=patient, told=told)
    assert field in caught.value.fields
    assert not ReturnWish.objects.exists()


def test_the_front_desk_sets_a_day_and_decides_nothing(front_desk, injector, patient):
    given(injector, patient)
    day = TODAY + timedelta(days=40)
    services.set_day(actor=front_desk, at=AT, patient=patient, day=day)
    with pytest.raises(NotAllowed):
        services.agree(actor=front_desk, at=AT, patient=patient, told=WishTold(on=day))


# --- a missing effect --------------------------------------------------------------


def answers(**changed: Answer) -> dict[str, Answer]:
    return {one.topic: changed.get(one.topic, Answer("not")) for one in questions()}


def test_the_record_speaks_first_where_an_effect_was_missing(injector, patient):
    row = given(injector, patient, units=10)
    look(injector, row, (0, 3), (28, 3))
    found = doubt_about(viewer=injector, patient=patient, at=AT)
    dose = next(one for one in found.questions if one.topic == "dose")
    assert "10 units were given, standard 20" in dose.text
    assert [one.topic for one in found.questions][-1] == "antibodies"
    assert "people" in found.sentence


def test_a_review_of_the_effect_keeps_questions_answers_and_conclusion(
    injector, patient, short_lived
):
    told = answers(dose=Answer("explains", "10 units for a strong corrugator"))
    services.review_effect(
        actor=injector,
        at=AT,
        patient=patient,
        treatment=short_lived,
        answers=told,
        conclusion="The dose was too low; no sign of antibodies.",
    )
    (row,) = reviews_of_effect(viewer=injector, patient=patient, at=AT)
    kept = {one["topic"]: one for one in row.content["questions"]}
    assert set(kept) == {one.topic for one in questions()}
    assert kept["dose"]["answer"] == "explains"
    assert kept["dose"]["sources"]
    assert row.conclusion.startswith("The dose")


def test_no_question_stays_open_and_no_review_ends_without_a_conclusion(
    injector, patient, short_lived
):
    told = answers(site=Answer("", ""), dose=Answer("explains", " "))
    with pytest.raises(Invalid) as caught:
        services.review_effect(
            actor=injector,
            at=AT,
            patient=patient,
            treatment=short_lived,
            answers=told,
            conclusion="",
        )
    assert set(caught.value.fields) == {"site", "dose", "conclusion"}


def test_a_review_is_of_a_signed_treatment_of_this_patient(
    injector, patient, short_lived
):
    with pytest.raises(Invalid, match="signed treatment"):
        services.review_effect(
            actor=injector,
            at=AT,
            patient=make_patient(2),
            treatment=short_lived,
            answers=answers(),
            conclusion="Nothing of this explains it.",
        )


def test_ratios_are_information_with_a_source(short_lived):
    found = ratios_read(short_lived)
    assert found
    assert all(one.sources and one.grade for one in found)
    assert any("abobotulinumtoxinA" in one.words for one in found)


def test_nothing_is_added_to_an_erased_record(injector, patient):
    patient.erased_at = AT
    with pytest.raises(Blocked):
        services.agree(actor=injector, at=AT, patient=patient, told=WishTold(grade=2))


def test_a_consultation_before_the_first_treatment_tells_the_grade_of_before(
    injector, patient
):
    made = Consultation.objects.create(
        key=patient.key,
        patient=patient,
        by=injector,
        status="signed",
        content={},
        started_at=AT - timedelta(days=103),
        saved_at=AT - timedelta(days=103),
        signed_at=AT - timedelta(days=103),
        signed_by=injector,
        signed_hash="0" * 64,
    )
    SeverityGrade.objects.create(
        consultation=made, area="glabella", at_rest=1, at_contraction=3
    )
    look(injector, given(injector, patient), (14, 1), (77, 3))
    _, area = lesson_of(injector, patient)
    said = "lasted 2 to 11 weeks at 12 units, nobody looked in between"
    assert lasted_words(area.lasted[-1]) == said


def test_the_newest_treatment_whose_end_was_seen_is_told(injector, patient):
    look(
        injector,
        given(injector, patient, day=TODAY - timedelta(days=300)),
        (0, 3),
        (70, 2),
        (84, 3),
    )
    given(injector, patient, units=20)
    lesson, area = lesson_of(injector, patient)
    assert headline(area, lesson).startswith(
        "lasted 10 to 12 weeks at 12 units (27 January 2026); "
    )


@pytest.mark.parametrize(("wish", "says"), [(10, True), (40, False)])
def test_a_longer_forecast_at_the_dose_that_was_seen_is_explained(
    injector, patient, wish, says
):
    look(
        injector, given(injector, patient, units=20), (0, 3), (28, 1), (56, 1), (63, 3)
    )
    services.agree(actor=injector, at=AT, patient=patient, told=WishTold(weeks=wish))
    lesson, area = lesson_of(injector, patient)
    enough = area.found.enough
    longer = enough is not None and enough.units <= 20 and enough.weeks.median > 9
    assert longer is says, "the case shows what it should"
    assert ("longer than was seen" in headline(area, lesson)) is says


def test_units_of_another_product_are_named_with_it(injector, patient):
    before = TODAY - timedelta(days=300)
    old = given(injector, patient, units=50, day=before, product="azzalure")
    look(injector, old, (0, 3), (70, 2), (84, 3))
    given(injector, patient, units=20)
    lesson, area = lesson_of(injector, patient)
    assert headline(area, lesson).startswith(
        "lasted 10 to 12 weeks at 50 units of Azzalure (27 January 2026); "
    )


def test_a_touch_up_is_not_taken_for_the_last_dose(injector, patient):
    whole = given(injector, patient, units=20)
    small = given(injector, patient, units=4, day=DAY + timedelta(days=14))
    small.touch_up_of = whole
    small.save(update_fields=["touch_up_of"])
    _, area = lesson_of(injector, patient)
    assert area.given == 20


def test_a_dose_above_the_label_dose_is_called_that(injector, patient, practice):
    practice.jurisdiction = "US"
    practice.save(update_fields=["jurisdiction"])
    row = given(injector, patient, product="botox-cosmetic")
    look(injector, row, (0, 3), (28, 1), (70, 2), (77, 3))
    told = WishTold(weeks=18)
    services.agree(actor=injector, at=AT, patient=patient, told=told)
    lesson, area = lesson_of(injector, patient)
    assert area.label_units == 20
    assert area.found.enough.units > 20
    assert "(above the label dose of 20)" in headline(area, lesson)
    services.agree(actor=injector, at=AT, patient=patient, told=WishTold(weeks=4))
    lesson, area = lesson_of(injector, patient)
    assert "above the label" not in headline(area, lesson)
