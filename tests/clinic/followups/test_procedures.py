"""Lasers, peels, filler: entered, withdrawn, and checked by the planner."""

from datetime import timedelta

import pytest

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.plans import services as plans
from glabella.clinic.plans.services.rows import newest
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, NotFound
from glabella.clinic.treatments import selectors, services
from glabella.clinic.treatments.models import OtherProcedure
from glabella.clinic.treatments.procedures import KINDS, OtherTold
from glabella.core.safety.recent_procedure import _kind
from tests.clinic.people import AT, TODAY, make_patient
from tests.clinic.plans.conftest import ready

__all__ = ["ready"]


def add(actor, patient, kind: str = "peel", days: int = 0, **told) -> OtherProcedure:
    return services.add_procedure(
        actor=actor,
        at=AT,
        patient=patient,
        told=OtherTold(kind=kind, day=TODAY + timedelta(days=days), **told),
    )


def findings(actor, patient) -> list[dict[str, object]]:
    plan = plans.start(actor=actor, at=AT, patient=patient).plan
    return [
        one
        for one in newest(plan).content["findings"]
        if one["rule"] == "recent-procedure"
    ]


def test_the_planner_knows_what_was_done_and_what_is_planned(injector, ready):
    add(injector, ready, "filler", -10, areas=("glabella",))
    add(injector, ready, "laser_ablative", 5, areas=("forehead",))
    done, planned = sorted(findings(injector, ready), key=lambda one: one["message"])
    assert "10 days ago" in planned["message"] + done["message"]
    both = f"{done['message']} {planned['message']}"
    assert "planned 5 days later" in both
    assert "Move one of them" in both
    assert {one["severity"] for one in (done, planned)} == {"caution"}


def test_what_was_withdrawn_counts_no_more_and_stays(injector, ready):
    row = add(injector, ready)
    assert findings(injector, ready)
    services.withdraw_procedure(
        actor=injector,
        at=AT,
        patient=ready,
        procedure_id=row.pk,
        reason="entered for another patient",
    )
    assert not findings(injector, ready)
    (kept,) = selectors.procedures_of(viewer=injector, patient=ready, at=AT)
    assert kept.withdraw_reason == "entered for another patient"
    with pytest.raises(Blocked):
        services.withdraw_procedure(
            actor=injector,
            at=AT,
            patient=ready,
            procedure_id=row.pk,
            reason="once more",
        )


def test_a_course_that_goes_on_counts_today_and_one_that_ended_from_its_end(
    injector, patient
):
    add(injector, patient, "skincare", -100, until=TODAY + timedelta(days=50))
    add(injector, patient, "laser_nonablative", -90, until=TODAY - timedelta(days=3))
    add(injector, patient, "peel", -400)
    told = selectors.procedures_told(viewer=injector, patient=patient, at=AT)
    assert [(one["kind"], one["on"]) for one in told] == [
        (KINDS["laser_nonablative"], TODAY - timedelta(days=3)),
        (KINDS["skincare"], TODAY),
    ]


def test_a_planned_procedure_takes_place_on_the_day_that_is_told(injector, patient):
    row = add(injector, patient, "laser_ablative", 3)
    assert row.is_planned
    later = AT + timedelta(days=5)
    services.took_place(
        actor=injector,
        at=later,
        patient=patient,
        procedure_id=row.pk,
        day=TODAY + timedelta(days=4),
    )
    row.refresh_from_db()
    assert (row.is_planned, row.day) == (False, TODAY + timedelta(days=4))
    with pytest.raises(Blocked):
        services.took_place(
            actor=injector, at=later, patient=patient, procedure_id=row.pk, day=TODAY
        )
    actions = AuditEntry.objects.filter(record_type="treatments.otherprocedure")
    assert list(actions.order_by("number").values_list("action", flat=True)) == [
        "create",
        "change",
    ]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (OtherTold(kind="tattoo", day=TODAY), "kind"),
        (OtherTold(kind="peel", day=None), "day"),
        (OtherTold(kind="peel", day=TODAY + timedelta(days=400)), "day"),
        (OtherTold(kind="peel", day=TODAY.replace(year=1900)), "day"),
        (OtherTold(kind="peel", day=TODAY, until=TODAY - timedelta(days=1)), "until"),
        (OtherTold(kind="peel", day=TODAY, areas=("nose",)), "areas"),
        (OtherTold(kind="other", day=TODAY), "note"),
        (OtherTold(kind="peel", day=TODAY, note="x" * 2001), "note"),
    ],
)
def test_an_impossible_procedure_is_named(injector, patient, told, field):
    with pytest.raises(Invalid) as caught:
        services.add_procedure(actor=injector, at=AT, patient=patient, told=told)
    assert field in caught.value.fields
    assert not OtherProcedure.objects.exists()


def test_the_front_desk_enters_and_reads_nothing_clinical(front_desk, patient):
    with pytest.raises(NotAllowed):
        add(front_desk, patient)
    with pytest.raises(NotFound):
        selectors.procedures_of(viewer=front_desk, patient=patient, at=AT)


def test_a_procedure_of_somebody_else_is_not_found(injector, patient):
    row = add(injector, patient)
    for whose, key in ((make_patient(2), row.pk), (patient, "no-such-id")):
        with pytest.raises(NotFound):
            services.withdraw_procedure(
                actor=injector, at=AT, patient=whose, procedure_id=key, reason="a slip"
            )


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"skincare", "other"}))
def test_the_rule_on_spacing_knows_each_kind(kind):
    assert _kind(KINDS[kind]) is not None


def test_the_rule_tells_ablative_work_from_light_that_spares_the_skin():
    ablative, spared = _kind(KINDS["laser_ablative"]), _kind(KINDS["laser_nonablative"])
    assert (ablative.wait_days, spared.wait_days) == (14, 0)
