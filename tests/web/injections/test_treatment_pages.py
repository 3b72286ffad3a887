"""The pages of the treatment day, without JavaScript and as the tablet's journal asks."""

import json
import re
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.injections import selectors
from glabella.clinic.injections.models import Entry, Session
from glabella.clinic.plans.models import Plan
from glabella.clinic.stock.models import Draw, Lot, Vial
from glabella.clinic.treatments.models import Treatment
from tests.clinic.injections.conftest import prepared, sent
from tests.clinic.injections.test_treatment_day import keys
from tests.clinic.people import AT, PASSWORD, make_patient
from tests.clinic.stock.shelf import received

pytestmark = pytest.mark.django_db


def address(session: Session, name: str = "page", **more: object) -> str:
    arguments = {"patient_id": session.patient_id, "session_id": session.pk, **more}
    return reverse(f"injections:{name}", kwargs=arguments)


def beginning(plan: Plan) -> str:
    arguments = {"patient_id": plan.patient_id, "plan_id": plan.pk}
    return reverse("injections:begin", kwargs=arguments)


def tap(client: Client, session: Session, kind: str, **told: Any):
    """A tap of a plain form whose page was loaded just now."""
    told.setdefault("seen", selectors.last_number(session))
    return client.post(address(session, "tap"), {"kind": kind, **told})


def entry(kind: str, **content: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "kind": kind,
        "content": content,
        "seen": 0,
        "device": "tablet",
        "at": "2026-11-23T09:00:00Z",
    }


def send(client: Client, session: Session, *rows: Any, **headers: str):
    return client.post(
        address(session, "entries"),
        json.dumps({"entries": list(rows)}),
        content_type="application/json",
        headers={"Accept": "application/json", **headers},
    )


def signing(session: Session, **changed: object) -> dict[str, object]:
    seen = selectors.last_number(session)
    return {"seen": seen, "password": PASSWORD, **changed}


# --- beginning and preparing --------------------------------------------------------


def test_what_is_missing_is_said_with_a_way_to_do_it(
    as_injector: Client, approved: Plan
):
    page = as_injector.get(beginning(approved))
    assert "Finish the steps above" in page.text
    assert f"/patients/{approved.patient_id}/consents/" in page.text
    assert "Begin the preparation" not in page.text
    refused = as_injector.post(beginning(approved))
    assert refused.status_code == 409
    assert not Session.objects.exists()


def test_a_ready_plan_begins_and_comes_back_to_the_same_session(
    as_injector: Client, consented: Plan
):
    assert "Begin the preparation" in as_injector.get(beginning(consented)).text
    answer = as_injector.post(beginning(consented))
    session = Session.objects.get()
    assert answer.headers["Location"] == address(session, "preparation")
    again = as_injector.get(beginning(consented))
    assert again.headers["Location"] == address(session)


def test_a_step_is_ticked_with_name_and_time(as_injector: Client, session: Session):
    told = {"step": "identity", "answer": "done", "back": "preparation"}
    answer = tap(as_injector, session, "check", **told, mark="step-identity")
    assert answer.headers["Location"].endswith("/preparation/#step-identity")
    page = as_injector.get(answer.headers["Location"]).text
    assert "Done, Injector, 09:00" in page


def test_pregnant_today_stops_the_page(as_injector: Client, session: Session):
    tap(as_injector, session, "check", step="pregnancy", answer="yes")
    page = as_injector.get(address(session, "preparation")).text
    stop = page[page.index('id="stopped"') :]
    assert "hidden" not in stop.split(">", 1)[0]
    assert "Do not treat" in stop


def test_none_taken_is_told_and_the_camera_offered_instead(
    as_injector: Client, session: Session
):
    page = as_injector.get(address(session, "preparation")).text
    step = page[page.index('id="step-photographs"') : page.index('id="step-make_up"')]
    assert "None taken today yet; the standard set for these areas has" in step
    assert "Take photographs" in step
    assert 'value="done"' not in step
    assert 'value="declined"' in step


def test_the_vial_that_holds_enough_is_offered_where_none_is_open(
    as_injector: Client, session: Session, injector: User
):
    whole = received(injector, product="botox", number="L", units=Decimal(200))
    fits = received(injector, product="botox", number="S", units=Decimal(50))
    half = received(injector, product="botox", number="M", units=Decimal(100))
    old = received(injector, product="botox", number="OLD", units=Decimal(100))
    held = {"state": Lot.State.QUARANTINED, "state_reason": "Was warm."}
    Lot.objects.filter(pk=old.lot_id).update(**held)
    path = address(session, "preparation")
    page = as_injector.get(path).text
    offered = page[page.index("to-open") : page.index("Another vial, or a lot")]
    places = [offered.index(one.label) for one in (fits, half, whole)]
    assert places == sorted(places)
    assert old.label not in offered
    assert f"/stock/vials/{fits.pk}/open/?back={path}" in offered


def test_the_preparation_names_its_sources(as_injector: Client, session: Session):
    page = as_injector.get(address(session, "preparation")).text
    assert "EMLA without occlusion RCT" in page
    assert "Our own rule." in page


# --- taps of a plain page -------------------------------------------------------------


def test_a_tap_of_a_plain_page_gives_a_site(
    as_injector: Client, session: Session, injector: User
):
    prepared(session, injector)
    site = keys(session)[0]
    answer = tap(as_injector, session, "give", site=site, mark=f"site-{site}")
    assert answer.headers["Location"] == f"{address(session)}#site-{site}"
    page = as_injector.get(address(session)).text
    row = page[page.index(f'data-row="{site}"') :]
    assert row.startswith(f'data-row="{site}" data-state="given"')


def test_a_refused_tap_is_shown_with_what_was_typed(
    as_injector: Client, session: Session, injector: User
):
    prepared(session, injector)
    told = {"site": keys(session)[0], "units": "-3", "reason": "a stronger muscle"}
    answer = tap(as_injector, session, "change", **told)
    assert answer.status_code == 422
    assert "above 0" in answer.text
    assert "a stronger muscle" in answer.text


def test_each_form_of_a_page_has_an_id_of_its_own_and_sent_twice_counts_once(
    as_injector: Client, session: Session, injector: User
):
    prepared(session, injector)
    page = as_injector.get(address(session)).text
    ids = re.findall(r'name="id" value="([0-9a-f-]{36})"', page)
    assert len(set(ids)) == len(ids) > len(keys(session))
    for _ in range(2):
        tap(as_injector, session, "give", site=keys(session)[0], id=ids[0], seen=9)
    assert Entry.objects.filter(client_id=UUID(ids[0])).count() == 1


def test_an_outdated_page_leaves_both_entries_and_shows_them_side_by_side(
    as_injector: Client, as_prescriber: Client, session: Session, injector: User
):
    prepared(session, injector)
    seen, site = selectors.last_number(session), keys(session)[0]
    told = {"site": site, "seen": seen}
    tap(as_injector, session, "give", **told, device="one")
    tap(as_prescriber, session, "skip", **told, device="two", reason="a fresh bruise")
    page = as_injector.get(address(session)).text
    conflict = page[page.index('id="conflicts"') :]
    assert "Given 4 units as planned" in conflict
    assert "Skipped: a fresh bruise" in conflict
    keep = re.findall(r'name="keep" value="([0-9a-f-]{36})"', conflict)
    tap(as_injector, session, "resolve", site=site, keep=keep[0])
    live = selectors.live(viewer=injector, session=session, at=session.started_at)
    assert not live.state.conflicts
    assert live.state.sites[site].now.standing == "given"


# --- the journal's endpoint -------------------------------------------------------------


def test_entries_are_answered_one_by_one(
    as_injector: Client, session: Session, injector: User
):
    prepared(session, injector)
    good, bad = entry("give", site=keys(session)[0]), entry("give", site="nowhere")
    odd = {**entry("give", site=keys(session)[1]), "seen": "two"}
    note = entry("note", text="Calm.")
    answer = send(as_injector, session, good, bad, odd, note).json()
    assert [one["status"] for one in answer["answers"]] == [
        "accepted",
        "refused",
        "refused",
        "accepted",
    ]
    assert [one["id"] for one in answer["answers"]] == [
        row["id"] for row in (good, bad, odd, note)
    ]
    again = send(as_injector, session, good).json()["answers"][0]
    assert again["status"] == "duplicate"
    assert again["number"] == answer["answers"][0]["number"]
    assert again["number"] is not None
    state = answer["state"]
    assert state["notes"] == [{"text": "Calm."}]
    assert state["sites"][0]["state"] == "given"
    assert state["number"] == selectors.last_number(session)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"entries": []}',
        b'{"entries": {}}',
        b'{"entries": [1]}',
        b'{"entries": [{"id": 3}]}',
        b'{"entries": [{"id": "not-a-uuid"}]}',
        b"[" * 100_000,
    ],
)
def test_what_is_not_understood_is_answered_in_words(
    as_injector: Client, session: Session, body: bytes
):
    answer = as_injector.post(
        address(session, "entries"), body, content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_too_many_and_too_much_are_refused_whole(as_injector: Client, session: Session):
    assert (
        send(as_injector, session, *[entry("note", text="x")] * 51).status_code == 400
    )
    large = send(as_injector, session, entry("note", text="x" * 300_000))
    assert large.status_code == 413
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "at", ["yesterday", 5, None, "2026-13-45T99:00Z", "2026-11-23"]
)
def test_a_wrong_clock_of_the_tablet_does_not_matter(
    as_injector: Client, session: Session, at: object
):
    told = {**entry("note", text="Calm."), "at": at}
    answer = send(as_injector, session, told).json()["answers"][0]
    assert answer["status"] == "accepted"


def test_taps_of_one_person_are_never_recorded_as_another_s(
    as_injector: Client, session: Session, prescriber: User, injector: User
):
    other = {"X-Glabella-Person": str(prescriber.pk)}
    answer = send(as_injector, session, entry("note", text="Calm."), **other)
    assert answer.status_code == 403
    assert not Entry.objects.exists()
    own = {"X-Glabella-Person": str(injector.pk)}
    assert send(as_injector, session, entry("note", text="Calm."), **own).json()


def test_nothing_newer_is_told_without_a_body(
    as_injector: Client, session: Session, injector: User
):
    sent(session, injector, "note", text="Calm.")
    last = selectors.last_number(session)
    where = address(session, "entries")
    assert as_injector.get(f"{where}?since={last}").status_code == 204
    assert (
        as_injector.get(f"{where}?since={last - 1}").json()["state"]["number"] == last
    )
    assert as_injector.get(f"{where}?since=abc").json()["csrf"]


def test_signed_off_is_said_to_the_journal_and_not_redirected(
    client: Client, session: Session
):
    answer = send(client, session, entry("note", text="Calm."))
    assert answer.status_code == 401


def test_a_form_of_another_site_is_refused(session: Session, injector: User):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(injector)
    answer = send(strict, session, entry("note", text="Calm."))
    assert answer.status_code == 403
    assert not Entry.objects.exists()


def test_somebody_who_may_not_give_is_refused_entry_by_entry_and_it_is_noted(
    as_injector: Client, session: Session, injector: User
):
    prepared(session, injector)
    User.objects.filter(pk=injector.pk).update(registration_expires="2026-01-01")
    note, give = entry("note", text="Calm."), entry("give", site=keys(session)[0])
    answers = send(as_injector, session, note, give).json()["answers"]
    assert [one["status"] for one in answers] == ["accepted", "refused"]
    assert "registration" in answers[1]["message"]
    assert AuditEntry.objects.filter(action="failure").exists()


# --- signing --------------------------------------------------------------------------------


def test_planned_against_given_stays_visible_after_signing(
    as_injector: Client, session: Session, injector: User, vial: Vial
):
    prepared(session, injector)
    sent(session, injector, "draw", vial=str(vial.pk), units="40")
    first, second, *_ = keys(session)
    sent(session, injector, "change", first, units="6", reason="a stronger muscle")
    sent(session, injector, "skip", second, reason="a fresh bruise")
    rest = [key for key in keys(session) if key != second]
    sent(session, injector, "give_all", sites=rest)
    sent(session, injector, "reaction", reaction="pain", note="at the last one")
    answer = as_injector.post(address(session, "sign"), signing(session))
    assert answer.status_code == 302, answer.text[:3000]
    page = as_injector.get(address(session)).text
    assert "other units than planned: a stronger muscle" in page
    assert "skipped: a fresh bruise" in page
    assert "V-0001" in page
    assert "pain beyond the prick at the last one" in page
    treatment = Treatment.objects.get()
    assert (
        reverse("patients:treatment", args=[session.patient_id, treatment.pk]) in page
    )
    where = reverse("patients:treatment", args=[session.patient_id, treatment.pk])
    assert address(session) in as_injector.get(where).text
    closed = as_injector.get(address(session, "preparation"))
    assert closed.headers["Location"] == address(session)


def test_a_wrong_password_says_so_and_signs_nothing(
    as_injector: Client, prepared_session: Session
):
    where = address(prepared_session, "sign")
    answer = as_injector.post(where, signing(prepared_session, password="no"))  # noqa: S106
    assert answer.status_code == 422
    assert "not your password" in answer.text
    assert not Treatment.objects.exists()


@pytest.mark.parametrize("seen", ["0", "", "x", "99999"])
def test_an_outdated_page_signs_nothing(
    as_injector: Client, prepared_session: Session, seen: str
):
    where = address(prepared_session, "sign")
    answer = as_injector.post(where, signing(prepared_session, seen=seen))
    assert answer.status_code == 409
    assert "nothing was lost" in answer.text
    assert not Treatment.objects.exists()


def test_a_signature_sent_twice_is_one_treatment(
    as_injector: Client, prepared_session: Session
):
    told = signing(prepared_session)
    for _ in range(2):
        answer = as_injector.post(address(prepared_session, "sign"), told)
        assert answer.status_code == 302
    assert Treatment.objects.count() == 1


def test_more_given_than_drawn_up_asks_for_the_reason(
    as_injector: Client, session: Session, injector: User, vial: Vial
):
    prepared(session, injector)
    sent(session, injector, "vial", vial=str(vial.pk), at=AT)
    sent(session, injector, "give_all", sites=keys(session), at=AT)
    sent(session, injector, "reaction", reaction="none", at=AT)
    page = as_injector.get(address(session)).text
    assert "20 units more were given from V-0001 than were drawn up" in page
    where = address(session, "sign")
    assert as_injector.post(where, signing(session)).status_code == 409
    told = signing(session, shortfall="the syringe was filled without a tap")
    assert as_injector.post(where, told).status_code == 302


def test_a_session_is_given_up_with_a_reason_and_says_so(
    as_injector: Client, session: Session
):
    where = address(session, "give-up")
    assert as_injector.post(where, {"reason": ""}).status_code == 422
    answer = as_injector.post(where, {"reason": "The patient felt unwell."})
    assert answer.status_code == 302
    assert "The patient felt unwell." in as_injector.get(address(session)).text


MOST_QUERIES = 25


@pytest.mark.parametrize("name", ["page", "preparation", "entries"])
def test_a_page_asks_the_database_few_times_however_much_was_tapped(
    as_injector: Client,
    session: Session,
    injector: User,
    vial: Vial,
    name: str,
    django_assert_max_num_queries,
):
    prepared(session, injector)
    sent(session, injector, "draw", vial=str(vial.pk), units="20")
    sent(session, injector, "give_all", sites=keys(session))
    as_injector.get(address(session, name))  # the sign-in itself writes once
    with django_assert_max_num_queries(MOST_QUERIES):
        assert as_injector.get(address(session, name)).status_code == 200


def test_units_to_draw_up_are_proposed_as_far_as_the_vial_goes(
    as_injector: Client, session: Session, injector: User, vial: Vial
):
    assert 'value="20" data-to-draw' in as_injector.get(address(session)).text
    prepared(session, injector)
    change = {"units": "90", "reason": "a slip of the hand"}
    sent(session, injector, "change", keys(session)[0], **change)
    assert 'value="50" data-to-draw' in as_injector.get(address(session)).text


# --- labels and strangers -----------------------------------------------------------------------


def test_the_label_of_a_syringe_is_printed_and_the_print_is_noted(
    as_injector: Client, session: Session, injector: User, vial: Vial
):
    sent(session, injector, "draw", vial=str(vial.pk), units="20")
    draw = Draw.objects.get()
    answer = as_injector.get(address(session, "label", draw_id=draw.pk))
    assert answer.content.startswith(b"%PDF")
    assert b"Family1" not in answer.content
    told = AuditEntry.objects.filter(action="print", subject=session.patient.key_id)
    assert told.count() == 1


def test_a_draw_of_another_visit_has_no_label_here(
    as_injector: Client, session: Session
):
    answer = as_injector.get(address(session, "label", draw_id=uuid4()))
    assert answer.status_code == 404


def test_a_session_is_not_found_below_another_patient(
    as_injector: Client, session: Session
):
    other = make_patient(2)
    for name in ("page", "preparation", "entries"):
        where = reverse(
            f"injections:{name}",
            kwargs={"patient_id": other.pk, "session_id": session.pk},
        )
        assert as_injector.get(where).status_code == 404


def test_the_front_desk_finds_no_live_record(as_front_desk: Client, session: Session):
    assert as_front_desk.get(address(session)).status_code == 404
    assert send(as_front_desk, session, entry("note", text="x")).status_code == 404
