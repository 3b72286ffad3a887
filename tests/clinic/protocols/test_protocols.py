"""The clinic's templates: drafted, approved by a prescriber, told on every number."""

import pytest

from glabella.clinic.accounts.models import User
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.patients.models import Patient
from glabella.clinic.plans import services as plans
from glabella.clinic.protocols import selectors, services
from glabella.clinic.protocols.content import (
    edits_of,
    from_fractions,
    from_plan,
    of_json,
    standard_units,
)
from glabella.clinic.protocols.models import PointLibrary, ProtocolVersion
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, NotFound, Stale
from tests.clinic.people import AT, make_staff
from tests.clinic.plans.conftest import (
    PASSWORD,
    fields_of,
    ready,
    take_history,
)

__all__ = ["ready"]
pytestmark = pytest.mark.django_db
PRODUCT = "bocouture"


def setting(*rows: tuple[str, float, str], technique: str = "standard"):
    areas = from_fractions(PRODUCT, "UK", rows or (("glabella", 0.75, ""),))
    return services.Setting(PRODUCT, "UK", technique, areas, "Slowly.")


@pytest.fixture
def drafted(injector: User) -> ProtocolVersion:
    return services.create(actor=injector, at=AT, name="Soft frown", setting=setting())


def approve(row: ProtocolVersion, by: User, password: str = PASSWORD):
    return services.approve(
        actor=by,
        at=AT,
        protocol_version=row,
        version=row.version,
        password=password,
    )


@pytest.fixture
def in_force(drafted: ProtocolVersion, prescriber: User) -> ProtocolVersion:
    return approve(drafted, prescriber)


def planned(patient: Patient, by: User, version: ProtocolVersion):
    beginning = plans.Beginning(protocol_version=version)
    return plans.start(actor=by, at=AT, patient=patient, beginning=beginning)


def test_a_fraction_is_of_the_dose_with_which_the_planner_starts(
    drafted: ProtocolVersion,
):
    (area,) = of_json(drafted.content)
    assert area.fraction == 0.75
    assert sum(area.shares.values()) == pytest.approx(0.75)
    standard = standard_units(PRODUCT, "UK", "glabella")
    edits = edits_of(drafted, PRODUCT)
    step = 0.5 * len(edits.units)
    assert sum(edits.units.values()) == pytest.approx(0.75 * standard, abs=step)


@pytest.mark.parametrize("fraction", [0, 0.05, 2.5, -1])
def test_a_fraction_out_of_bounds_is_refused(fraction: float):
    with pytest.raises(Invalid, match="fraction of the standard dose"):
        from_fractions(PRODUCT, "UK", [("glabella", fraction, "")])


def test_an_area_without_a_dose_of_its_own_has_no_fraction():
    with pytest.raises(Invalid, match="no dose of this product"):
        from_fractions("relfydess", "UK", [("masseter_slim", 1, "")])


def test_a_draft_cannot_be_started_from_and_an_approved_one_can(
    drafted: ProtocolVersion, prescriber: User, injector: User
):
    found = selectors.in_force(viewer=injector, at=AT, jurisdiction="UK")
    assert list(found) == []
    approve(drafted, prescriber)
    assert list(found.all()) == [drafted]


def test_an_injector_drafts_and_does_not_approve(
    drafted: ProtocolVersion, injector: User
):
    with pytest.raises(NotAllowed):
        approve(drafted, injector)


def test_approval_asks_for_the_password(drafted: ProtocolVersion, prescriber: User):
    with pytest.raises(Invalid, match="not your password"):
        approve(drafted, prescriber, "wrong")


def test_every_number_tells_the_protocol(
    in_force: ProtocolVersion, ready: Patient, injector: User
):
    made = planned(ready, injector, in_force)
    (line,) = made.row.content["lines"]
    name = "clinic protocol Soft frown v1"
    assert {site["set_by"] for site in line["sites"]} == {name}
    (modifier,) = [m for m in line["modifiers"] if m["name"] == name]
    assert modifier["sources"] == ["GLABELLA"]
    grades = {c["key"]: c["grade"] for c in made.row.content["citations"]}
    assert grades["GLABELLA"] == "ours"
    told = [f for f in made.row.content["findings"] if f["rule"] == "protocol"]
    assert [f["severity"] for f in told] == ["info"]
    assert line["label_status"] == "off_label"


def test_a_hand_changes_what_a_protocol_has_set_and_says_so(
    in_force: ProtocolVersion, ready: Patient, injector: User
):
    made = planned(ready, injector, in_force)
    fields = fields_of(made.plan) | {
        "units.glabella/procerus-M": ["7"],
        "units_of": ["inco"],
    }
    saved = plans.save_draft(
        actor=injector, at=AT, plan=made.plan, version=1, answers=fields
    )
    (line,) = saved.row.content["lines"]
    by = {site["id"]: site.get("set_by") for site in line["sites"]}
    assert by["procerus-M"] == "changed by hand"
    assert by["corrugator-medial-R"] == "clinic protocol Soft frown v1"
    names = [m["name"] for m in line["modifiers"]]
    assert names[-2:] == ["clinic protocol Soft frown v1", "changed by hand"]


def test_a_protocol_never_passes_a_block(
    in_force: ProtocolVersion, ready: Patient, injector: User
):
    take_history(ready, injector, pregnant=True, given_at=AT)
    made = planned(ready, injector, in_force)
    assert made.row.review_status == "blocked"
    assert made.row.content["lines"] == []


def test_what_leaves_the_range_is_a_caution(
    injector: User, prescriber: User, ready: Patient
):
    strong = services.create(
        actor=injector, at=AT, name="Strong", setting=setting(("glabella", 2.0, ""))
    )
    made = planned(ready, injector, approve(strong, prescriber))
    cautions = [f for f in made.row.content["findings"] if f["severity"] == "caution"]
    assert any("clinic protocol Strong v1" in f["message"] for f in cautions)


def test_with_another_substance_a_protocol_sets_nothing(
    in_force: ProtocolVersion, ready: Patient, injector: User
):
    made = planned(ready, injector, in_force)
    fields = fields_of(made.plan) | {"product": ["azzalure"]}
    saved = plans.save_draft(
        actor=injector, at=AT, plan=made.plan, version=1, answers=fields
    )
    sites = [s for line in saved.row.content["lines"] for s in line["sites"]]
    assert sites
    assert not any(site.get("set_by") for site in sites)


def test_a_protocol_made_from_a_plan_makes_that_plan_again(
    ready: Patient, injector: User, prescriber: User
):
    made = plans.start(actor=injector, at=AT, patient=ready)
    fields = fields_of(made.plan) | {
        "product": [PRODUCT],
        "units.glabella/procerus-M": ["7"],
        "at.glabella/procerus-M": ["0.1 4.0 6.0"],
        "units_of": ["inco"],
    }
    saved = plans.save_draft(
        actor=injector, at=AT, plan=made.plan, version=1, answers=fields
    )
    content = saved.row.content
    row = services.create(
        actor=injector,
        at=AT,
        name="As planned",
        setting=services.Setting(PRODUCT, "UK", "standard", from_plan(content)),
    )
    again = planned(ready, injector, approve(row, prescriber))
    told = {
        s["id"]: (s["units"], s["position_cm"]) for s in content["lines"][0]["sites"]
    }
    kept = again.row.content["lines"][0]["sites"]
    assert {s["id"]: (s["units"], s["position_cm"]) for s in kept} == told


def test_versions_follow_each_other_and_differ(
    in_force: ProtocolVersion, injector: User, prescriber: User
):
    second = services.new_version(actor=injector, at=AT, protocol=in_force.protocol)
    second = services.change_draft(
        actor=injector,
        at=AT,
        protocol_version=second,
        version=second.version,
        setting=setting(("glabella", 0.5, ""), technique="baby"),
    )
    changes = selectors.difference(in_force, second)
    assert [(one.what, one.before, one.now) for one in changes] == [
        ("Technique", "standard", 'low dose ("baby")'),
        (
            "Glabella (frown lines)",
            "75 % of the standard dose",
            "50 % of the standard dose",
        ),
    ]
    approve(second, prescriber)
    in_force.refresh_from_db()
    assert in_force.status == "superseded"
    assert second.number == 2


def test_an_approved_version_is_never_edited(in_force: ProtocolVersion, injector: User):
    with pytest.raises(Blocked, match="never edited"):
        services.change_draft(
            actor=injector,
            at=AT,
            protocol_version=in_force,
            version=in_force.version,
            setting=setting(),
        )


def test_a_stale_draft_does_not_overwrite(drafted: ProtocolVersion, injector: User):
    services.change_draft(
        actor=injector,
        at=AT,
        protocol_version=drafted,
        version=1,
        setting=setting(("glabella", 0.5, "")),
    )
    with pytest.raises(Stale):
        services.change_draft(
            actor=injector,
            at=AT,
            protocol_version=drafted,
            version=1,
            setting=setting(("glabella", 0.9, "")),
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_at_once_one_does(
    drafted: ProtocolVersion, prescriber: User, race
):
    second = make_staff("second", "prescriber")
    results = race(
        lambda: approve(drafted, prescriber), lambda: approve(drafted, second)
    )
    assert sum(isinstance(one, ProtocolVersion) for one in results) == 1
    assert sum(isinstance(one, Stale) for one in results) == 1


def test_a_retired_protocol_starts_nothing(
    in_force: ProtocolVersion, prescriber: User, injector: User
):
    services.retire(
        actor=prescriber, at=AT, protocol=in_force.protocol, reason="Too soft."
    )
    assert not selectors.in_force(viewer=injector, at=AT, jurisdiction="UK")
    with pytest.raises(Blocked, match="out of use"):
        services.new_version(actor=injector, at=AT, protocol=in_force.protocol)


def test_the_front_desk_sees_no_protocol(in_force: ProtocolVersion, front_desk: User):
    with pytest.raises(NotFound):
        selectors.get_protocol(
            viewer=front_desk, at=AT, protocol_id=in_force.protocol_id
        )


def test_points_are_one_s_own(injector: User, other_injector: User):
    point = services.SavedPoint("glabella/procerus-M", 4.0, (0.1, 4.0, 6.0))
    library = services.save_points(
        actor=injector, at=AT, name="Mine", unit_family="inco", points=[point]
    )
    assert selectors.point_libraries(viewer=other_injector, at=AT).count() == 0
    with pytest.raises(NotFound):
        services.forget_points(actor=other_injector, at=AT, library=library)
    services.save_points(
        actor=injector, at=AT, name="Mine", unit_family="inco", points=[point, point]
    )
    assert PointLibrary.objects.get().version == 2
    services.forget_points(actor=injector, at=AT, library=library)
    assert not PointLibrary.objects.exists()
    assert AuditEntry.objects.filter(record_type__icontains="pointlibrary").count() == 3
