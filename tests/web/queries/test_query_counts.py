"""How many queries each page asks: never more than were recorded, nor than 25.

``WRITE_QUERY_COUNTS=1`` writes ``counts.json`` anew (run the file on its own, then
look at the difference).
"""

import json
import os
import re
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
from glabella.clinic.injections.models import Session
from glabella.clinic.links import services as links
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Plan
from glabella.clinic.protocols.models import Protocol
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.stock.models import Lot, Vial
from tests.clinic.demo.conftest import NOW, looked_at
from tests.web.queries.rows import LOT

RECORDED = Path(__file__).with_name("counts.json")
REWRITE = os.environ.get("WRITE_QUERY_COUNTS") == "1"
MOST = 25
COLUMNS = re.compile(r"^SELECT .*? FROM")


def patient() -> Patient:
    """The patient with most treatments, the first of those alike."""
    found = Patient.objects.annotate(many=Count("treatments"))
    return found.order_by("-many", "number")[0]


def plan(status: str) -> Plan:
    """The newest one: it starts from a treatment, which asks most."""
    return Plan.objects.filter(status=status).order_by("-created_at")[0]


def page_of(status: str) -> str:
    one = plan(status)
    return f"/patients/{one.patient_id}/plans/{one.pk}/"


def consultation(status: str) -> str:
    one = Consultation.objects.filter(status=status).order_by("started_at")[0]
    return f"/patients/{one.patient_id}/consultations/{one.pk}/"


def lot() -> str:
    return f"/stock/lots/{Lot.objects.get(number=LOT).pk}/"


def vial() -> str:
    """The vial with most lines, the first of those alike."""
    found = Vial.objects.filter(lot__number=LOT).annotate(many=Count("entries"))
    return f"/stock/vials/{found.order_by('-many', 'number')[0].pk}/"


def session(more: str = "") -> str:
    one = Session.objects.filter(status="open").order_by("-started_at")[0]
    return f"/patients/{one.patient_id}/sessions/{one.pk}/{more}"


def treatment(more: str) -> str:
    """The newest treatment given here to the patient with most of them."""
    given = patient().treatments.filter(status="signed", place="here")
    one = given.order_by("-day", "-signed_at")[0]
    return f"/patients/{one.patient_id}/treatments/{one.pk}/{more}/"


def photographed() -> str:
    found = Patient.objects.annotate(many=Count("photo_sets__photos"))
    return f"/patients/{found.order_by('-many', 'number')[0].pk}/photos/"


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
    "stock": Page("owner", "/stock/"),
    "lot": Page("owner", lot),
    "vial": Page("injector", vial),
    "recall of a lot": Page("owner", f"/stock/recall/?lot={LOT}"),
    "deviations": Page("owner", "/stock/deviations/"),
    "count of the stock": Page("owner", "/stock/count/"),
    "recalls": Page("front_desk", "/recalls/"),
    "outcomes": Page("owner", "/outcomes/"),
    "outcomes, duration": Page("owner", "/outcomes/duration/"),
    "outcomes, forecast": Page("prescriber", "/outcomes/forecast/"),
    "consents": Page("injector", lambda: f"/patients/{patient().pk}/consents/"),
    "photographs": Page("injector", photographed),
    "compare photographs": Page("injector", lambda: f"{photographed()}compare/"),
    "preparation": Page("injector", lambda: session("preparation/")),
    "treatment under way": Page("injector", session),
    "aftercare": Page("injector", lambda: treatment("aftercare")),
    "review": Page("injector", lambda: treatment("review")),
    "learned": Page("injector", lambda: f"/patients/{patient().pk}/learned/"),
    "messages": Page("front_desk", "/messages/"),
    "messages of a patient": Page(
        "front_desk", lambda: f"/patients/{patient().pk}/messages/"
    ),
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
    told = "\n".join(COLUMNS.sub("SELECT ... FROM", one)[:300] for one in statements)
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


def test_a_patients_own_page_asks_no_more_than_was_recorded(made: Made, client: Client):
    with looked_at():
        one = patient()
        at = NOW
        token = links.make(
            at=at, purpose="portal", key=one.key, record_id=one.pk, days=90
        )
        browser = client.session
        held = links.open_link(token, at)
        browser["portal_opened"] = [str(held.id), int(at.timestamp())]
        browser.save()

        def look() -> None:
            answer = client.get(f"/link/{token}/page/")
            assert answer.status_code == 200
            assert "Your page" in answer.text

        check("a patient's own page", statements_of(look))


def test_no_page_is_recorded_that_is_not_looked_at():
    recorded = json.loads(RECORDED.read_text("utf-8"))
    assert set(recorded) == {*PAGES, "plan, change", "a patient's own page"}
