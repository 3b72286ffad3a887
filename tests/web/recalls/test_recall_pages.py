"""The recall list on the screen, and the page that a patient opens by link."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.followups.models import Recall
from glabella.clinic.followups.recalls.jobs import recalls
from glabella.clinic.outbox.models import Message
from tests.clinic.followups.test_learning import given
from tests.clinic.people import AT, TODAY, make_patient

pytestmark = pytest.mark.django_db
SOON = TODAY + timedelta(days=10)


@pytest.fixture
def recall(patient) -> Recall:
    patient.next_due_on = SOON
    patient.save(update_fields=["next_due_on"])
    recalls(at=AT)
    return Recall.objects.get()


def to(name: str, recall: Recall) -> str:
    return reverse(f"followups:{name}", args=[recall.pk])


def test_the_list_shows_who_is_due_and_says_what_to_do_when_empty(
    enter, front_desk, patient
):
    empty = enter(front_desk).get(reverse("followups:recalls")).text
    assert "Nobody is due" in empty
    patient.next_due_on = TODAY - timedelta(days=2)
    patient.save(update_fields=["next_due_on"])
    recalls(at=AT)
    page = enter(front_desk).get(reverse("followups:recalls")).text
    assert patient.full_name in page
    assert "Overdue" in page
    entry = AuditEntry.objects.filter(record_type="recalls", action="read")
    assert entry.count() == 1


def test_a_long_list_comes_in_pages_with_a_bounded_number_of_questions(
    enter, front_desk, practice, django_assert_max_num_queries
):
    for number in range(2, 32):
        make_patient(number, next_due_on=SOON)
    recalls(at=AT)
    client = enter(front_desk)
    client.get(reverse("followups:recalls"))
    with django_assert_max_num_queries(16):
        page = client.get(reverse("followups:recalls"))
    assert len(page.context["rows"]) == 25
    rest = client.get(reverse("followups:recalls"), {"page": "2"})
    assert len(rest.context["rows"]) == 5


def test_whom_somebody_looks_for_stands_in_no_address(enter, front_desk, recall):
    desk, name = enter(front_desk), recall.patient.full_name
    answer = desk.post("/recalls/", {"find": name, "status": "all"})
    assert answer.status_code == 303
    assert "status=all" in answer.url
    assert recall.patient.family_name.lower() not in answer.url.lower()
    assert name in desk.get(answer.url).text
    nobody = desk.post("/recalls/", {"find": "Nobody Whosoever"}, follow=True)
    assert "Nobody fits" in nobody.text
    assert "Nobody fits" not in desk.get("/recalls/?find=Nobody+Whosoever").text


@pytest.mark.parametrize("query", ["?status=nonsense", "?due=x&page=-3", "?s=%00"])
def test_a_broken_filter_is_no_fault(enter, front_desk, recall, query):
    answer = enter(front_desk).get(reverse("followups:recalls") + query)
    assert answer.status_code == 200


def test_one_press_invites_and_comes_back_to_the_list(enter, front_desk, recall):
    client = enter(front_desk)
    answer = client.post(to("recall-invite", recall), {"version": "1", "back": "list"})
    assert answer["Location"] == reverse("followups:recalls")
    assert Message.objects.filter(kind="recall").count() == 1
    again = client.post(to("recall-invite", recall), {"version": "1"})
    assert again.status_code == 409
    assert "Somebody changed this meanwhile" in again.text


def test_putting_off_needs_a_day_and_a_reason(enter, front_desk, recall):
    client = enter(front_desk)
    bad = client.post(
        to("recall-snooze", recall), {"version": "1", "until": "x", "reason": ""}
    )
    assert bad.status_code == 422
    past = {"version": "1", "until": TODAY.isoformat(), "reason": "on holiday"}
    assert "day after today" in client.post(to("recall-snooze", recall), past).text
    good = {**past, "until": (TODAY + timedelta(days=9)).isoformat()}
    assert client.post(to("recall-snooze", recall), good).status_code == 302
    assert "on holiday" in client.get(to("recall", recall)).text


def test_the_owner_looks_at_a_recall_and_finds_no_button(enter, owner, recall):
    page = enter(owner).get(to("recall", recall)).text
    assert "Due on" in page
    assert "Invite by e-mail" not in page


# --- by link -----------------------------------------------------------------------


@pytest.fixture
def link(enter, front_desk, injector, recall) -> str:
    given(injector, recall.patient)
    enter(front_desk).post(to("recall-invite", recall), {"version": "1"})
    body = Message.objects.select_related("key").get(kind="recall").body
    found = re.search(r"https://clinic\.test(/link/[\w-]+/visit/)", body)
    assert found
    return found[1]


def test_the_patients_page_tells_times_and_nothing_of_what_was_done(link, patient):
    page = Client().get(link)
    assert page.status_code == 200
    assert "with Injector" in page.text
    text = re.sub(r"<[^>]+>", " ", page.text)
    for word in (patient.given_name, "units", "glabella lines", "Botox", "treatment"):
        assert word.lower() not in text.lower()


def test_a_patient_books_and_the_link_is_done_with(link, recall):
    client = Client()
    slot = client.get(link).context["choices"][0]["value"]
    done = client.post(link, {"slot": slot})
    assert "Your visit is booked" in done.text
    recall.refresh_from_db()
    assert recall.status == "booked"
    closed = client.get(link)
    assert closed.status_code == 410
    assert client.post(link, {"slot": slot}).status_code == 410


@pytest.mark.parametrize(
    "slot",
    ["", "1|", "x|2026-12-07T10:00:00+00:00", "1|yesterday", "1|2026-12-07T03:00"],
)
def test_a_made_up_time_is_refused_and_the_page_stays(link, recall, slot):
    answer = Client().post(link, {"slot": slot})
    assert answer.status_code == 409
    recall.refresh_from_db()
    assert recall.status == "invited"


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59-14:00"])
def test_a_time_at_the_end_of_the_calendar_is_refused(link, injector, end):
    answer = Client().post(link, {"slot": f"{injector.pk}|{end}"})
    assert answer.status_code == 409


def test_a_broken_day_shows_the_first_times(link):
    assert Client().get(link + "?from=2026-99-99").status_code == 200
    far = Client().get(link + "?from=2199-01-01")
    assert far.status_code == 200


def test_a_link_of_nothing_says_so():
    answer = Client().get("/link/no-such-token/visit/")
    assert answer.status_code == 410
