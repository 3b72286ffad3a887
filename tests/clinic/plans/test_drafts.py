"""Plans are started from the record, saved as they go, and never lose a change."""

from datetime import date, timedelta

import pytest
from django.db import connection

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans import selectors, services
from glabella.clinic.plans.models import Plan
from glabella.clinic.shared.errors import Blocked, NotAllowed, NotFound, Stale
from glabella.clinic.treatments.models import (
    FollowUp,
    GivenSite,
    Treatment,
)
from tests.clinic.people import AT, TODAY
from tests.clinic.plans.conftest import fields_of, grade, take_history

pytestmark = pytest.mark.django_db


def give(patient: Patient, by: User, day: date, **sites: float | None) -> Treatment:
    """A signed treatment with units at sites of the glabella."""
    made = Treatment.objects.create(
        key=patient.key,
        patient=patient,
        day=day,
        entered_by=by,
        product="bocouture",
        technique="standard",
        status="signed",
        created_at=AT,
        signed_at=AT,
        signed_by=by,
        signed_hash="0" * 64,
    )
    for number, (site, units) in enumerate(sites.items()):
        GivenSite.objects.create(
            treatment=made,
            number=number,
            area="glabella",
            site=site.replace("_", "-"),
            units=units,
            product=made.product,
        )
    return made


def seen(treatment: Treatment, by: User, result: str) -> None:
    FollowUp.objects.create(
        key=treatment.key,
        treatment=treatment,
        day=treatment.day + timedelta(days=14),
        by=by,
        result=result,
        content={},
        created_at=AT,
    )


def saved(plan: Plan, by: User, **fields: list[str]) -> services.Saved:
    plan.refresh_from_db()
    answers = fields_of(plan) | fields
    return services.save_draft(
        actor=by, at=AT, plan=plan, version=plan.version, answers=answers
    )


def test_a_blank_plan_starts_from_what_the_consultation_graded(draft: Plan):
    version = draft.versions.get()
    assert version.areas == ["glabella"]
    assert version.content["lines"][0]["units"] > 0
    assert version.answers["contraction.glabella"] == ["2"]
    assert version.answers["skin_type"] == ["III"]
    assert version.answers["born_on"] == ["1984-05-17"]
    assert version.jurisdiction == "UK"


def test_what_lives_in_the_record_cannot_be_changed_in_the_plan(
    draft: Plan, injector: User
):
    found = saved(
        draft,
        injector,
        jurisdiction=["US"],
        born_on=["1999-01-01"],
        pregnant=["yes"],
        **{"contraction.glabella": ["3"], "contraction.forehead": ["3"]},
    )
    case = found.found.form.case
    assert case.jurisdiction == "UK"
    assert case.patient.age_years == 42
    assert case.history.pregnant is False
    assert case.areas[0].severity_at_contraction == 2
    # An area that nobody graded in a consultation is graded here.
    assert found.row.answers["contraction.forehead"] == ["3"]


def test_the_plan_follows_the_record_at_the_next_save(
    draft: Plan, ready: Patient, injector: User
):
    assert draft.versions.get().review_status != "blocked"
    take_history(ready, injector, pregnant=True, given_at=AT)
    found = saved(draft, injector)
    assert found.row.review_status == "blocked"
    assert found.row.content["lines"] == []


def test_more_earlier_treatments_than_the_form_has_room_for_are_all_planned_with(
    ready: Patient, injector: User
):
    for month in range(1, 13):
        give(ready, injector, date(2024, month, 5), procerus_M=4)
    found = services.start(actor=injector, at=AT, patient=ready)
    assert len(found.found.form.case.history.previous) == 12
    again = saved(found.plan, injector, technique=["standard"])
    assert len(again.found.form.case.history.previous) == 12


def test_a_treatment_told_but_not_entered_leaves_the_interval_unknown(
    patient: Patient, injector: User
):
    take_history(patient, injector, previous=["last spring, in another town"])
    grade(patient, injector, glabella=(1, 2))
    found = services.start(actor=injector, at=AT, patient=patient)
    assert found.found.form.case.patient.first_treatment is False
    messages = [f["message"] for f in found.row.content["findings"]]
    assert any("interval" in message.lower() for message in messages)


def test_a_question_that_nobody_asked_stays_not_asked(patient: Patient, injector: User):
    history = take_history(patient, injector)
    answers = dict(history.answers)
    del answers["medicines"]
    history.answers = answers
    history.save()
    grade(patient, injector, glabella=(1, 2))
    found = services.start(actor=injector, at=AT, patient=patient)
    assert found.found.form.case.history.medicines is None
    assert any(f["rule"] == "not-asked" for f in found.row.content["findings"])


def test_an_examined_dry_eye_reaches_the_safety_rules(patient: Patient, injector: User):
    take_history(patient, injector)
    signed = grade(patient, injector, crows_feet=(1, 2))
    signed.content = signed.content | {"dry_eye": "yes"}
    signed.save()
    found = services.start(actor=injector, at=AT, patient=patient)
    assert any(f["rule"] == "dry-eye" for f in found.row.content["findings"])


@pytest.mark.parametrize(
    ("result", "units"), [("as_wished", "6"), ("too_little", None)]
)
def test_a_plan_from_the_last_treatment_repeats_what_was_right(
    ready: Patient, injector: User, result: str, units: str | None
):
    treatment = give(ready, injector, date(2026, 3, 2), procerus_M=6)
    seen(treatment, injector, result)
    found = services.start(
        actor=injector,
        at=AT,
        patient=ready,
        beginning=services.Beginning(treatment=treatment),
    )
    assert found.row.product == "bocouture"
    assert found.row.started_from == "treatment"
    typed = found.row.answers.get("units.glabella/procerus-M")
    assert typed == ([units] if units else None)


def test_saving_without_a_change_writes_nothing(draft: Plan, injector: User):
    saved(draft, injector)
    draft.refresh_from_db()
    version, entries = draft.version, AuditEntry.objects.count()
    saved(draft, injector)
    draft.refresh_from_db()
    assert (draft.version, AuditEntry.objects.count()) == (version, entries)


def test_each_change_is_one_version_and_one_audit_entry(draft: Plan, injector: User):
    draft.refresh_from_db()
    version, entries = draft.version, AuditEntry.objects.count()
    saved(draft, injector, movement=["maximal"])
    draft.refresh_from_db()
    assert draft.version == version + 1
    assert AuditEntry.objects.count() == entries + 1
    entry = AuditEntry.objects.order_by("-number").first()
    assert entry.content["after"]["hash"] == draft.versions.get().content_hash
    assert entry.content["before"]["hash"] != entry.content["after"]["hash"]


def test_what_cannot_be_planned_is_kept_all_the_same(draft: Plan, injector: User):
    found = saved(draft, injector, event_on=["2019-01-01"])
    assert found.found.plan is None
    assert found.row.review_status == "incomplete"
    assert fields_of(draft)["event_on"] == ["2019-01-01"]


def test_a_stale_form_does_not_overwrite(draft: Plan, injector: User, prescriber: User):
    old = draft.version
    saved(draft, prescriber, movement=["maximal"])
    with pytest.raises(Stale):
        services.save_draft(
            actor=injector,
            at=AT,
            plan=draft,
            version=old,
            answers=fields_of(draft) | {"movement": ["natural"]},
        )
    assert fields_of(draft)["movement"] == ["maximal"]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_save_at_once_one_is_told(
    draft: Plan, injector: User, prescriber: User, race
):
    fields = fields_of(draft)

    def save(by: User, movement: str, event_on: str):
        return lambda: services.save_draft(
            actor=by,
            at=AT,
            plan=Plan.objects.get(pk=draft.pk),
            version=1,
            answers=fields | {"movement": [movement], "event_on": [event_on]},
        )

    results = race(
        save(injector, "maximal", "2027-01-01"),
        save(prescriber, "maximal", "2027-02-02"),
    )
    assert sum(isinstance(one, Stale) for one in results) == 1
    assert Plan.objects.get(pk=draft.pk).version == 2


def test_the_front_desk_neither_starts_nor_reads_a_plan(
    draft: Plan, ready: Patient, front_desk: User
):
    with pytest.raises(NotAllowed):
        services.start(actor=front_desk, at=AT, patient=ready)
    with pytest.raises(NotFound):
        selectors.get_plan(viewer=front_desk, plan_id=draft.pk, at=AT)


def test_what_waits_for_approval_is_not_changed(submitted: Plan, injector: User):
    with pytest.raises(Blocked, match="waits for approval"):
        saved(submitted, injector, movement=["maximal"])


def test_reading_a_plan_is_noted_once(draft: Plan, injector: User):
    before = AuditEntry.objects.filter(action="read").count()
    selectors.worked_on(viewer=injector, plan=draft, at=AT)
    assert AuditEntry.objects.filter(action="read").count() == before + 1


def test_the_plan_in_the_table_is_sealed(draft: Plan):

    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, content FROM plans_planversion")
        row = cursor.fetchone()
    for stored in row:
        assert b"glabella" not in bytes(stored)


def test_the_day_of_planning_is_the_clinic_s_today(draft: Plan):
    assert draft.versions.get().planned_on == TODAY
