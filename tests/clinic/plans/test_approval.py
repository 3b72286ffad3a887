"""A plan is handed to a prescriber, signed under what was seen, and void when changed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans import selectors, services
from glabella.clinic.plans.asking.planned import finding_id
from glabella.clinic.plans.content import content_of, restored
from glabella.clinic.plans.models import Approval, FindingAnswer, Plan
from glabella.clinic.plans.services import rows
from glabella.clinic.plans.services.answering import unanswered
from glabella.clinic.plans.services.rows import newest
from glabella.clinic.plans.services.signing import signed_hash
from glabella.clinic.practice.models import Practice
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, Stale
from tests.clinic.people import AT, TODAY, make_staff
from tests.clinic.plans.conftest import (
    PROOF,
    answer_everything,
    fields_of,
    take_history,
)

pytestmark = pytest.mark.django_db


def submit(plan: Plan, by: User) -> Plan:
    plan.refresh_from_db()
    return services.submit(actor=by, at=AT, plan=plan, version=plan.version)


def approve(plan: Plan, by: User, proof: services.Proof = PROOF) -> Approval:
    plan.refresh_from_db()
    return services.approve(
        actor=by, at=AT, plan=plan, version=plan.version, proof=proof
    )


def examine(plan: Plan, by: User, **more: object):
    return services.record_examination(actor=by, at=AT, patient=plan.patient, **more)


def first_caution(plan: Plan) -> str:

    return finding_id(unanswered(newest(plan))[0])


@pytest.fixture
def asking(ready: Patient, injector: User) -> Plan:
    """A plan with a caution: aspirin was told."""
    take_history(ready, injector, medicines=["aspirin 75 mg"], given_at=AT)
    return services.start(actor=injector, at=AT, patient=ready).plan


# --- answers to cautions ------------------------------------------------------


def test_a_caution_without_an_answer_stops_the_plan(asking: Plan, injector: User):
    with pytest.raises(Blocked, match="no answer yet") as refused:
        submit(asking, injector)
    assert refused.value.where.endswith("#cautions")


def test_an_answer_needs_a_reason(asking: Plan, injector: User):
    with pytest.raises(Invalid, match="needs a reason"):
        services.answer_finding(
            actor=injector,
            at=AT,
            plan=asking,
            version=asking.version,
            finding=first_caution(asking),
            reason="   ",
        )


def test_an_answer_needs_a_registration_that_holds(asking: Plan):
    expired = make_staff("late", "injector", registration_expires=date(2026, 1, 1))
    with pytest.raises(NotAllowed, match="registration"):
        services.answer_finding(
            actor=expired,
            at=AT,
            plan=asking,
            version=asking.version,
            finding=first_caution(asking),
            reason="Fine.",
        )


def test_an_answer_stands_for_ever_and_a_new_one_beside_it(
    asking: Plan, injector: User, prescriber: User
):
    finding = first_caution(asking)
    for by, reason in ((injector, "Bruising was talked about."), (prescriber, "Stop.")):
        asking.refresh_from_db()
        services.answer_finding(
            actor=by,
            at=AT,
            plan=asking,
            version=asking.version,
            finding=finding,
            reason=reason,
        )
    told = FindingAnswer.objects.select_related("key").filter(finding=finding)
    assert [one.reason for one in told.order_by("pk")] == [
        "Bruising was talked about.",
        "Stop.",
    ]
    assert [one.superseded_at is None for one in told.order_by("pk")] == [False, True]


def test_a_reason_typed_on_the_page_is_an_answer(asking: Plan, injector: User):
    finding = first_caution(asking)
    fields = fields_of(asking) | {f"reason.{finding}": ["Told about bruises."]}
    saved = services.save_draft(
        actor=injector, at=AT, plan=asking, version=asking.version, answers=fields
    )
    held = saved.row.finding_answers.select_related("key", "by").get()
    assert (held.reason, held.by) == ("Told about bruises.", injector)


def test_a_block_takes_no_answer(ready: Patient, injector: User):
    take_history(ready, injector, pregnant=True, given_at=AT)
    plan = services.start(actor=injector, at=AT, patient=ready).plan
    answer_everything(injector, plan)
    with pytest.raises(Blocked, match="blocked"):
        submit(plan, injector)


# --- submitting ---------------------------------------------------------------


def test_a_plan_waits_with_its_forecast(submitted: Plan, prescriber: User):
    waiting = selectors.waiting_approvals(viewer=prescriber, at=AT)
    assert [one.plan for one in waiting] == [submitted]
    assert waiting[0].row.content["lines"][0]["forecast"]["days"]
    assert waiting[0].changes == ()
    assert selectors.waiting_count(viewer=prescriber, at=AT) == 1


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ({"confirmed_at": None}, "no clinician has gone through it"),
        ({"given_at": AT - timedelta(days=91)}, "older than 90 days"),
    ],
)
def test_a_history_must_be_confirmed_and_recent(
    draft: Plan, injector: User, spoil: dict, says: str
):
    answer_everything(injector, draft)
    history = draft.patient.histories.get()
    for name, value in spoil.items():
        setattr(history, name, value)
    history.save()
    with pytest.raises(Blocked, match=says) as refused:
        submit(draft, injector)
    assert refused.value.where == f"/patients/{draft.patient_id}/history/"


def test_a_plan_that_cannot_be_made_is_not_submitted(draft: Plan, injector: User):
    fields = fields_of(draft) | {"area": []}
    services.save_draft(
        actor=injector, at=AT, plan=draft, version=draft.version, answers=fields
    )
    with pytest.raises(Blocked, match="no plan to submit"):
        submit(draft, injector)


def test_a_plan_for_a_day_that_is_past_is_not_submitted(draft: Plan, injector: User):
    fields = fields_of(draft) | {"on": [(TODAY - timedelta(days=1)).isoformat()]}
    services.save_draft(
        actor=injector, at=AT, plan=draft, version=draft.version, answers=fields
    )
    answer_everything(injector, draft)
    with pytest.raises(Blocked, match="2026-11-22, which is past"):
        submit(draft, injector)


def test_what_is_submitted_is_made_from_the_record_as_it_is_now(
    draft: Plan, ready: Patient, injector: User
):
    answer_everything(injector, draft)
    take_history(ready, injector, medicines=["warfarin"], given_at=AT)
    with pytest.raises(Blocked, match="no answer yet"):
        submit(draft, injector)


def test_a_waiting_plan_can_be_taken_back(submitted: Plan, injector: User):
    plan = services.withdraw(
        actor=injector, at=AT, plan=submitted, version=submitted.version
    )
    assert plan.status == "draft"


# --- approving ----------------------------------------------------------------


def test_a_prescriber_who_examined_the_patient_approves(
    submitted: Plan, prescriber: User
):
    examine(submitted, prescriber)
    signed = approve(submitted, prescriber)
    submitted.refresh_from_db()
    assert submitted.status == "approved"
    assert signed.signer_name == "Prescriber"
    assert signed.signer_registration == "doctor, 12345 (GB)"
    assert signed.get_meaning_display() == "examined the patient and approved this plan"
    assert signed.content_hash == signed_hash(newest(submitted))
    entry = AuditEntry.objects.get(action="approve")
    assert entry.content["after"]["hash"] == signed.content_hash


def test_without_an_examination_nobody_approves(submitted: Plan, prescriber: User):
    with pytest.raises(Blocked, match="examine the patient"):
        approve(submitted, prescriber)


def test_another_prescriber_s_examination_does_not_count(
    submitted: Plan, prescriber: User
):
    examine(submitted, make_staff("second", "prescriber"))
    with pytest.raises(Blocked, match="no examination"):
        approve(submitted, prescriber)


def test_an_old_examination_does_not_count(submitted: Plan, prescriber: User):
    found = examine(submitted, prescriber)
    found.at = AT - timedelta(days=366)
    found.save()
    with pytest.raises(Blocked, match="no examination"):
        approve(submitted, prescriber)


def test_a_wrong_password_signs_nothing(submitted: Plan, prescriber: User):
    examine(submitted, prescriber)
    with pytest.raises(Invalid, match="not your password"):
        approve(submitted, prescriber, services.Proof(password="wrong"))  # noqa: S106
    assert not Approval.objects.exists()


def test_identity_must_have_been_checked(submitted: Plan, prescriber: User):
    examine(submitted, prescriber)
    patient = submitted.patient
    patient.identity_checked_at, patient.identity_document = None, ""
    patient.save()
    with pytest.raises(Blocked, match="against a document"):
        approve(submitted, prescriber)


def test_nobody_under_eighteen_is_approved(submitted: Plan, prescriber: User):
    examine(submitted, prescriber)
    patient = submitted.patient
    patient.born_on = date(2009, 1, 1)
    patient.save()
    with pytest.raises(Blocked, match="under 18"):
        approve(submitted, prescriber)


@pytest.mark.parametrize("role", ["injector", "owner", "front_desk"])
def test_who_is_no_prescriber_does_not_approve(submitted: Plan, role: str):
    with pytest.raises(NotAllowed):
        approve(submitted, make_staff("other", role))


def test_an_expired_registration_does_not_approve(submitted: Plan):
    late = make_staff("late", "prescriber", registration_expires=date(2026, 11, 22))
    with pytest.raises(NotAllowed, match="registration"):
        approve(submitted, late)


def test_a_newer_history_sends_the_plan_back_to_its_maker(
    submitted: Plan, prescriber: User, injector: User
):
    examine(submitted, prescriber)
    take_history(
        submitted.patient, injector, pregnant=True, given_at=AT + timedelta(seconds=1)
    )
    with pytest.raises(Blocked, match="given anew"):
        approve(submitted, prescriber)


@pytest.mark.parametrize(
    ("jurisdiction", "allowed", "counts"),
    [
        ("US", True, True),
        ("US", False, False),
        ("UK", True, False),
        ("EU", True, False),
    ],
)
def test_a_remote_examination_counts_only_where_setting_and_rules_allow(
    submitted: Plan,
    prescriber: User,
    practice: Practice,
    jurisdiction: str,
    allowed: bool,  # noqa: FBT001 - a case of the table
    counts: bool,  # noqa: FBT001 - a case of the table
):
    practice.jurisdiction = jurisdiction
    practice.remote_examination_allowed = allowed
    practice.save()
    if counts:
        examine(submitted, prescriber, mode="remote")
        assert approve(submitted, prescriber)
    else:
        with pytest.raises(Invalid):
            examine(submitted, prescriber, mode="remote")


def test_a_plan_is_returned_with_the_reason(
    submitted: Plan, prescriber: User, injector: User
):
    with pytest.raises(Invalid, match="Say why"):
        services.return_with_reason(
            actor=prescriber,
            at=AT,
            plan=submitted,
            version=submitted.version,
            reason=" ",
        )
    plan = services.return_with_reason(
        actor=prescriber,
        at=AT,
        plan=submitted,
        version=submitted.version,
        reason="Grade the forehead too.",
    )
    assert (plan.status, plan.return_reason) == ("returned", "Grade the forehead too.")
    assert submit(plan, injector).return_reason == ""


@pytest.mark.django_db(transaction=True)
def test_of_two_prescribers_who_sign_at_once_one_signs(
    submitted: Plan, prescriber: User, race
):
    second = make_staff("second", "prescriber")
    for one in (prescriber, second):
        examine(submitted, one)

    def sign(by: User):
        return lambda: services.approve(
            actor=by,
            at=AT,
            plan=Plan.objects.get(pk=submitted.pk),
            version=submitted.version,
            proof=PROOF,
        )

    results = race(sign(prescriber), sign(second))
    assert sum(isinstance(one, Approval) for one in results) == 1
    assert sum(isinstance(one, Stale) for one in results) == 1
    assert Approval.objects.filter(voided_at=None).count() == 1


# --- what was signed ----------------------------------------------------------


def test_a_change_after_approval_voids_it_and_shows_the_difference(
    approved: Plan, injector: User
):
    before = newest(approved).content
    fresh = services.change(
        actor=injector,
        at=AT,
        plan=approved,
        version=approved.version,
        reason="The patient wants less.",
    )
    approved.refresh_from_db()
    fields = fields_of(approved) | {"technique": ["baby"]}
    services.save_draft(
        actor=injector, at=AT, plan=approved, version=approved.version, answers=fields
    )
    signed = Approval.objects.select_related("key").get()
    assert signed.voided_at == AT
    assert signed.void_reason == "The patient wants less."
    assert approved.versions.get(number=1).content == before
    kinds = {one.kind for one in selectors.changes_of(newest(approved))}
    assert {"technique", "units"} <= kinds
    assert fresh.number == 2
    assert AuditEntry.objects.filter(action="void").count() == 1


def test_the_answers_go_along_into_the_new_version(asking: Plan, injector: User):
    answer_everything(injector, asking)
    submit(asking, injector)
    asking.refresh_from_db()
    asking.status = Plan.Status.APPROVED
    asking.save()
    fresh = services.change(
        actor=injector, at=AT, plan=asking, version=asking.version, reason="Again."
    )
    assert not unanswered(fresh)


def test_a_change_needs_a_reason(approved: Plan, injector: User):
    with pytest.raises(Invalid, match="Say why"):
        services.change(
            actor=injector, at=AT, plan=approved, version=approved.version, reason=""
        )


def test_an_approved_plan_is_never_edited(approved: Plan, injector: User):
    with pytest.raises(Blocked, match="new version"):
        services.save_draft(
            actor=injector,
            at=AT,
            plan=approved,
            version=approved.version,
            answers=fields_of(approved) | {"technique": ["baby"]},
        )


def test_the_approved_plan_is_shown_from_what_was_kept(
    approved: Plan, injector: User, monkeypatch: pytest.MonkeyPatch
):
    kept = selectors.kept(viewer=injector, plan=approved, at=AT)
    assert kept.shown is not None
    assert kept.today == ()
    assert kept.signature_holds
    again = content_of(kept.shown)
    stored = dict(kept.row.content)
    for line in (*again["lines"], *stored["lines"]):
        line["forecast"] = None
    for name in ("lines", "findings", "preparations", "totals", "next_treatment"):
        assert again[name] == stored[name]

    real = rows.planned

    def evidence_moved_on(*args: object) -> object:
        found = real(*args)
        line = found.plan.lines[0]
        site = replace(line.sites[0], units=line.sites[0].units + 1)
        line = replace(line, sites=(site, *line.sites[1:]))
        found.plan = replace(found.plan, lines=(line, *found.plan.lines[1:]))
        return found

    monkeypatch.setattr(rows, "planned", evidence_moved_on)
    later = selectors.kept(viewer=injector, plan=approved, at=AT)
    assert later.shown == kept.shown
    assert [one.kind for one in later.today] == ["units", "units"]


def test_a_changed_byte_under_a_signature_is_noticed(approved: Plan, injector: User):
    row = newest(approved)
    content = dict(row.content)
    content["lines"][0]["units"] += 1
    row.content = content
    row.save()
    assert not selectors.kept(viewer=injector, plan=approved, at=AT).signature_holds


def test_a_closed_plan_has_no_approval_left(approved: Plan, injector: User):
    services.close(
        actor=injector,
        at=AT,
        plan=approved,
        version=approved.version,
        reason="The patient moved away.",
    )
    assert not Approval.objects.filter(voided_at=None).exists()


def test_every_part_of_a_plan_comes_back_from_its_kept_content(draft: Plan):
    row = newest(draft)
    shown = restored(row.content, row.answers)
    assert shown is not None
    assert shown.case.patient.age_years == 42
    again = content_of(shown)
    again["kept"].pop("unit_name")
    kept = dict(row.content["kept"])
    kept.pop("unit_name")
    assert again["kept"]["lines"] == kept["lines"]
    assert {k: v for k, v in again.items() if k != "kept"} == {
        k: v for k, v in row.content.items() if k != "kept"
    }
