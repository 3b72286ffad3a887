"""The first screen says to each what waits for them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.shared.errors import NotAllowed
from glabella.web.shared.standing import counts
from glabella.web.today.board import board
from glabella.web.today.rows import area_words, waited
from tests.clinic.people import AT, make_patient, make_staff
from tests.web.today.conftest import keep_time

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
MOST_QUERIES = 25


@pytest.fixture
def seen(client):
    """Return a function that opens the screen as somebody on that morning."""

    here = []

    def open_as(person, query=""):
        with time_machine.travel(AT, tick=False):
            if here != [person]:
                client.force_login(person)
                here[:] = [person]
            return client.get(f"/today/{query}")

    return open_as


def test_an_injector_sees_the_own_day_first(injector):
    shown = board(viewer=injector, at=AT)
    assert [one.patient for one in shown.visits] == ["Carla Made-Up", "Dora Invented"]
    assert shown.wide == ["day"]
    assert shown.summary == "2 visits today, 1 behind and 1 ahead."
    now = [one.patient for one in shown.visits if one.is_now]
    assert now == ["Dora Invented"]


def test_an_injector_may_look_at_everybodys_day(injector):
    shown = board(viewer=injector, at=AT, whose="all")
    assert len(shown.visits) == 3
    assert shown.visits[-1].injector == "Other Injector"


def test_the_front_desk_sees_the_whole_day_and_no_clinical_list(front_desk):
    shown = board(viewer=front_desk, at=AT)
    assert len(shown.visits) == 3
    assert not shown.can_switch
    assert shown.requests is not None
    assert shown.requests.new == 2
    assert shown.requests.oldest == "3\xa0days"
    assert shown.requests.is_late
    assert shown.approvals == ()
    assert shown.reviews == ()
    assert "approvals" not in shown.parts
    assert "reviews" not in shown.parts


def test_a_prescriber_sees_what_waits_for_approval_first(prescriber, submitted):
    shown = board(viewer=prescriber, at=AT)
    assert shown.wide == ["approvals", "day"]
    (row,) = shown.approvals
    assert row.patient == submitted.patient.full_name
    assert "Glabell" in row.areas
    answers = submitted.versions.first().finding_answers.count()
    assert row.answered == answers
    assert shown.approvals_waiting == 1


def test_nobody_else_sees_what_waits_for_approval(injector, submitted):
    assert board(viewer=injector, at=AT).approvals == ()


def test_a_review_that_is_due_waits_for_the_injector_who_treated(
    injector, other_injector, prescriber
):
    (row,) = board(viewer=injector, at=AT).reviews
    assert row.patient == "Carla Made-Up"
    assert row.treated == "5 November"
    assert row.overdue == "due for 4 days"
    assert board(viewer=other_injector, at=AT).reviews == ()
    assert len(board(viewer=prescriber, at=AT).reviews) == 1


def test_the_owner_sees_alerts_and_measures(owner, injector):
    shown = board(viewer=owner, at=AT)
    assert shown.parts[0] == "alerts"
    assert [one.text for one in shown.alerts] == ["A registration ends within a month."]
    assert shown.months[0].received == 2
    assert board(viewer=injector, at=AT).alerts == ()
    assert "alerts" not in board(viewer=injector, at=AT).parts


def test_somebody_with_two_roles_sees_the_parts_of_both_once(practice):
    both = make_staff("both", "owner", "prescriber")
    parts = board(viewer=both, at=AT).parts
    assert len(set(parts)) == len(parts)
    assert parts[0] == "approvals"
    assert "measures" in parts


def test_somebody_without_a_role_is_told_so(stranger, seen):
    with pytest.raises(NotAllowed):
        board(viewer=stranger, at=AT)
    answer = seen(stranger)
    assert answer.status_code == 403
    assert "Your roles do not include this" in answer.text
    assert "Carla" not in answer.text


def test_the_audit_tells_once_whose_names_the_screen_showed(injector, seen, morning):
    before = AuditEntry.objects.filter(record_type="today").count()
    seen(injector)
    (entry,) = AuditEntry.objects.filter(record_type="today")[before:]
    assert (entry.action, entry.actor_id) == ("read", str(injector.pk))
    assert entry.after == {"patients": [101, 102]}


def test_a_patient_whose_identity_was_not_checked_is_marked(injector, morning):
    known, new = board(viewer=injector, at=AT).visits
    assert known.notes == ()
    assert [chip.detail for chip in new.notes] == ["not checked"]


@pytest.mark.parametrize("role", ["front_desk", "injector", "prescriber", "owner"])
def test_the_page_stays_within_its_queries(role, request, seen, submitted):
    person = request.getfixturevalue(role)
    assert asked_by(person, seen) <= MOST_QUERIES


def test_who_does_everything_alone_stays_within_them_too(seen, submitted):
    alone = make_staff("alone", "front_desk", "injector", "prescriber", "owner")
    assert asked_by(alone, seen) <= MOST_QUERIES


def asked_by(person, seen):
    """The questions of a second look; the marks of transactions ask nothing."""
    seen(person)
    with CaptureQueriesContext(connection) as looked:
        assert seen(person).status_code == 200
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    told = [one["sql"] for one in looked.captured_queries]
    return len([one for one in told if not one.startswith(marks)])


def test_more_visits_ask_no_more_queries(injector, seen, morning):
    seen(injector)
    with CaptureQueriesContext(connection) as before:
        seen(injector)
    for number in range(110, 116):
        keep_time(make_patient(number), injector, AT + timedelta(hours=number - 108))
    with CaptureQueriesContext(connection) as after:
        assert seen(injector).text.count('class="visit') > 6
    assert len(after) == len(before)


def test_an_alert_is_closed_by_name_and_only_once(client, owner):
    client.force_login(owner)
    alert = Alert.objects.get(kind="registration")
    where = reverse("today:close-alert", args=[alert.pk])
    assert "The alert is closed." in client.post(where, follow=True).text
    alert.refresh_from_db()
    assert alert.closed_by == owner
    assert "closed already" in client.post(where, follow=True).text


def test_an_alert_of_somebody_else_is_not_there(client, injector):
    client.force_login(injector)
    alert = Alert.objects.get(kind="registration")
    assert client.post(reverse("today:close-alert", args=[alert.pk])).status_code == 404


def test_the_rail_counts_what_waits(seen, front_desk, prescriber, submitted):
    assert "2 waiting" in seen(front_desk).text
    assert counts(front_desk, at=AT) == {"requests": 2, "approvals": 0}
    assert counts(prescriber, at=AT) == {"requests": 0, "approvals": 1}


def test_a_refusal_stands_in_the_audit(stranger, seen):
    seen(stranger)
    entry = AuditEntry.objects.filter(action="failure").latest("number")
    assert entry.actor_name == stranger.name
    assert entry.record_type == "today:page"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "less than a minute"), (5, "5\xa0minutes"), (60 * 49, "2\xa0days")],
)
def test_waiting_is_told_in_its_largest_unit(minutes, words):
    assert waited(AT - timedelta(minutes=minutes), AT) == words


def test_an_area_that_the_evidence_no_longer_has_keeps_its_id():
    assert area_words(["glabella", "gone"]).endswith(", gone")
