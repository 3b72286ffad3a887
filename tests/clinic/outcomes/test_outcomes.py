"""Outcomes are counted from signed records, with what was not seen said beside them."""

import csv
import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consultations.models import Consultation, SeverityGrade
from glabella.clinic.outcomes import selectors
from glabella.clinic.outcomes.courses import courses_of
from glabella.clinic.outcomes.exporting import COLUMNS, export
from glabella.clinic.outcomes.filters import Filters, counted
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans.models import Plan, PlanVersion
from glabella.clinic.protocols.models import Protocol, ProtocolVersion
from glabella.clinic.shared.errors import NotAllowed
from glabella.clinic.treatments.models import (
    FollowUp,
    FollowUpGrade,
    GivenSite,
    SideEffect,
    Treatment,
)
from tests.clinic.people import AT, TODAY, make_patient

pytestmark = pytest.mark.django_db

DAY = TODAY - timedelta(days=200)
YEAR = Filters(first=TODAY - timedelta(days=365), last=TODAY)


def give(
    patient: Patient, by: User, day: date = DAY, *, units: float = 20, **fields: object
) -> Treatment:
    treatment = Treatment.objects.create(
        key=patient.key,
        patient=patient,
        day=day,
        injector=by,
        entered_by=by,
        created_at=AT,
        **{
            "product": "bocouture",
            "technique": "standard",
            "status": "signed",
            "signed_at": AT,
            "signed_by": by,
            "signed_hash": "0" * 64,
            **fields,
        },
    )
    GivenSite.objects.create(
        treatment=treatment,
        number=1,
        area="glabella",
        units=Decimal(str(units)),
        product=treatment.product,
    )
    return treatment


def see(
    treatment: Treatment, days: int, grade: int | None = None, **fields: object
) -> FollowUp:
    kinds = fields.pop("kinds", ())
    seen = FollowUp.objects.create(
        key=treatment.key,
        treatment=treatment,
        day=treatment.day + timedelta(days=days),
        content={},
        created_at=AT,
        **fields,
    )
    if grade is not None:
        FollowUpGrade.objects.create(
            follow_up=seen, area="glabella", at_contraction=grade
        )
    for kind in kinds:
        SideEffect.objects.create(key=treatment.key, follow_up=seen, kind=kind)
    return seen


def consult(patient: Patient, by: User, day: date, grade: int) -> None:
    at = datetime.combine(day, AT.timetz())
    done = Consultation.objects.create(
        key=patient.key,
        patient=patient,
        by=by,
        saved_at=at,
        started_at=at,
        status="signed",
        signed_at=at,
        signed_by=by,
        signed_hash="0" * 64,
        content={},
    )
    SeverityGrade.objects.create(
        consultation=done, area="glabella", at_contraction=grade
    )


def rates(viewer: User, filters: Filters = YEAR) -> selectors.Rates:
    return selectors.rates(viewer=viewer, at=AT, filters=filters)


def test_a_rate_counts_among_those_who_were_seen(practice, owner, injector):
    treated = [give(make_patient(number), injector) for number in range(1, 5)]
    see(treated[0], 14, kinds=["lid_ptosis"], satisfaction=5, result="as_wished")
    see(treated[1], 14, satisfaction=3, result="too_little")
    see(treated[2], 14)
    found = rates(owner).everything
    assert found.treatments == 4
    shares = {key: (one.count, one.total) for key, one in found.shares.items()}
    assert shares["reviewed"] == (3, 4)
    assert shares["lid_droop"] == (1, 3)
    assert shares["brow_droop"] == (0, 3)
    assert shares["satisfied"] == (1, 2)
    assert shares["as_wished"] == (1, 2)


def test_what_is_noted_on_the_day_itself_is_no_review(practice, owner, injector):
    treatment = give(make_patient(1), injector)
    see(treatment, 0, 3, kinds=["asymmetry"])
    shares = rates(owner).everything.shares
    assert shares["reviewed"].count == 0
    assert shares["asymmetry"].total == 0


def test_a_touch_up_counts_for_the_treatment_that_it_corrects(
    practice, owner, injector
):
    first = give(make_patient(1), injector)
    give(make_patient(2), injector)
    give(first.patient, injector, DAY + timedelta(days=15), touch_up_of=first)
    found = rates(owner).everything
    assert found.treatments == 2
    assert (found.shares["touched_up"].count, found.shares["touched_up"].total) == (
        1,
        2,
    )


def test_drafts_others_work_and_other_days_do_not_count(practice, owner, injector):
    give(make_patient(1), injector, status="draft", signed_at=None, signed_hash="")
    give(make_patient(2), injector, place="elsewhere")
    give(make_patient(3), injector, status="superseded")
    give(make_patient(4), injector, TODAY - timedelta(days=800))
    assert rates(owner).everything.treatments == 0


def test_groups_are_cut_by_what_treatments_share(practice, owner, injector):
    one = give(make_patient(1), injector)
    GivenSite.objects.create(
        treatment=one, number=2, area="forehead", units=10, product="bocouture"
    )
    give(make_patient(2), injector, product="azzalure", technique="baby")
    found = rates(owner)
    assert {group.key: group.treatments for group in found.areas} == {
        "forehead": 1,
        "glabella": 2,
    }
    assert {group.key for group in found.products} == {"bocouture", "azzalure"}
    assert {group.label for group in found.techniques} == {
        "standard dose",
        'low dose ("baby")',
    }
    narrowed = rates(owner, Filters(YEAR.first, YEAR.last, area="forehead"))
    assert narrowed.everything.treatments == 1
    assert [group.key for group in narrowed.areas] == ["forehead"]


def test_the_number_of_queries_does_not_grow(practice, owner, injector):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            rates(owner)
            selectors.durations(viewer=owner, at=AT, filters=YEAR)
            selectors.against(viewer=owner, at=AT, filters=YEAR)
        return len(queries)

    def treat(number: int) -> None:
        treatment = give(make_patient(number), injector)
        plan_of(treatment, injector, [0.0, 0.8, 0.4])
        see(treatment, 14, 1)

    treat(1)
    before = asked()
    for number in range(2, 8):
        treat(number)
    early, _ = selectors.against(viewer=owner, at=AT, filters=YEAR)
    assert early.found.total == 7  # their plans were read
    assert asked() <= before


def test_a_result_lasts_until_the_grade_of_before_is_seen_again(
    practice, owner, injector
):
    for number in range(1, 13):
        patient = make_patient(number)
        consult(patient, injector, DAY - timedelta(days=20), 3)
        treatment = give(patient, injector)
        see(treatment, 14, 1)
        see(treatment, 84, 2)
        see(treatment, 112, 3)
    found = selectors.durations(viewer=owner, at=AT, filters=YEAR)
    (area,) = found.areas
    assert (area.treated, area.duration.total, area.duration.over) == (12, 12, 12)
    assert area.is_enough
    assert area.duration.earliest.median == 84
    assert area.duration.latest.median == 112
    assert {one.what for one in found.cuts} == {
        "Bocouture",
        "standard dose",
        "no protocol",
    }


def test_a_grade_on_the_day_of_the_next_treatment_ends_the_one_before(
    practice, injector
):
    patient = make_patient(1)
    consult(patient, injector, DAY, 2)
    first = give(patient, injector)
    see(first, 14, 0)
    second = give(patient, injector, DAY + timedelta(days=120))
    see(second, 0, 2)
    by_day = {one.treatment: one for one in courses_of(counted(YEAR))}
    assert by_day[first.pk].better_day == 14
    assert by_day[first.pk].back_day == 120


def test_without_a_grade_of_before_nobody_can_tell(practice, injector):
    see(give(make_patient(1), injector), 14, 1)
    (one,) = courses_of(counted(YEAR))
    assert one.grade_before is None
    assert one.followed is None


def plan_of(treatment: Treatment, by: User, chance: list[float | None]) -> None:
    plan = Plan.objects.create(
        key=treatment.key, patient=treatment.patient, created_at=AT, created_by=by
    )
    line = {
        "area": "glabella",
        "units": 20,
        "forecast": {"days": [0, 28, 112], "chance_none_or_mild": chance},
    }
    treatment.plan_version = PlanVersion.objects.create(
        key=treatment.key,
        plan=plan,
        number=1,
        started_from="blank",
        planned_on=treatment.day,
        product="bocouture",
        jurisdiction="UK",
        answers={},
        content={"lines": [line]},
        content_hash="0" * 64,
        created_at=AT,
        created_by=by,
        saved_at=AT,
    )
    treatment.save()


def test_the_forecast_of_the_plan_is_held_against_the_grade(practice, owner, injector):
    for number, grade in enumerate((0, 1, 2), 1):
        treatment = give(make_patient(number), injector)
        plan_of(treatment, injector, [0.0, 0.8, 0.4])
        see(treatment, 14, grade)
    early, late = selectors.against(viewer=owner, at=AT, filters=YEAR)
    assert early.found.total == 3
    assert early.found.foretold == pytest.approx(0.4)  # halfway to day 28
    assert early.found.came.count == 2
    assert late.found.total == 0


def test_the_patients_own_grade_is_not_what_came(practice, owner, injector):
    treatment = give(make_patient(1), injector)
    plan_of(treatment, injector, [0.0, 0.8, 0.4])
    told = see(treatment, 28, 0)
    told.grades.update(rater="subject")
    early, _ = selectors.against(viewer=owner, at=AT, filters=YEAR)
    assert early.found.total == 0


def test_what_was_not_foretold_or_given_otherwise_is_left_out_and_said(
    practice, owner, injector
):
    see(give(make_patient(1), injector), 28, 1)
    other = give(make_patient(2), injector, units=12)
    plan_of(other, injector, [0.0, 0.8, 0.4])
    see(other, 28, 1)
    unknown = give(make_patient(3), injector)
    plan_of(unknown, injector, [0.0, None, None])
    see(unknown, 28, 1)
    early, _ = selectors.against(viewer=owner, at=AT, filters=YEAR)
    assert early.found.total == 0
    assert (early.without_forecast, early.given_otherwise) == (2, 1)


def test_what_one_page_does_not_open_is_told_apart(
    practice, owner, injector, monkeypatch
):
    monkeypatch.setattr("glabella.clinic.outcomes.foretold.MOST_PLANS", 1)
    for number in (1, 2):
        treatment = give(make_patient(number), injector)
        plan_of(treatment, injector, [0.0, 0.8, 0.4])
        see(treatment, 28, 1)
    early, _ = selectors.against(viewer=owner, at=AT, filters=YEAR)
    assert (early.found.total, early.not_read, early.without_forecast) == (1, 1, 0)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_export_has_no_names_and_is_noted(practice, owner, injector, kind):
    patient = make_patient(7)
    consult(patient, injector, DAY, 2)
    treatment = give(patient, injector)
    see(treatment, 14, 1, satisfaction=4)
    made = export(actor=owner, at=AT, filters=YEAR, kind=kind)
    assert made.rows == 1
    if kind == "csv":
        (row,) = csv.DictReader(io.StringIO(made.content.decode()))
        assert row["satisfaction"] == "4"
        assert row["days_over"] == ""
    else:
        table = pq.read_table(io.BytesIO(made.content))
        (row,) = table.to_pylist()
        assert row["satisfaction"] == 4
        assert row["days_over"] is None
        about = table.schema.field("units").metadata[b"about"].decode()
        assert about == COLUMNS["units"][1]
    assert list(row) == list(COLUMNS)
    whole = str(row)
    for secret in (patient.family_name, str(patient.pk), str(treatment.pk), str(DAY)):
        assert secret not in whole
    entry = AuditEntry.objects.get(action="export")
    assert entry.actor_name == owner.name


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(
    practice, owner, injector
):
    treatment = give(make_patient(7), injector)
    plan_of(treatment, injector, [0.0, 0.8, 0.4])
    protocol = ProtocolVersion.objects.create(
        protocol=Protocol.objects.create(name="=1+1", created_at=AT),
        number=1,
        product="bocouture",
        jurisdiction="UK",
        technique="standard",
        created_at=AT,
        created_by=injector,
    )
    versions = PlanVersion.objects.filter(pk=treatment.plan_version_id)
    versions.update(protocol_version=protocol)
    made = export(actor=owner, at=AT, filters=YEAR, kind="csv")
    (row,) = csv.DictReader(io.StringIO(made.content.decode()))
    assert row["protocol"] == "'=1+1, version 1"


def test_who_may_not_does_not(practice, front_desk, injector):
    with pytest.raises(NotAllowed):
        rates(front_desk)
    with pytest.raises(NotAllowed):
        export(actor=injector, at=AT, filters=YEAR, kind="csv")
