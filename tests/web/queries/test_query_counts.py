"""How many queries each page asks: never more than were recorded, nor than 25.

``WRITE_QUERY_COUNTS=1`` writes ``counts.json`` anew (run the file on its own, then
look at the difference).
"""

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext

from glabella.clinic.consultations.models import Consultation
from glabella.clinic.demo import Made
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Plan
from glabella.clinic.protocols.models import Protocol
from glabella.clinic.requests.models import TreatmentRequest
from tests.clinic.demo.conftest import looked_at

RECORDED = Path(__file__).with_name("counts.json")
REWRITE = os.environ.get("WRITE_QUERY_COUNTS") == "1"
MOST = 25


def patient() -> Patient:
    """The patient with most treatments, the first of those alike."""
    found = Patient.objects.annotate(many=Count("treatments"))
    return found.order_by("-many", "number")[0]


def plan(status: str) -> Plan:
    return Plan.objects.filter(status=status).order_by("created_at")[0]


def page_of(status: str) -> str:
    one = plan(status)
    return f"/patients/{one.patient_id}/plans/{one.pk}/"


def consultation(status: str) -> str:
    one = Consultation.objects.filter(status=status).order_by("started_at")[0]
    return f"/patients/{one.patient_id}/consultations/{one.pk}/"


class Page(NamedTuple):
    """Who looks at what."""

    role: str
    path: str | Callable[[], str]
    sent: Mapping[str, str] | None = None


PAGES = {
    "today, injector": Page("injector", "/today/"),
    "today, prescriber": Page("prescriber", "/today/"),
    "today, front desk": Page("front_desk", "/today/"),
    "today, owner": Page("owner", "/today/"),
    "requests": Page("front_desk", "/requests/"),
    "request": Page(
        "front_desk",
        lambda: f"/requests/{TreatmentRequest.objects.filter(status='new')[0].pk}/",
    ),
    "measures": Page("front_desk", "/requests/measures/"),
    "outbox": Page("front_desk", "/requests/outbox/"),
    "calendar, day": Page("front_desk", "/calendar/"),
    "calendar, week": Page("front_desk", "/calendar/?view=week"),
    "waiting list": Page("front_desk", "/calendar/waiting/"),
    "hours": Page("owner", "/calendar/hours/"),
    "patients": Page("front_desk", "/patients/"),
    "search": Page("front_desk", "/patients/suggest/", {"q": "mar"}),
    "patient": Page("injector", lambda: f"/patients/{patient().pk}/"),
    "patient, front desk": Page("front_desk", lambda: f"/patients/{patient().pk}/"),
    "patient, outlook": Page("injector", lambda: f"/patients/{patient().pk}/today/"),
    "history": Page("injector", lambda: f"/patients/{patient().pk}/history/"),
    "consultation, draft": Page("prescriber", lambda: consultation("draft")),
    "consultation, signed": Page("prescriber", lambda: consultation("signed")),
    "new plan": Page("injector", lambda: f"/patients/{patient().pk}/plans/new/"),
    "plan, draft": Page("injector", lambda: page_of("draft")),
    "plan, submitted": Page("prescriber", lambda: page_of("submitted")),
    "plan, approved": Page("prescriber", lambda: page_of("approved")),
    "approvals": Page("prescriber", "/approvals/"),
    "protocols": Page("prescriber", "/protocols/"),
    "protocol": Page(
        "prescriber",
        lambda: f"/protocols/{Protocol.objects.get(name__startswith='First').pk}/",
    ),
    "settings": Page("owner", "/settings/clinic/"),
    "staff": Page("owner", "/settings/staff/"),
    "audit": Page("owner", "/audit/"),
}


def check(name: str, statements: list[str]) -> None:
    """Compare with what was recorded, or record it."""
    recorded = json.loads(RECORDED.read_text("utf-8")) if RECORDED.exists() else {}
    count = len(statements)
    if REWRITE:
        recorded[name] = count
        text = json.dumps(recorded, indent=1, sort_keys=True)
        RECORDED.write_text(f"{text}\n", encoding="utf-8")
    told = "\n".join(one[:300] for one in statements)
    assert count <= MOST, f"{name}: {count} queries\n{told}"
    assert count <= recorded.get(name, 0), (
        f"{name}: {count} queries, {recorded.get(name, 'none')} were recorded "
        f"(WRITE_QUERY_COUNTS=1 if that has to be)\n{told}"
    )


def statements_of(look: Callable[[], None]) -> list[str]:
    """The queries of a second look: the first fills what a worker remembers."""
    look()
    with CaptureQueriesContext(connection) as seen:
        look()
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    told = [one["sql"] for one in seen.captured_queries]
    return [one for one in told if not one.startswith(marks)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_no_more_than_was_recorded(name: str, made: Made, client: Client):
    role, path, sent = PAGES[name]
    with looked_at():
        client.force_login(getattr(made.staff, role))
        address = path if isinstance(path, str) else path()

        def look() -> None:
            answer = client.post(address, sent) if sent else client.get(address)
            assert answer.status_code == 200, address

        check(name, statements_of(look))


def test_a_change_of_a_plan_asks_no_more_than_was_recorded(made: Made, client: Client):
    with looked_at():
        client.force_login(made.staff.injector)
        one = plan("draft")
        row = one.versions.select_related("key").order_by("-number")[0]
        state = {"version": one.version}

        def look() -> None:
            # Each time another day, so that there is something to save.
            event = {"event_on": f"2027-02-{1 + state['version'] % 20:02}"}
            answer = client.post(
                f"{page_of('draft')}plan/",
                {**row.answers, **event, "version": state["version"]},
                headers={"HX-Request": "true"},
            )
            assert answer.status_code == 200
            assert int(answer.headers["Glabella-Version"]) > state["version"]
            state["version"] = int(answer.headers["Glabella-Version"])

        check("plan, change", statements_of(look))


def test_no_page_is_recorded_that_is_not_looked_at():
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert set(recorded) == {*PAGES, "plan, change"}
