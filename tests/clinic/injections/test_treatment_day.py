"""From an approved plan to a signed treatment; what is missing, and what is refused."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from glabella.clinic.accounts.models import User
from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.injections import selectors, services
from glabella.clinic.injections.checking import faults_of
from glabella.clinic.injections.models import Entry, Session
from glabella.clinic.injections.planned import planned_sites
from glabella.clinic.injections.services import Wanted
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.content import restored
from glabella.clinic.plans.models import Approval, Plan
from glabella.clinic.plans.selectors import latest_plan
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, NotFound, Stale
from glabella.clinic.stock import selectors as stock
from glabella.clinic.stock.models import Deviation, Draw, Vial
from glabella.clinic.treatments.models import Treatment
from glabella.clinic.treatments.selectors import last_treatment
from glabella.drawing.pins import numbered
from glabella.evidence import catalogue
from tests.clinic.injections.conftest import (
    LATER,
    consent_to,
    prepared,
    sent,
    signed_with,
)
from tests.clinic.people import AT, make_staff
from tests.clinic.stock.shelf import opened

pytestmark = pytest.mark.django_db


def keys(session: Session) -> list[str]:
    return [site.key for site in planned_sites(session.plan_version.content)]


def planned_units(session: Session) -> Decimal:
    content = session.plan_version.content
    return sum((site.units for site in planned_sites(content)), Decimal(0))


def state(session: Session) -> selectors.Live:
    session.refresh_from_db()
    return selectors.live(viewer=session.started_by, session=session, at=LATER)


def given_all(session: Session, by: User, vial: Vial | None = None) -> None:
    """Prepared, drawn up, all given as planned, no reaction."""
    prepared(session, by)
    if vial is not None:
        units = str(planned_units(session))
        done = sent(session, by, "draw", vial=str(vial.pk), units=units)
        assert done.result == "accepted", done.message
    else:
        assert sent(session, by, "vial", lot="TYPED1").result == "accepted"
    assert sent(session, by, "give_all", sites=keys(session)).result == "accepted"
    assert sent(session, by, "reaction", reaction="none").result == "accepted"


def finish(session: Session, by: User, **told: object) -> Treatment:
    return services.finish(
        actor=by, at=LATER, session=session, signing=signed_with(session, **told)
    )


# --- beginning -----------------------------------------------------------------


def test_without_consent_nothing_begins_and_the_refusal_says_where(
    approved: Plan, injector: User
):
    with pytest.raises(Blocked) as refused:
        services.begin(actor=injector, at=AT, plan=approved)
    assert refused.value.where.endswith("/consents/")


def test_an_unapproved_plan_is_not_given(
    submitted: Plan, injector: User, prescriber: User
):
    consent_to(submitted, injector)
    plans.record_examination(actor=prescriber, at=AT, patient=submitted.patient)
    with pytest.raises(Blocked, match="waits for a prescriber"):
        services.begin(actor=injector, at=AT, plan=submitted)


def test_an_old_history_stops_the_treatment_day(consented: Plan, injector: User):
    with pytest.raises(Blocked, match="ask again"):
        services.begin(actor=injector, at=AT + timedelta(days=400), plan=consented)


def test_a_plan_that_is_not_what_was_signed_is_not_given(
    consented: Plan, injector: User
):
    Approval.objects.update(content_hash="f" * 64)
    with pytest.raises(Blocked, match="not what was signed"):
        services.begin(actor=injector, at=AT, plan=consented)


def test_the_front_desk_begins_nothing(consented: Plan, front_desk: User):
    with pytest.raises(NotAllowed):
        services.begin(actor=front_desk, at=AT, plan=consented)


def test_a_plan_has_one_open_session(session: Session, prescriber: User):
    again = services.begin(actor=prescriber, at=LATER, plan=session.plan)
    assert again.pk == session.pk


def test_sites_stand_in_the_order_of_the_map(session: Session):
    version = session.plan_version
    plan = restored(version.content, version.answers)
    assert plan is not None
    assert keys(session) == [pin.key for pin in numbered(plan)]


# --- preparation -----------------------------------------------------------------


def test_nothing_is_given_before_the_preparation_is_done(
    session: Session, injector: User
):
    answer = sent(session, injector, "give", keys(session)[0])
    assert answer.result == "refused"
    assert "preparation is not finished: identity" in answer.message
    assert not Entry.objects.exists()


def test_pregnancy_today_stops_every_site(session: Session, injector: User):
    prepared(session, injector)
    sent(session, injector, "check", step="pregnancy", answer="yes")
    answer = sent(session, injector, "give_all", sites=keys(session))
    assert answer.result == "refused"
    assert "Do not treat" in answer.message
    sent(session, injector, "check", step="pregnancy", answer="no")
    assert sent(session, injector, "give", keys(session)[0]).result == "accepted"


def test_a_man_is_not_asked_about_pregnancy(session: Session):
    session.patient.sex = "male"
    live = selectors.live(viewer=session.started_by, session=session, at=AT)
    assert "pregnancy" not in {step.key for step in live.steps}


def test_an_unknown_answer_is_refused(session: Session, injector: User):
    answer = sent(session, injector, "check", step="pregnancy", answer="perhaps")
    assert answer.result == "refused"


def test_the_skin_is_numb_after_the_time_the_evidence_gives(
    session: Session, injector: User
):
    sent(session, injector, "check", step="anaesthesia", answer="emla")
    assert state(session).numb_at == LATER + timedelta(minutes=60)


def test_another_anaesthetic_needs_the_clinics_own_minutes(
    session: Session, injector: User
):
    told = {"step": "anaesthesia", "answer": "other"}
    assert sent(session, injector, "check", **told).result == "refused"
    assert sent(session, injector, "check", **told, note="999").result == "refused"
    assert sent(session, injector, "check", **told, note="20").result == "accepted"
    assert state(session).numb_at == LATER + timedelta(minutes=20)


def test_each_step_names_a_source_that_the_evidence_knows(session: Session):
    for step in state(session).steps:
        assert step.sources
        assert all(catalogue.source(key).title for key in step.sources)


# --- the live record ----------------------------------------------------------------


def test_the_same_entry_twice_is_one_entry(session: Session, injector: User):
    prepared(session, injector)
    once = uuid4()
    first = sent(session, injector, "give", keys(session)[0], client_id=once)
    again = sent(session, injector, "give", keys(session)[0], client_id=once)
    assert (first.result, again.result) == ("accepted", "duplicate")
    assert first.number == again.number
    assert Entry.objects.filter(client_id=once).count() == 1


def test_the_same_id_with_another_content_is_refused(session: Session, injector: User):
    prepared(session, injector)
    once = uuid4()
    sent(session, injector, "give", keys(session)[0], client_id=once)
    answer = sent(session, injector, "give", keys(session)[1], client_id=once)
    assert answer.result == "refused"


def test_two_tablets_that_did_not_see_each_other_leave_a_conflict(
    session: Session, injector: User, other_injector: User
):
    prepared(session, injector)
    seen = selectors.last_number(session)
    site = keys(session)[0]
    sent(session, injector, "give", site, seen=seen, device="a")
    answer = sent(
        session, other_injector, "skip", site, seen=seen, device="b", reason="bruise"
    )
    assert answer.result == "conflict"
    given, skipped = state(session).state.sites[site].heads
    assert (given.by, skipped.by) == ("Injector", "Other Injector")
    blind = sent(session, injector, "give", site, device="a")
    assert blind.result == "refused"
    assert "choose one of them first" in blind.message
    assert "Two entries stand" in " ".join(state(session).missing)
    chosen = sent(session, injector, "resolve", site, keep=given.entry)
    assert chosen.result == "accepted"
    assert not state(session).state.conflicts


def test_a_choice_of_a_version_that_does_not_stand_is_refused(
    session: Session, injector: User
):
    prepared(session, injector)
    site = keys(session)[0]
    sent(session, injector, "give", site)
    answer = sent(session, injector, "resolve", site, keep=str(uuid4()))
    assert answer.result == "refused"


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("change", {"units": "0", "reason": "none"}, "above 0"),
        ("change", {"units": "NaN", "reason": "none"}, "above 0"),
        ("change", {"units": "many", "reason": "none"}, "as a number"),
        ("change", {"units": "1.234", "reason": "none"}, "two decimal"),
        ("change", {"units": "4"}, "few words why"),
        ("change", {"reason": "because"}, "what is different"),
        ("change", {"point": [1], "reason": "because"}, "point"),
        ("change", {"point": [1, "x"], "reason": "because"}, "point"),
        ("skip", {"reason": " "}, "few words why"),
        ("skip", {"reason": 7}, "letters"),
        ("dance", {}, "not known"),
    ],
)
def test_what_is_not_understood_is_refused_in_words(
    session: Session, injector: User, kind: str, content: dict, words: str
):
    prepared(session, injector)
    answer = sent(session, injector, kind, keys(session)[0], **content)
    assert answer.result == "refused"
    assert words in answer.message
    assert not Entry.objects.filter(kind=kind).exists()


def test_a_site_that_is_not_there_is_refused(session: Session, injector: User):
    prepared(session, injector)
    for kind, told in (("give", {}), ("skip", {"reason": "because"})):
        answer = sent(session, injector, kind, "glabella/nowhere-R", **told)
        assert "no such site" in answer.message


def test_only_the_newest_entry_of_a_site_is_taken_back(
    session: Session, injector: User
):
    prepared(session, injector)
    site, once = keys(session)[0], uuid4()
    sent(session, injector, "give", site, client_id=once)
    newer = uuid4()
    sent(
        session,
        injector,
        "change",
        site,
        client_id=newer,
        units="6",
        reason="stronger",
    )
    answer = sent(session, injector, "undo", of=str(once))
    assert "newer stands there" in answer.message
    assert sent(session, injector, "undo", of=str(newer)).result == "accepted"
    assert state(session).state.sites[site].departure == ""


def test_a_tap_made_without_the_network_keeps_its_own_time(
    session: Session, injector: User
):
    prepared(session, injector)
    tapped = AT + timedelta(minutes=5)
    sent(session, injector, "give", keys(session)[0], at_client=tapped)
    wrong_clock = AT + timedelta(days=3)
    sent(session, injector, "give", keys(session)[1], at_client=wrong_clock)
    times = [site.now.at for site in state(session).state.given]
    assert times == [tapped, LATER]


def test_the_database_refuses_to_change_or_delete_an_entry(
    session: Session, injector: User
):
    sent(session, injector, "note", text="Nervous, wants to lie down.")
    for act in (
        lambda: Entry.objects.update(number=9),
        lambda: Entry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


def test_somebody_without_a_registration_records_nothing(
    session: Session, injector: User
):
    late = make_staff("late", "injector", registration_expires=AT.date() - timedelta(1))
    with pytest.raises(NotAllowed, match="registration"):
        sent(session, late, "give", keys(session)[0])


def test_the_live_record_is_hidden_from_the_front_desk(
    session: Session, front_desk: User
):
    with pytest.raises(NotFound):
        selectors.get_session(viewer=front_desk, session_id=session.pk, at=AT)


def test_an_allergic_reaction_alerts_a_prescriber(session: Session, injector: User):
    sent(session, injector, "reaction", reaction="allergy", note="hives")
    alert = Alert.objects.get(kind=Alert.Kind.RED_FLAG)
    assert alert.for_role == "prescriber"
    assert "allergic" in alert.text


def test_ceilings_run_with_what_is_given(session: Session, injector: User):
    assert all(not line.is_over for line in state(session).ceilings)
    prepared(session, injector)
    sent(
        session,
        injector,
        "change",
        keys(session)[0],
        units="9000",
        reason="a slip of the hand",
    )
    sent(session, injector, "give", keys(session)[0])
    lines = state(session).ceilings
    assert lines
    assert any(line.is_over and "9000" in line.text for line in lines)


# --- drawing up -----------------------------------------------------------------------


def test_drawing_up_twice_by_the_same_tap_draws_once(
    session: Session, injector: User, vial: Vial
):
    once = uuid4()
    for _ in range(2):
        sent(session, injector, "draw", client_id=once, vial=str(vial.pk), units="20")
    assert Draw.objects.filter(occasion=session.pk).count() == 1
    assert state(session).state.drawn() == {str(vial.pk): Decimal(20)}


def test_an_unlawful_draw_is_refused_and_leaves_no_entry(
    session: Session, injector: User, vial: Vial
):
    answer = sent(session, injector, "draw", vial=str(vial.pk), units="51")
    assert answer.result == "refused"
    assert answer.message
    answer = sent(session, injector, "draw", vial=str(uuid4()), units="4")
    assert "no such vial" in answer.message
    assert not Entry.objects.filter(kind="draw").exists()
    assert not Draw.objects.exists()


# --- signing ----------------------------------------------------------------------------


def test_as_planned_from_a_vial_to_a_signed_treatment(
    session: Session, injector: User, vial: Vial
):
    given_all(session, injector, vial)
    treatment = finish(session, injector)
    assert treatment.status == Treatment.Status.SIGNED
    assert treatment.given_at == LATER
    assert treatment.plan_version_id == session.plan_version_id
    sites = list(treatment.sites.all())
    assert [f"{s.area}/{s.site}" for s in sites] == keys(session)
    assert all(s.vial_id == vial.pk and s.lot == "ABC123" for s in sites)
    assert all(s.planned_units == s.units and not s.departure for s in sites)
    assert all(s.volume_ml for s in sites)
    session.refresh_from_db()
    assert session.status == Session.Status.SIGNED
    assert Plan.objects.get(pk=session.plan_id).status == Plan.Status.CLOSED
    assert Approval.objects.get(plan_version=session.plan_version).voided_at is None
    assert stock.balance(viewer=injector, at=LATER, vial=vial).adds_up
    assert faults_of(session.pk) == []
    last = last_treatment(viewer=injector, patient=session.patient, at=LATER)
    assert last == treatment


def test_two_vials_are_told_apart_site_by_site(
    session: Session, injector: User, vial: Vial
):
    second = opened(injector, product="botox", number="DEF456")
    prepared(session, injector)
    sent(session, injector, "draw", vial=str(vial.pk), units="8")
    sent(session, injector, "draw", vial=str(second.pk), units="12")
    assert state(session).to_draw == ""
    sent(session, injector, "give_all", sites=keys(session))
    sent(session, injector, "reaction", reaction="none")
    treatment = finish(session, injector)
    lots = [site.lot for site in treatment.sites.all()]
    assert lots == ["ABC123"] * 2 + ["DEF456"] * 3
    for one in (vial, second):
        sums = stock.balance(viewer=injector, at=LATER, vial=one)
        assert sums.adds_up
        assert sums.wasted == 0
    assert faults_of(session.pk) == []


def test_what_is_left_in_the_syringe_is_waste_and_the_books_add_up(
    session: Session, injector: User, vial: Vial
):
    prepared(session, injector)
    sent(session, injector, "draw", vial=str(vial.pk), units="40")
    first, *others = keys(session)
    sent(session, injector, "give", first)
    for site in others:
        sent(session, injector, "skip", site, reason="the patient had enough")
    sent(session, injector, "reaction", reaction="pain", note="stopped early")
    treatment = finish(session, injector)
    assert treatment.sites.count() == 1
    sums = stock.balance(viewer=injector, at=LATER, vial=vial)
    assert sums.adds_up
    assert sums.given + sums.wasted == 40
    assert faults_of(session.pk) == []


def test_a_departure_stays_visible_on_the_treatment(
    session: Session, injector: User, vial: Vial
):
    prepared(session, injector)
    sent(session, injector, "draw", vial=str(vial.pk), units="40")
    first, second, *others = keys(session)
    sent(session, injector, "change", first, units="6", reason="a stronger muscle")
    sent(session, injector, "give_all", sites=[first, second, *others])
    sent(session, injector, "change", second, depth="superficial", reason="thin skin")
    sent(
        session,
        injector,
        "add",
        "added-00000001",
        area="forehead",
        side="L",
        units="2",
        depth="superficial",
        reason="a single line",
    )
    sent(session, injector, "reaction", reaction="none")
    treatment = finish(session, injector)
    by_site = {f"{s.area}/{s.site}": s for s in treatment.sites.all()}
    assert by_site[first].departure == "units"
    assert by_site[first].planned_units == 4
    assert by_site[second].departure == "depth"
    added = by_site["forehead/added-00000001"]
    assert (added.departure, added.planned_units) == ("added", None)
    assert faults_of(session.pk) == []


@pytest.mark.parametrize(
    ("left_out", "words"),
    [
        ("vial", "vial is not chosen"),
        ("give_all", "neither given nor skipped"),
        ("reaction", "Say which reaction"),
    ],
)
def test_signing_says_what_is_missing(
    session: Session, injector: User, left_out: str, words: str
):
    prepared(session, injector)
    acts = {
        "vial": {"lot": "TYPED1"},
        "give_all": {"sites": keys(session)},
        "reaction": {"reaction": "none"},
    }
    for kind, told in acts.items():
        if kind != left_out:
            sent(session, injector, kind, **told)
    with pytest.raises(Blocked, match=words):
        finish(session, injector)
    assert not Treatment.objects.exists()


def test_a_lot_typed_by_hand_is_recorded_and_touches_no_book(
    session: Session, injector: User
):
    given_all(session, injector)
    treatment = finish(session, injector)
    assert {site.lot for site in treatment.sites.all()} == {"TYPED1"}
    assert {site.vial_id for site in treatment.sites.all()} == {None}
    assert faults_of(session.pk) == []


def test_given_without_drawing_up_needs_a_reason_and_is_a_deviation_when_unlawful(
    session: Session, injector: User, vial: Vial
):
    prepared(session, injector)
    sent(session, injector, "vial", vial=str(vial.pk))
    sent(session, injector, "give_all", sites=keys(session))
    sent(session, injector, "reaction", reaction="none")
    assert state(session).short
    with pytest.raises(Blocked):
        finish(session, injector)
    assert not Treatment.objects.exists()
    Vial.objects.filter(pk=vial.pk).update(use_by=AT)
    treatment = finish(session, injector, reason="the syringe was drawn before")
    assert treatment.status == Treatment.Status.SIGNED
    assert Deviation.objects.exists()
    assert stock.balance(viewer=injector, at=LATER, vial=vial).adds_up
    assert faults_of(session.pk) == []


def test_the_wrong_password_signs_nothing(session: Session, injector: User, vial: Vial):
    given_all(session, injector, vial)
    with pytest.raises(Invalid, match="not your password"):
        finish(session, injector, password="another")  # noqa: S106
    session.refresh_from_db()
    assert session.status == Session.Status.OPEN
    assert not Treatment.objects.exists()
    assert Draw.objects.get(occasion=session.pk).settled_at is None


def test_nobody_signs_what_they_have_not_seen(
    session: Session, injector: User, other_injector: User
):
    given_all(session, injector)
    seen = selectors.last_number(session)
    sent(session, other_injector, "note", device="b", text="Bruise at the left.")
    with pytest.raises(Stale, match="nothing was lost"):
        finish(session, injector, seen=seen)


def test_signing_twice_is_signing_once(session: Session, injector: User, vial: Vial):
    given_all(session, injector, vial)
    signing = signed_with(session)
    first = services.finish(actor=injector, at=LATER, session=session, signing=signing)
    again = services.finish(actor=injector, at=LATER, session=session, signing=signing)
    assert first == again
    assert Treatment.objects.count() == 1


def test_a_technique_one_is_not_entered_for_is_not_signed(session: Session):
    nurse = make_staff("skin-nurse", "injector", techniques=["skin"])
    given_all(session, nurse)
    with pytest.raises(NotAllowed, match="not entered for this technique"):
        finish(session, nurse)


def test_after_signing_a_late_tap_is_refused_and_says_what_now(
    session: Session, injector: User
):
    given_all(session, injector)
    finish(session, injector)
    answer = sent(session, injector, "give", keys(session)[0])
    assert answer.result == "refused"
    assert "amendment" in answer.message


def test_a_tap_sent_again_after_signing_is_still_the_same_tap(
    session: Session, injector: User
):
    prepared(session, injector)
    once = uuid4()
    first = sent(session, injector, "give_all", client_id=once, sites=keys(session))
    sent(session, injector, "vial", lot="TYPED1")
    sent(session, injector, "reaction", reaction="none")
    finish(session, injector)
    again = sent(session, injector, "give_all", client_id=once, sites=keys(session))
    assert (again.result, again.number) == ("duplicate", first.number)


def test_a_plan_opened_for_change_gives_no_more_and_what_was_given_is_signed(
    session: Session, injector: User
):
    prepared(session, injector)
    first, *others = keys(session)
    sent(session, injector, "vial", lot="TYPED1")
    sent(session, injector, "give", first)
    plan = Plan.objects.get(pk=session.plan_id)
    plans.change(
        actor=injector, at=LATER, plan=plan, version=plan.version, reason="less"
    )
    answer = sent(session, injector, "give", others[0])
    assert "approval is void" in answer.message
    for site in others:
        sent(session, injector, "skip", site, reason="the plan is changed")
    sent(session, injector, "reaction", reaction="none")
    finish(session, injector)
    plan.refresh_from_db()
    assert plan.status == Plan.Status.DRAFT


def test_what_was_given_after_the_approval_had_ended_is_recorded_with_its_reason(
    session: Session, injector: User
):
    prepared(session, injector)
    sent(session, injector, "vial", lot="TYPED1")
    first, *others = keys(session)
    plan = Plan.objects.get(pk=session.plan_id)
    plans.change(
        actor=injector, at=LATER, plan=plan, version=plan.version, reason="less"
    )
    once, why = uuid4(), "given before the change was seen here"
    answer = sent(session, injector, "give", first, client_id=once)
    assert (answer.result, answer.needs_reason) == ("refused", True)
    assert not state(session).state.given

    empty = sent(session, injector, "give", first, client_id=once, despite="x")
    assert (empty.result, empty.needs_reason) == ("refused", False)
    for _ in range(2):
        taken = sent(session, injector, "give", first, client_id=once, despite=why)
        assert taken.result in {"accepted", "duplicate"}
    site = state(session).state.sites[first]
    assert (site.now.standing, site.now.reason) == ("given", why)
    alerts = Alert.objects.filter(kind=Alert.Kind.DEVIATION, for_role="prescriber")
    assert [why in one.text for one in alerts] == [True]

    for other in others:
        sent(session, injector, "skip", other, reason="the plan is changed")
    sent(session, injector, "reaction", reaction="none")
    treatment = finish(session, injector)
    assert treatment.sites.count() == 1


def test_a_draft_that_was_left_behind_does_not_speak_for_who_was_treated_since(
    session: Session, injector: User
):
    patient = session.patient
    before = LATER - timedelta(minutes=1)
    left = plans.start(actor=injector, at=before, patient=patient).plan
    assert latest_plan(patient) == left
    given_all(session, injector)
    finish(session, injector)
    assert latest_plan(patient) is None
    fresh = plans.start(
        actor=injector, at=LATER + timedelta(days=1), patient=patient
    ).plan
    assert latest_plan(patient) == fresh


def test_a_session_without_a_given_site_is_given_up_and_its_draw_is_waste(
    session: Session, injector: User, vial: Vial
):
    prepared(session, injector)
    sent(session, injector, "draw", vial=str(vial.pk), units="20")
    with pytest.raises(Invalid, match="why"):
        services.abandon(actor=injector, at=LATER, session=session, reason="")
    services.abandon(
        actor=injector, at=LATER, session=session, reason="The patient fainted."
    )
    sums = stock.balance(viewer=injector, at=LATER, vial=vial)
    assert (sums.wasted, sums.in_syringes) == (20, 0)
    assert faults_of(session.pk) == []
    events = selectors.events(viewer=injector, patient=session.patient, at=LATER)
    assert [one.text for one in events] == ["The patient fainted."]
    again = services.begin(actor=injector, at=LATER, plan=session.plan)
    assert again.pk != session.pk


def test_a_session_in_which_something_was_given_is_not_given_up(
    session: Session, injector: User
):
    prepared(session, injector)
    sent(session, injector, "give", keys(session)[0])
    with pytest.raises(Blocked, match="that is signed"):
        services.abandon(actor=injector, at=LATER, session=session, reason="no more")


def test_every_step_of_the_day_is_in_the_audit(
    session: Session, injector: User, vial: Vial
):
    given_all(session, injector, vial)
    finish(session, injector)
    told = AuditEntry.objects.filter(record_type="injections.session")
    actions = list(told.order_by("number").values_list("action", flat=True))
    entries = Entry.objects.filter(session=session).count()
    assert actions == ["create", *["change"] * entries, "sign"]


def test_a_stranger_cannot_send_an_entry(session: Session, stranger: User):
    wanted = Wanted(client_id=uuid4(), kind="note", content={"text": "hello"})
    with pytest.raises(NotAllowed):
        services.add(actor=stranger, at=LATER, session=session, wanted=wanted)
