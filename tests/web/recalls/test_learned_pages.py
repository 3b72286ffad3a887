"""What was learned on the screen, and how the next plan starts from it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from glabella.clinic.followups.learning.doubts import questions
from glabella.clinic.followups.models import NonResponseReview, ReturnWish
from glabella.clinic.plans.models import PlanVersion
from glabella.clinic.treatments.models import OtherProcedure
from tests.clinic.followups.test_learning import given, look
from tests.clinic.people import AT, TODAY
from tests.clinic.plans.conftest import ready

__all__ = ["ready"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def lasted(injector, ready):
    row = given(injector, ready)
    look(injector, row, (0, 2), (28, 0), (70, 1), (77, 2))
    return row


def to(name: str, patient) -> str:
    return reverse(name, args=[patient.pk])


def test_the_page_says_how_long_it_lasted_and_what_other_doses_would_do(
    enter, injector, ready, lasted
):
    page = enter(injector).get(to("followups:learned", ready))
    assert "Lasted 10 to 11 weeks at 12 units" in page.text
    assert "given last" in page.text
    assert "No label dose was read for this area" in page.text
    (card,) = page.context["cards"]
    assert len(card.rows) >= 4
    for row in card.rows:
        assert 0 <= row.mine.start <= row.mine.half_start <= row.mine.middle <= 260
        assert row.mine.start + row.mine.width <= 260.5
    assert card.sources


def test_without_a_treatment_the_page_says_what_is_missing(enter, injector, ready):
    page = enter(injector).get(to("followups:learned", ready)).text
    assert "No signed treatment" in page


def test_what_was_agreed_is_kept_and_shown(enter, injector, ready, lasted):
    client = enter(injector)
    sent = {"grade": "1", "weeks": "14", "on": "", "reason": ""}
    answer = client.post(to("followups:agree", ready), sent)
    assert answer.status_code == 302
    page = client.get(to("followups:learned", ready)).text
    assert "when the line is mild again" in page
    assert "as agreed with this patient" in page


def test_an_early_day_without_a_reason_is_sent_back(enter, injector, ready):
    given(injector, ready, day=TODAY - timedelta(days=60))
    day = TODAY + timedelta(days=3)
    client = enter(injector)
    sent = {"on": day.isoformat(), "grade": "", "weeks": "", "reason": ""}
    answer = client.post(to("followups:agree", ready), sent)
    assert answer.status_code == 422
    assert "Say why this patient is to come earlier" in answer.text
    assert not ReturnWish.objects.exists()
    told = client.post(
        to("patients:next-due", ready), {"next_due_on": day.isoformat()}, follow=True
    )
    assert "clinician&#x27;s decision" in told.text
    ready.refresh_from_db()
    assert ready.next_due_on != day


@pytest.mark.parametrize(
    "sent", [{"weeks": "x"}, {"grade": "9"}, {"on": "2026-13-01"}, {"weeks": "999"}]
)
def test_a_broken_wish_is_sent_back(enter, injector, ready, sent):
    answer = enter(injector).post(to("followups:agree", ready), sent)
    assert answer.status_code == 422


def test_the_review_of_an_effect_is_filled_in_and_read_again(
    enter, injector, ready, lasted
):
    client = enter(injector)
    empty = client.post(to("followups:doubt", ready), {"treatment": str(lasted.pk)})
    assert empty.status_code == 422
    assert not NonResponseReview.objects.exists()
    sent = {one.topic: "not" for one in questions()}
    sent |= {
        "treatment": str(lasted.pk),
        "dose": "explains",
        "dose_note": "12 units for strong muscles",
        "conclusion": "A low dose explains it; no sign of antibodies.",
    }
    assert client.post(to("followups:doubt", ready), sent).status_code == 302
    page = client.get(to("followups:doubt", ready)).text
    assert "no sign of antibodies" in page
    assert "12 units for strong muscles" in page
    assert "information only" in page


def test_a_fresh_plan_starts_from_the_review(enter, injector, ready, lasted):
    client = enter(injector)
    page = client.get(to("followups:doubt", ready)).text
    assert to("plans:new", ready) in page
    assert client.post(to("plans:new", ready), {"start": "blank"}).status_code == 302


# --- the next plan -------------------------------------------------------------------


def test_the_next_plan_starts_from_what_was_learned_and_says_so(
    enter, injector, ready, lasted
):
    client = enter(injector)
    client.post(to("followups:agree", ready), {"weeks": "16"})
    start = client.get(to("plans:new", ready))
    (choice,) = start.context["learned"]
    assert "Lasted 10 to 11 weeks at 12 units" in start.text
    assert float(choice.other) > 12
    made = client.post(
        to("plans:new", ready), {"start": "treatment", choice.field: choice.other}
    )
    row = PlanVersion.objects.select_related("key").get()
    (line,) = row.content["lines"]
    assert sum(site["units"] for site in line["sites"]) == float(choice.other)
    page = client.get(made["Location"]).text
    assert "What we learned" in page
    told = f"In this plan: {choice.other} units when this page was opened, 12 last time"
    assert told in page


@pytest.mark.parametrize(("weeks", "asks"), [("11", False), ("16", True)])
def test_far_more_than_last_time_leads_to_the_questions_of_a_missing_effect(
    enter, injector, ready, lasted, weeks, asks
):
    client = enter(injector)
    client.post(to("followups:agree", ready), {"weeks": weeks})
    start = client.get(to("plans:new", ready))
    (choice,) = start.context["learned"]
    assert choice.much_more is asks
    assert (float(choice.other or 0) >= 1.5 * 12) is asks
    assert ("far more than last time" in start.text) is asks
    assert (to("followups:doubt", ready) in start.text) is asks


def test_a_dose_that_was_not_looked_at_is_not_taken(enter, injector, ready, lasted):
    client = enter(injector)
    client.post(to("plans:new", ready), {"start": "treatment", "dose.glabella": "400"})
    row = PlanVersion.objects.select_related("key").get()
    (line,) = row.content["lines"]
    assert sum(site["units"] for site in line["sites"]) < 50


def test_a_plan_from_blank_says_nothing_of_the_last_treatment(
    enter, injector, ready, lasted
):
    client = enter(injector)
    made = client.post(to("plans:new", ready), {"start": "blank"})
    assert "What we learned" not in client.get(made["Location"]).text


# --- other procedures ------------------------------------------------------------------


def test_a_procedure_is_entered_shown_and_withdrawn(enter, injector, ready):
    client = enter(injector)
    day = TODAY + timedelta(days=4)
    sent = {"kind": "laser_ablative", "day": day.isoformat(), "areas": ["forehead"]}
    assert client.post(to("patients:procedures", ready), sent).status_code == 302
    row = OtherProcedure.objects.get()
    page = client.get(to("patients:procedures", ready)).text
    assert "Ablative laser" in page
    assert "planned" in page
    shown = client.get(to("patients:page", ready)).text
    assert "Ablative laser or resurfacing" in shown
    where = reverse("patients:withdraw-procedure", args=[ready.pk, row.pk])
    refused = client.post(where, {"reason": ""}, follow=True)
    assert "Say in a few words why" in refused.text
    client.post(where, {"reason": "was called off"})
    assert "was called off" in client.get(to("patients:procedures", ready)).text


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "peel", "day": "x"},
        {"kind": "peel", "day": "2026-11-20", "areas": ["nose"]},
        {"kind": "other", "day": "2026-11-20"},
    ],
)
def test_a_broken_procedure_is_sent_back(enter, injector, ready, sent):
    answer = enter(injector).post(to("patients:procedures", ready), sent)
    assert answer.status_code == 422
    assert not OtherProcedure.objects.exists()


def test_a_planned_procedure_whose_day_has_passed_is_asked_about(
    enter, injector, ready, clock
):
    client = enter(injector)
    day = TODAY + timedelta(days=2)
    client.post(
        to("patients:procedures", ready), {"kind": "peel", "day": day.isoformat()}
    )
    clock.move_to(AT + timedelta(days=3))
    client.force_login(injector)
    page = client.get(to("patients:procedures", ready)).text
    assert "did it take place?" in page
    row = OtherProcedure.objects.get()
    where = reverse("patients:procedure-done", args=[ready.pk, row.pk])
    assert "day" in client.post(where, {"day": "nonsense"}, follow=True).text
    client.post(where, {"day": day.isoformat()})
    row.refresh_from_db()
    assert not row.is_planned
