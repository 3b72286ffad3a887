"""What was given is entered, signed, locked, and amended with a reason."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.shared.errors import (
    Blocked,
    Invalid,
    NotAllowed,
    NotFound,
    Stale,
)
from glabella.clinic.shared.signing import content_digest
from glabella.clinic.treatments import selectors, services
from glabella.clinic.treatments.content import facts, units_by_area
from glabella.clinic.treatments.entries import Effect, Entry, Given, Graded, Seen
from glabella.clinic.treatments.models import FollowUp, Treatment
from tests.clinic.people import AT, TODAY, make_patient, make_staff

PASSWORD = "a long pass phrase of the tests"  # noqa: S105 - of a made-up person
DAY = date(2026, 8, 3)


def entry(who, /, **changed) -> Entry:
    fields = {
        "day": DAY,
        "product": "botox-cosmetic",
        "technique": "standard",
        "injector": who,
        "given": (
            Given("glabella", Decimal(20), lot="C1234"),
            Given("crows_feet", Decimal(24), lot="C1234"),
        ),
        **changed,
    }
    return Entry(**fields)


def elsewhere(**changed) -> Entry:
    return entry(
        None,
        **{
            "place": "elsewhere",
            "product": "unknown",
            "technique": "",
            "given": (Given("glabella"),),
            **changed,
        },
    )


def signed(injector, patient, told: Entry | None = None) -> Treatment:
    treatment = services.start(
        actor=injector, at=AT, patient=patient, entry=told or entry(injector)
    )
    return services.sign(
        actor=injector, at=AT, treatment=treatment, version=1, password=PASSWORD
    )


def test_a_treatment_counts_once_it_is_signed(patient, injector):
    treatment = services.start(
        actor=injector, at=AT, patient=patient, entry=entry(injector)
    )
    assert selectors.earlier(viewer=injector, patient=patient, at=AT) == ()
    services.sign(
        actor=injector, at=AT, treatment=treatment, version=1, password=PASSWORD
    )
    (found,) = selectors.earlier(viewer=injector, patient=patient, at=AT)
    assert found.on == DAY
    assert dict(found.units) == {"glabella": 20.0, "crows_feet": 24.0}


def test_a_signature_needs_the_password(patient, injector):
    treatment = services.start(
        actor=injector, at=AT, patient=patient, entry=entry(injector)
    )
    with pytest.raises(Invalid, match="code"):
        services.sign(actor=injector, at=AT, treatment=treatment, version=1, code="1")
    treatment.refresh_from_db()
    assert treatment.status == "draft"


def test_an_expired_registration_signs_nothing(patient, injector):
    treatment = services.start(
        actor=injector, at=AT, patient=patient, entry=entry(injector)
    )
    injector.registration_expires = date(2026, 11, 1)
    injector.save()
    with pytest.raises(NotAllowed):
        services.sign(
            actor=injector, at=AT, treatment=treatment, version=1, password=PASSWORD
        )


def test_nobody_has_injected_after_their_registration_ended(patient, injector):
    left = make_staff("left", "injector", registration_expires=DAY - timedelta(days=1))
    treatment = services.start(
        actor=injector, at=AT, patient=patient, entry=entry(left)
    )
    with pytest.raises(NotAllowed, match="did not hold on 2026-08-03"):
        services.sign(
            actor=injector, at=AT, treatment=treatment, version=1, password=PASSWORD
        )
    left.registration_expires = DAY
    left.save()
    services.sign(
        actor=injector, at=AT, treatment=treatment, version=1, password=PASSWORD
    )


def test_nobody_injects_today_with_a_technique_they_may_not(patient, injector):
    novice = make_staff("novice", "injector", techniques=["baby"])
    treatment = services.start(
        actor=injector, at=AT, patient=patient, entry=entry(novice, day=TODAY)
    )
    with pytest.raises(NotAllowed, match="technique"):
        services.sign(
            actor=injector, at=AT, treatment=treatment, version=1, password=PASSWORD
        )


def test_the_signature_is_bound_to_what_was_signed(patient, injector):
    treatment = signed(injector, patient)
    found = selectors.get_treatment(viewer=injector, treatment_id=treatment.pk, at=AT)
    assert content_digest(facts(found)) == found.signed_hash
    found.sites.filter(number=1).update(units=21)
    again = selectors.get_treatment(viewer=injector, treatment_id=treatment.pk, at=AT)
    assert content_digest(facts(again)) != found.signed_hash


def test_a_signed_treatment_is_never_changed(patient, injector):
    treatment = signed(injector, patient)
    with pytest.raises(Blocked):
        services.change(
            actor=injector,
            at=AT,
            treatment=treatment,
            version=treatment.version,
            entry=entry(injector),
        )
    with pytest.raises(Blocked):
        services.discard(
            actor=injector, at=AT, treatment=treatment, version=treatment.version
        )


def test_an_amendment_stands_beside_what_it_corrects(patient, injector):
    old = signed(injector, patient)
    new = services.amend(actor=injector, at=AT, treatment=old, reason="wrong units")
    new = services.change(
        actor=injector,
        at=AT,
        treatment=new,
        version=1,
        entry=entry(injector, given=(Given("glabella", Decimal(10)),)),
    )
    services.sign(
        actor=injector, at=AT, treatment=new, version=new.version, password=PASSWORD
    )
    old.refresh_from_db()
    assert old.status == "superseded"
    (counted,) = selectors.earlier(viewer=injector, patient=patient, at=AT)
    assert dict(counted.units) == {"glabella": 10.0}
    everything = selectors.treatments_of(
        viewer=injector, patient=patient, at=AT, superseded=True
    )
    assert {one.pk for one in everything} == {old.pk, new.pk}


def test_an_amendment_says_why(patient, injector):
    with pytest.raises(Invalid):
        services.amend(
            actor=injector, at=AT, treatment=signed(injector, patient), reason=" "
        )


def test_an_entry_is_amended_once_at_a_time(patient, injector):
    old = signed(injector, patient)
    services.amend(actor=injector, at=AT, treatment=old, reason="wrong units")
    with pytest.raises(Blocked):
        services.amend(actor=injector, at=AT, treatment=old, reason="wrong lot")


def test_a_stale_form_overwrites_nothing(patient, injector):
    treatment = services.start(
        actor=injector, at=AT, patient=patient, entry=entry(injector)
    )
    services.change(
        actor=injector,
        at=AT,
        treatment=treatment,
        version=1,
        entry=entry(injector, note="first"),
    )
    with pytest.raises(Stale):
        services.change(
            actor=injector,
            at=AT,
            treatment=treatment,
            version=1,
            entry=entry(injector, note="second"),
        )


def test_a_draft_is_thrown_away_and_the_audit_remembers_it(patient, injector):
    treatment = services.start(
        actor=injector, at=AT, patient=patient, entry=entry(injector)
    )
    services.discard(actor=injector, at=AT, treatment=treatment, version=1)
    assert not Treatment.objects.exists()
    assert AuditEntry.objects.filter(action="void").exists()


def test_a_treatment_elsewhere_may_be_half_known(patient, injector):
    signed(injector, patient, elsewhere())
    (found,) = selectors.earlier(viewer=injector, patient=patient, at=AT)
    assert (found.product, found.units) == ("unknown", (("glabella", None),))
    assert selectors.last_treatment(viewer=injector, patient=patient, at=AT) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"day": None}, "day"),
        ({"day": TODAY + timedelta(days=1)}, "day"),
        ({"product": "unknown"}, "product"),
        ({"product": "water"}, "product"),
        ({"technique": ""}, "technique"),
        ({"injector": None}, "injector"),
        ({"given": ()}, "given"),
        ({"given": (Given("elbow", Decimal(1)),)}, "given-0-area"),
        ({"given": (Given("glabella"),)}, "given-0-units"),
        ({"given": (Given("glabella", Decimal(0)),)}, "given-0-units"),
        ({"given": (Given("glabella", Decimal("NaN")),)}, "given-0-units"),
        ({"given": (Given("glabella", Decimal("1.005")),)}, "given-0-units"),
        ({"given": (Given("glabella", Decimal(1)),) * 2}, "given"),
        ({"note": "x" * 4001}, "note"),
    ],
)
def test_a_wrong_entry_is_named(patient, injector, changed, field):
    with pytest.raises(Invalid) as caught:
        services.start(
            actor=injector, at=AT, patient=patient, entry=entry(injector, **changed)
        )
    assert list(caught.value.fields) == [field]


def test_units_of_an_area_are_those_of_its_sites(patient, injector):
    treatment = signed(
        injector,
        patient,
        entry(
            injector,
            given=(
                Given("glabella", Decimal(4), site="procerus-M"),
                Given("glabella", Decimal("4.5"), site="corrugator-medial-R"),
            ),
        ),
    )
    assert units_by_area(treatment.sites.all()) == {"glabella": Decimal("8.5")}


def test_roles_without_clinical_rights_see_no_treatment(patient, injector, front_desk):
    treatment = signed(injector, patient)
    with pytest.raises(NotFound):
        selectors.get_treatment(viewer=front_desk, treatment_id=treatment.pk, at=AT)
    with pytest.raises(NotFound):
        selectors.treatments_of(viewer=front_desk, patient=patient, at=AT)
    with pytest.raises(NotAllowed):
        services.start(actor=front_desk, at=AT, patient=patient, entry=entry(injector))


def test_a_follow_up_brings_grades_and_the_patients_word(patient, injector):
    treatment = signed(injector, patient)
    services.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treatment,
        seen=Seen(
            day=date(2026, 8, 17),
            result="too_little",
            grades=(
                Graded("glabella", at_contraction=2),
                Graded("glabella", rater="subject", at_contraction=3),
            ),
        ),
    )
    (found,) = selectors.earlier(viewer=injector, patient=patient, at=AT)
    assert found.result == "too_little"
    assert [(one.grade, one.rater) for one in found.followups] == [
        (2, "investigator"),
        (3, "subject"),
    ]


@pytest.mark.parametrize(
    ("seen", "field"),
    [
        (Seen(day=date(2026, 8, 1), result="as_wished"), "day"),
        (Seen(day=None, result="as_wished"), "day"),
        (Seen(day=TODAY), ""),
        (Seen(day=TODAY, result="so-so"), "result"),
        (Seen(day=TODAY, grades=(Graded("glabella", at_contraction=7),)), "grade-0"),
        (Seen(day=TODAY, grades=(Graded("glabella"),)), "grade-0"),
        (Seen(day=TODAY, grades=(Graded("elbow", at_rest=1),)), "grade-0-area"),
        (Seen(day=TODAY, grades=(Graded("glabella", at_rest=1),) * 2), "grades"),
        (Seen(day=TODAY, effects=(Effect("itch", severity="mild"),)), "effect-0-kind"),
        (Seen(day=TODAY, effects=(Effect("headache"),)), "effect-0-severity"),
        (
            Seen(
                day=TODAY,
                effects=(Effect("headache", "", TODAY, DAY, "mild"),),
            ),
            "effect-0-days",
        ),
    ],
)
def test_a_wrong_follow_up_is_named(patient, injector, seen, field):
    treatment = signed(injector, patient)
    with pytest.raises(Invalid) as caught:
        services.add_follow_up(actor=injector, at=AT, treatment=treatment, seen=seen)
    assert list(caught.value.fields) == [field]
    assert not FollowUp.objects.exists()


def test_nothing_follows_a_draft(patient, injector):
    treatment = services.start(
        actor=injector, at=AT, patient=patient, entry=entry(injector)
    )
    with pytest.raises(Blocked):
        services.add_follow_up(
            actor=injector,
            at=AT,
            treatment=treatment,
            seen=Seen(day=TODAY, result="as_wished"),
        )


@pytest.mark.parametrize(
    ("effect", "alarms"),
    [
        (Effect("swallowing", severity="mild"), True),
        (Effect("headache", severity="severe", serious=True), True),
        (Effect("headache", severity="severe"), False),
    ],
)
def test_a_red_flag_is_seen_by_the_owner(patient, injector, effect, alarms):
    treatment = signed(injector, patient)
    services.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treatment,
        seen=Seen(day=TODAY, effects=(effect,)),
    )
    assert Alert.objects.filter(kind="red_flag").exists() == alarms


def test_a_review_is_due_two_weeks_after_and_done_with_the_follow_up(
    patient, injector, front_desk
):
    treatment = signed(
        injector, patient, entry(injector, day=TODAY - timedelta(days=14))
    )
    signed(injector, make_patient(2), entry(injector, day=TODAY - timedelta(days=13)))
    (due,) = selectors.reviews_due(viewer=injector, at=AT)
    assert (due.treatment, due.due_on) == (treatment, TODAY)
    assert selectors.reviews_due(viewer=front_desk, at=AT) == []
    services.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treatment,
        seen=Seen(day=TODAY, result="as_wished"),
    )
    assert selectors.reviews_due(viewer=injector, at=AT) == []


def test_a_correction_of_what_was_reviewed_is_not_reviewed_again(patient, injector):
    treatment = signed(
        injector, patient, entry(injector, day=TODAY - timedelta(days=14))
    )
    services.add_follow_up(
        actor=injector,
        at=AT,
        treatment=treatment,
        seen=Seen(day=TODAY, result="as_wished"),
    )
    draft = services.amend(
        actor=injector, at=AT, treatment=treatment, reason="The lot was wrong."
    )
    services.sign(
        actor=injector, at=AT, treatment=draft, version=draft.version, password=PASSWORD
    )
    assert selectors.reviews_due(viewer=injector, at=AT) == []


def test_the_list_of_reviews_reads_only_what_nobody_has_looked_at(patient, injector):
    for days in (14, 20, 30):
        treatment = signed(
            injector, patient, entry(injector, day=TODAY - timedelta(days=days))
        )
        if days > 14:
            services.add_follow_up(
                actor=injector,
                at=AT,
                treatment=treatment,
                seen=Seen(day=TODAY, result="as_wished"),
            )
    with CaptureQueriesContext(connection) as asked:
        (due,) = selectors.reviews_due(viewer=injector, at=AT)
    assert (TODAY - due.treatment.day).days == 14
    statement = next(one["sql"] for one in asked if "reviewed_at" in one["sql"])
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a small table is read as a whole
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{explain} {statement}")
        assert "treatment_to_be_reviewed" in str(cursor.fetchall())


def test_a_review_of_a_colleagues_patient_is_not_ones_own(
    patient, injector, other_injector
):
    signed(injector, patient, entry(injector, day=TODAY - timedelta(days=20)))
    assert selectors.reviews_due(viewer=other_injector, at=AT, own=True) == []
    assert selectors.reviews_due(viewer=injector, at=AT, own=True)


@pytest.mark.django_db(transaction=True)
def test_two_who_amend_at_once_make_one_amendment(race, patient, injector):
    old = signed(injector, patient)

    def amend():
        return services.amend(actor=injector, at=AT, treatment=old, reason="wrong lot")

    outcomes = race(amend, amend)
    assert sum(isinstance(one, Blocked) for one in outcomes) == 1


# --- when the next one is due ----------------------------------------------------


def test_a_signed_treatment_is_due_again_when_its_label_allows(patient, injector):
    signed(injector, patient, entry(injector, day=TODAY))
    patient.refresh_from_db()
    assert patient.next_due_on == TODAY + timedelta(days=90)
    kept = AuditEntry.objects.select_related("key").filter(subject=patient.key_id)
    told = [one.content.get("after", {}).get("next_due_on") for one in kept]
    assert "2027-02-21" in told


def test_a_treatment_of_long_ago_leaves_no_day_that_is_past(patient, injector):
    patient.next_due_on = TODAY - timedelta(days=300)
    patient.save()
    signed(injector, patient, entry(injector, day=TODAY - timedelta(days=200)))
    patient.refresh_from_db()
    assert patient.next_due_on is None


def test_what_somebody_set_for_later_stays(patient, injector):
    chosen = TODAY + timedelta(days=200)
    patient.next_due_on = chosen
    patient.save()
    signed(injector, patient, entry(injector, day=TODAY))
    patient.refresh_from_db()
    assert patient.next_due_on == chosen


def test_an_amended_product_moves_the_day_that_its_label_gave(patient, injector):
    old = signed(injector, patient, entry(injector, day=TODAY))
    new = services.amend(actor=injector, at=AT, treatment=old, reason="wrong product")
    services.change(
        actor=injector,
        at=AT,
        treatment=new,
        version=1,
        entry=entry(injector, day=TODAY, product="bocouture"),
    )
    services.sign(actor=injector, at=AT, treatment=new, version=2, password=PASSWORD)
    patient.refresh_from_db()
    assert patient.next_due_on == date(2027, 2, 23)


def test_the_proposal_waits_for_the_label_and_says_why(patient, injector):
    signed(injector, patient, entry(injector, day=TODAY))
    outlook = selectors.outlook_today(viewer=injector, patient=patient, at=AT)
    due = selectors.next_due(viewer=injector, patient=patient, at=AT, outlook=outlook)
    backs = [one.back_on for one in outlook if one.back_on]
    assert due.on == max(min(backs), TODAY + timedelta(days=90))
    assert "90 days" in due.reasons[0]
    assert "half of people" in due.reasons[1]
    assert "LBL3" in due.sources


def test_an_unknown_product_has_no_proposal(patient, injector):
    signed(injector, patient, elsewhere())
    assert selectors.next_due(viewer=injector, patient=patient, at=AT) is None


def test_no_proposal_without_the_clinical_record(patient, front_desk):
    with pytest.raises(NotFound):
        selectors.next_due(viewer=front_desk, patient=patient, at=AT)
