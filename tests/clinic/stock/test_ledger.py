"""A vial is a ledger: what comes in is given, wasted, or still there."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.practice.models import Practice
from glabella.clinic.shared.errors import Blocked, Invalid, NotAllowed, NotFound, Stale
from glabella.clinic.stock import guard, selectors, services
from glabella.clinic.stock.models import Deviation, Draw, DrawUse, Vial, VialEntry
from glabella.clinic.stock.services import Delivery, Gift, Mixing, Settlement
from tests.clinic.people import AT, TODAY, make_patient, make_staff
from tests.clinic.stock.shelf import DELIVERY, draw, given, opened, received, treated

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=1)
HOUR = timedelta(hours=1)


def sums(viewer, **of):
    found = selectors.balance(viewer=viewer, at=LATER, **of)
    assert found.adds_up, found
    return found


# --- receiving and opening -------------------------------------------------------


def waiting(viewer):
    found = selectors.all_deviations(viewer=viewer, at=LATER)
    return list(found.filter(followed_up_at=None))


def test_each_vial_of_a_delivery_gets_its_own_short_name(owner):
    first = received(owner, vials=2)
    second = received(owner)
    assert [first.label, second.label] == ["V-0001", "V-0003"]
    assert first.lot == second.lot
    assert sums(owner).received == 150


def test_one_lot_has_one_expiry(owner):
    received(owner)
    with pytest.raises(Invalid, match="One lot has one expiry") as refused:
        received(owner, expires_on=date(2027, 7, 31))
    assert set(refused.value.fields) == {"expires_on"}
    assert Vial.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("product", {"product": "daxxify"}),
        ("product", {"product": "no-such-product"}),
        ("number", {"number": " \t"}),
        ("expires_on", {"expires_on": TODAY - timedelta(days=1)}),
        ("vials", {"vials": 0}),
        ("vials", {"vials": 201}),
        ("units", {"units": Decimal(-50)}),
        ("units", {"units": Decimal("NaN")}),
        ("units", {"units": Decimal("50.001")}),
        ("units", {"units": Decimal(70)}),
        ("gtin", {"gtin": "123"}),
        ("serial", {"serial": "S1", "vials": 2}),
        ("place", {"place_id": 99}),
    ],
)
def test_a_delivery_that_cannot_be_is_refused(owner, field, changed):
    with pytest.raises(Invalid) as refused:
        received(owner, **changed)
    assert set(refused.value.fields) == {field}


def test_a_size_that_the_evidence_does_not_know_is_confirmed(owner):
    vial = received(owner, units=Decimal(70), is_size_confirmed=True)
    assert vial.left == 70


def test_the_same_pack_is_received_once(owner):
    received(owner, serial="S1")
    with pytest.raises(Invalid, match="in the books already: it is V-0001"):
        received(owner, serial="S1")


def test_a_delivery_that_is_sent_twice_is_received_once(owner):
    page = uuid4()
    told = Delivery(**DELIVERY, vials=2, once=page)
    first = services.receive(actor=owner, at=AT, delivery=told)
    again = services.receive(actor=owner, at=AT, delivery=told)
    assert again == first
    assert Vial.objects.count() == 2
    other = replace(told, vials=3)
    with pytest.raises(Invalid, match="sent before with another content"):
        services.receive(actor=owner, at=AT, delivery=other)
    services.receive(actor=owner, at=AT, delivery=replace(other, once=uuid4()))
    assert Vial.objects.count() == 5


def test_why_a_vial_is_discarded_is_one_of_a_few_words_in_clear(owner):
    vial = received(owner)
    thrown = {"actor": owner, "at": AT, "vial": vial, "version": vial.version}
    with pytest.raises(Invalid, match="from the list"):
        services.discard(**thrown, reason="Given Family1 knocked it over")
    with pytest.raises(Invalid, match="few words"):
        services.discard(**thrown, reason=services.OTHER_REASON)
    typed = "Given Family1 knocked it over"
    services.discard(**thrown, reason=services.OTHER_REASON, note=typed)
    assert vial.entries.last().reason == services.OTHER_REASON
    told = AuditEntry.objects.select_related("key").first()
    assert typed in told.content["reason"]


def test_one_product_number_is_one_product(owner):
    gtin = "00350992840048"
    received(owner, gtin=gtin)
    with pytest.raises(Invalid, match="received as Bocouture before"):
        received(owner, product="letybo", number="L9", gtin=gtin)


def test_mixing_starts_the_clock_and_gives_the_strength(injector):
    vial = opened(injector)
    assert vial.units_per_tenth_ml == 4
    assert vial.use_by == AT + timedelta(hours=24)
    assert vial.use_by_sources == ["GLABELLA"], "the label's hours were not read"
    last = vial.entries.last()
    assert last.kind == "opened"
    assert last.balance_after == 50


def test_the_clock_of_the_label_is_taken_where_it_was_read(injector, practice):
    Practice.objects.update(jurisdiction="US")
    vial = received(injector, product="daxxify", units=Decimal(100))
    opened(injector, vial=vial)
    vial.refresh_from_db()
    assert vial.use_by == AT + timedelta(hours=72)
    assert vial.use_by_sources == ["DX-STAB"]


def test_the_clock_ends_with_the_last_day_of_the_lot(injector):
    vial = opened(injector, expires_on=TODAY)
    assert vial.use_by.date() == TODAY


def test_a_liquid_takes_no_diluent(injector):
    vial = received(injector, product="alluzience", units=Decimal(125))
    mixed = Mixing(Decimal(1), diluent_lot="N1", confirmed_by="tap")
    with pytest.raises(Invalid, match="ready to use: add nothing"):
        services.open_vial(actor=injector, at=AT, vial=vial, version=2, mixing=mixed)
    row = services.open_vial(
        actor=injector,
        at=AT,
        vial=vial,
        version=vial.version,
        mixing=Mixing(None, confirmed_by="scan"),
    )
    assert row.units_per_tenth_ml == 20
    assert row.diluent == ""


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("diluent_ml", {"diluent_ml": None}),
        ("diluent_ml", {"diluent_ml": Decimal(0)}),
        ("diluent_ml", {"diluent_ml": Decimal("NaN")}),
        ("diluent_ml", {"diluent_ml": Decimal(25)}),
        ("diluent_lot", {"diluent_lot": " "}),
        ("diluent", {"diluent": ""}),
        ("confirmed", {"confirmed_by": ""}),
        ("done_at", {"done_at": AT + HOUR}),
        ("done_at", {"done_at": AT - HOUR}),
    ],
)
def test_nothing_is_mixed_unconfirmed_or_unsaid(injector, field, changed):
    vial = received(injector)
    fields = {"diluent_ml": Decimal(1), "diluent_lot": "N1", "confirmed_by": "tap"}
    mixing = Mixing(**{**fields, **changed})
    with pytest.raises(Invalid) as refused:
        services.open_vial(
            actor=injector, at=AT, vial=vial, version=vial.version, mixing=mixing
        )
    assert set(refused.value.fields) == {field}


def test_a_vial_is_opened_once(injector):
    vial = opened(injector)
    with pytest.raises(Blocked, match="opened already"):
        opened(injector, vial=vial)


def test_a_page_that_is_old_does_not_open_a_vial(injector):
    vial = received(injector)
    vial.version += 1
    with pytest.raises(Stale):
        opened(injector, vial=vial)


# --- drawing ---------------------------------------------------------------------


def test_units_drawn_for_a_patient_are_in_the_syringe(injector, patient):
    vial = opened(injector)
    made = draw(injector, vial, patient, 12.5)
    assert vial.left == Decimal("37.5")
    found = sums(injector, vial=vial)
    assert (found.in_syringes, found.left) == (Decimal("12.5"), Decimal("37.5"))
    told = AuditEntry.objects.get(record_id=made.pk)
    assert told.subject_id == patient.key_id
    assert told.after["units"] == "12.50"


def test_an_order_that_is_sent_twice_is_done_once(injector, patient):
    vial, once, visit = opened(injector), uuid4(), uuid4()
    first = draw(injector, vial, patient, 10, once=once, occasion=visit)
    again = draw(injector, vial, patient, 10, once=once, occasion=visit)
    assert first == again
    assert vial.left == 40
    with pytest.raises(Invalid, match="done already with other units"):
        draw(injector, vial, patient, 11, once=once, occasion=visit)


def expired(vial):
    type(vial.lot).objects.update(expires_on=TODAY - timedelta(days=1))


def held_back(state):
    def change(vial):
        type(vial.lot).objects.update(state=state, state_reason="told by the maker")

    return change


def timed_out(vial):
    Vial.objects.update(use_by=AT)


REFUSED = {
    "recalled": (held_back("recalled"), "recalled"),
    "quarantined": (held_back("quarantined"), "quarantined"),
    "expired": (expired, "expired on 22 November 2026"),
    "timed_out": (timed_out, "The time of V-0001 was over"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_nothing_is_drawn_ahead_from_what_may_not_be_used(injector, patient, kind):
    change, words = REFUSED[kind]
    vial = opened(injector)
    change(vial)
    with pytest.raises(Blocked, match=words) as refused:
        draw(injector, vial, patient, 10)
    assert refused.value.where == f"/stock/vials/{vial.pk}/"
    assert Draw.objects.count() == 0
    assert sums(injector).left == 50


def test_nothing_is_drawn_from_an_unopened_vial(injector, patient):
    vial = received(injector)
    with pytest.raises(Blocked, match="not opened yet"):
        draw(injector, vial, patient, 10)


def test_no_more_is_drawn_than_is_there(injector, patient):
    vial = opened(injector)
    draw(injector, vial, patient, 45)
    with pytest.raises(Blocked, match="holds 5 units"):
        draw(injector, vial, patient, 5.01)
    assert vial.left == 5


def test_the_clock_of_the_server_may_not_stand_before_the_ledger(injector, patient):
    vial = opened(injector)
    with pytest.raises(Blocked, match="clock of the server"):
        draw(injector, vial, patient, 5, at=AT - timedelta(days=2))


@pytest.mark.parametrize("units", ["0", "-1", "NaN", "Infinity", "1.005", "1e9"])
def test_units_that_are_none_are_not_drawn(injector, patient, units):
    vial = opened(injector)
    with pytest.raises(Invalid, match="units above 0"):
        draw(injector, vial, patient, units)


def test_a_second_patient_needs_the_owners_decision(injector, patient):
    vial = opened(injector)
    draw(injector, vial, patient, 10)
    draw(injector, vial, patient, 5)
    other = make_patient(2)
    with pytest.raises(Blocked, match="owner's recorded decision"):
        draw(injector, vial, other, 10)
    Practice.objects.update(
        vial_sharing_allowed=True, vial_sharing_reason="x", vial_sharing_decided_at=AT
    )
    assert draw(injector, vial, other, 10).units == 10


def test_a_second_day_is_a_second_session(injector, patient):
    vial = opened(injector)
    draw(injector, vial, patient, 10)
    with pytest.raises(Blocked, match="another day"):
        draw(injector, vial, patient, 10, at=AT + timedelta(hours=20))


def test_the_front_desk_and_an_expired_registration_draw_nothing(
    injector, front_desk, patient
):
    vial = opened(injector)
    lapsed = make_staff("lapsed", "injector", registration_expires=date(2026, 1, 1))
    for person in (front_desk, lapsed):
        with pytest.raises(NotAllowed):
            draw(person, vial, patient, 10)
    assert vial.left == 50


# --- what became of it -------------------------------------------------------------


def settlement(patient, treatment, visit, uses, **changed):
    return Settlement(visit, patient, treatment.pk, uses, **changed)


def test_each_unit_of_a_visit_is_given_or_wasted(injector, patient):
    vial, visit = opened(injector), uuid4()
    draw(injector, vial, patient, 10, occasion=visit)
    draw(injector, vial, patient, 12, occasion=visit)
    treatment = treated(injector, patient, [4, 4, 4, 4.5], vial=vial)
    made = services.settle(
        actor=injector,
        at=LATER,
        settlement=settlement(patient, treatment, visit, given(treatment, vial)),
    )
    assert made == []
    found = sums(injector, vial=vial)
    assert (found.given, found.wasted) == (Decimal("16.5"), Decimal("5.5"))
    assert (found.in_syringes, found.left) == (0, 28)
    assert selectors.open_draws(viewer=injector, at=AT, occasion=visit) == []
    assert {one.treatment for one in Draw.objects.all()} == {treatment}


def test_a_visit_is_settled_once(injector, patient):
    vial, visit = opened(injector), uuid4()
    draw(injector, vial, patient, 10, occasion=visit)
    treatment = treated(injector, patient, [4], vial=vial)
    told = settlement(patient, treatment, visit, given(treatment, vial))
    services.settle(actor=injector, at=LATER, settlement=told)
    with pytest.raises(Blocked, match="settled already"):
        services.settle(actor=injector, at=LATER, settlement=told)
    sums(injector)


def test_more_than_was_drawn_up_needs_a_reason(injector, patient):
    vial, visit = opened(injector), uuid4()
    draw(injector, vial, patient, 10, occasion=visit)
    treatment = treated(injector, patient, [8, 6], vial=vial)
    told = settlement(patient, treatment, visit, given(treatment, vial))
    with pytest.raises(Blocked, match="4 units from V-0001"):
        services.settle(actor=injector, at=LATER, settlement=told)
    told = settlement(
        patient, treatment, visit, given(treatment, vial), reason="drawn in a hurry"
    )
    assert services.settle(actor=injector, at=LATER, settlement=told) == []
    found = sums(injector, vial=vial)
    assert (found.given, found.left) == (14, 36)


def test_units_of_another_patient_are_not_settled(injector, patient):
    vial, visit = opened(injector), uuid4()
    draw(injector, vial, patient, 10, occasion=visit)
    other = make_patient(2)
    treatment = treated(injector, other, [4])
    with pytest.raises(Invalid, match="another patient"):
        services.settle(
            actor=injector,
            at=LATER,
            settlement=settlement(other, treatment, visit, ()),
        )


def test_a_syringe_that_was_dropped_is_waste_and_never_returns(injector, patient):
    vial, visit = opened(injector), uuid4()
    made = draw(injector, vial, patient, 10, occasion=visit)
    services.waste_draw(actor=injector, at=LATER, draw=made, reason="it was dropped")
    found = sums(injector, vial=vial)
    assert (found.wasted, found.left) == (10, 40)
    with pytest.raises(Blocked, match="recorded already"):
        services.waste_draw(actor=injector, at=LATER, draw=made, reason="once again")


def test_a_visit_that_came_to_nothing_wastes_what_was_drawn(injector, patient):
    vial, visit = opened(injector), uuid4()
    for _ in range(2):
        draw(injector, vial, patient, 10, occasion=visit)
    services.waste_occasion(
        actor=injector, at=LATER, occasion=visit, reason="the patient left"
    )
    assert sums(injector).wasted == 20


def test_a_treatment_that_was_amended_takes_its_units_along(injector, patient):
    vial, visit = opened(injector), uuid4()
    draw(injector, vial, patient, 10, occasion=visit)
    old = treated(injector, patient, [8], vial=vial)
    told = settlement(patient, old, visit, given(old, vial))
    services.settle(actor=injector, at=LATER, settlement=told)
    new = treated(injector, patient, [6, 7], vial=vial)
    services.regive(
        actor=injector,
        at=LATER,
        old_treatment_id=old.pk,
        told=settlement(
            patient, new, visit, given(new, vial), reason="a site was forgotten"
        ),
    )
    found = sums(injector, vial=vial)
    assert (found.given, found.wasted, found.left) == (13, 0, 37)
    assert DrawUse.objects.filter(replaced_at=LATER).count() == 2


# --- what was given already ---------------------------------------------------------


def gift(patient, treatment, **changed):
    sites = tuple((one.pk, one.units) for one in treatment.sites.all())
    fields = {"reason": "seen only after the injection", **changed}
    return Gift(patient, uuid4(), treatment.pk, sites, **fields)


@pytest.mark.parametrize("kind", REFUSED)
def test_what_was_given_is_recorded_as_a_deviation(injector, patient, owner, kind):
    vial = opened(injector)
    REFUSED[kind][0](vial)
    treatment = treated(injector, patient, [10], vial=vial)
    made = services.give_now(
        actor=injector, at=LATER, vial=vial, gift=gift(patient, treatment)
    )
    assert made.kinds == [kind]
    assert made.reason == "seen only after the injection"
    alert = Alert.objects.get(kind="deviation")
    assert "10 units were given from V-0001" in alert.text
    assert patient.family_name not in alert.text
    found = sums(injector, vial=vial)
    assert (found.given, found.left) == (10, 40)
    assert vial.entries.last().deviation == made
    assert waiting(owner) == [made]


def test_a_vial_that_held_too_little_is_corrected_first(injector, patient):
    vial = opened(injector)
    draw(injector, vial, patient, 45)
    treatment = treated(injector, patient, [8], vial=vial)
    made = services.give_now(
        actor=injector, at=LATER, vial=vial, gift=gift(patient, treatment)
    )
    assert made.kinds == ["empty"]
    found = sums(injector, vial=vial)
    assert (found.counted, found.given, found.left) == (3, 8, 0)
    vial.refresh_from_db()
    assert vial.state == "finished"


def test_a_vial_that_nobody_had_opened_in_the_books_is_opened_then(injector, patient):
    vial = received(injector)
    treatment = treated(injector, patient, [8], vial=vial)
    made = services.give_now(
        actor=injector, at=LATER, vial=vial, gift=gift(patient, treatment)
    )
    assert made.kinds == ["not_opened"]
    vial.refresh_from_db()
    assert vial.state == "open"
    assert vial.opened_at == LATER
    assert vial.units_per_ml is None, "how it was mixed is not known"
    assert sums(injector).left == 42


def test_everything_at_once_is_still_recorded(injector, patient):
    vial = opened(injector)
    draw(injector, vial, patient, 50)
    for change, _ in REFUSED.values():
        change(vial)
    other = make_patient(2)
    treatment = treated(injector, other, [8], vial=vial)
    made = services.give_now(
        actor=injector,
        at=AT - timedelta(hours=1),
        vial=vial,
        gift=gift(other, treatment, given_at=AT - timedelta(hours=2)),
    )
    expected = {"expired", "quarantined", "empty", "shared", "clock"}
    assert set(made.kinds) == expected
    sums(injector)


def test_what_was_lawful_when_given_is_no_deviation_when_recorded_late(
    injector, patient
):
    vial = opened(injector)
    treatment = treated(injector, patient, [8], vial=vial)
    tomorrow = AT + timedelta(hours=30)
    made = services.give_now(
        actor=injector,
        at=tomorrow,
        vial=vial,
        gift=gift(patient, treatment, given_at=AT + HOUR),
    )
    assert made is None
    line = vial.entries.last()
    assert (line.at, line.recorded_at) == (AT + HOUR, tomorrow)


def test_a_deviation_says_why(injector, patient):
    vial = opened(injector)
    treatment = treated(injector, patient, [8], vial=vial)
    with pytest.raises(Invalid, match="Say why"):
        services.give_now(
            actor=injector, at=AT, vial=vial, gift=gift(patient, treatment, reason="no")
        )


def test_nothing_is_given_in_the_future(injector, patient):
    vial = opened(injector)
    treatment = treated(injector, patient, [8], vial=vial)
    with pytest.raises(Invalid, match="lies ahead"):
        services.give_now(
            actor=injector,
            at=AT,
            vial=vial,
            gift=gift(patient, treatment, given_at=LATER),
        )


def test_a_deviation_is_followed_up_once(injector, patient, owner, front_desk):
    vial = opened(injector)
    timed_out(vial)
    treatment = treated(injector, patient, [8], vial=vial)
    made = services.give_now(
        actor=injector, at=LATER, vial=vial, gift=gift(patient, treatment)
    )
    with pytest.raises(NotAllowed):
        services.close_deviation(
            actor=front_desk, at=LATER, deviation=made, outcome="all is well"
        )
    done = services.close_deviation(
        actor=owner, at=LATER, deviation=made, outcome="the patient was told"
    )
    assert done.outcome == "the patient was told"
    assert waiting(owner) == []
    with pytest.raises(Blocked, match="already"):
        services.close_deviation(
            actor=owner, at=LATER, deviation=made, outcome="once again"
        )


# --- the database itself -------------------------------------------------------------


def line(vial, **changed):
    last = vial.entries.last()
    fields = {
        "vial": vial,
        "number": last.number + 1,
        "kind": "drawn",
        "change": -10,
        "balance_after": last.balance_after - 10,
        "at": LATER,
        "recorded_at": LATER,
        "by": vial.opened_by,
        "use_by": vial.use_by,
        "lot_state": "in_use",
        "lot_expires_on": vial.lot.expires_on,
        "day": TODAY,
    }
    return VialEntry(**{**fields, **changed})


UNLAWFUL = {
    "below nothing": {"change": -60, "balance_after": -10},
    "a number twice": {"number": 2},
    "a number left out": {"number": 9},
    "a balance that does not follow": {"balance_after": 45},
    "after its time": {"use_by": AT},
    "without a clock": {"use_by": None},
    "of a recalled lot": {"lot_state": "recalled"},
    "of a quarantined lot": {"lot_state": "quarantined"},
    "of an expired lot": {"lot_expires_on": TODAY - timedelta(days=1)},
    "drawing that adds": {"change": 10, "balance_after": 60},
    "waste without a reason": {"kind": "wasted"},
}


@pytest.mark.parametrize("how", UNLAWFUL)
def test_the_database_refuses_a_line_that_cannot_be(injector, how):
    vial = opened(injector)
    with pytest.raises(IntegrityError), transaction.atomic():
        line(vial, **UNLAWFUL[how]).save()
    line(vial).save()


def test_the_database_takes_an_unlawful_draw_with_its_deviation(injector, patient):
    vial = opened(injector)
    why = Deviation.objects.create(key=patient.key, reason="x", by=injector, at=AT)
    line(vial, use_by=None, lot_state="recalled", deviation=why).save()
    assert vial.left == 40


def test_a_line_is_never_changed_or_deleted(injector):
    opened(injector)
    assert guard.is_installed(connection)
    with pytest.raises(IntegrityError), transaction.atomic():
        VialEntry.objects.update(reason="changed")
    with pytest.raises(IntegrityError), transaction.atomic():
        VialEntry.objects.all().delete()
    assert VialEntry.objects.count() == 2


def test_who_has_no_right_sees_no_vial(front_desk, owner):
    vial = received(owner)
    with pytest.raises(NotFound):
        selectors.get_vial(viewer=front_desk, at=AT, vial_id=vial.pk)
    with pytest.raises(NotFound):
        selectors.balance(viewer=front_desk, at=AT)
    with pytest.raises(NotFound):
        selectors.get_vial(viewer=owner, at=AT, vial_id="no uuid")


def choices(viewer, patient, at=LATER):
    found = selectors.usable_vials(
        viewer=viewer, at=at, product="bocouture", patient=patient
    )
    return {one.vial.pk: one for one in found}


def test_each_vial_to_choose_is_told_with_its_own_ledger(injector, patient):
    other = make_patient(902)
    ours, theirs, fresh = opened(injector), opened(injector), received(injector)
    draw(injector, ours, patient, 12.5)
    draw(injector, theirs, other, 20)
    found = choices(injector, patient)
    assert list(found)[2] == fresh.pk
    left = {key: one.left for key, one in found.items()}
    assert left == {ours.pk: Decimal("37.5"), theirs.pk: 30, fresh.pk: 50}
    assert found[ours.pk].refusal == ""
    assert "another patient" in found[theirs.pk].refusal
    assert "not opened yet" in found[fresh.pk].refusal
    assert found[theirs.pk].refusal.startswith(theirs.label)


def test_more_vials_to_choose_ask_no_more_questions(injector, patient):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            found = choices(injector, patient)
        return len(found), len(seen)

    draw(injector, opened(injector), patient, 5)
    few, questions = asked()
    for _ in range(3):
        draw(injector, opened(injector), patient, 5)
        received(injector)
    assert asked() == (few + 6, questions)


# --- two at once ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_draw_the_last_units_one_wins_and_nothing_is_lost(
    injector, other_injector, race
):
    Practice.objects.update(
        vial_sharing_allowed=True, vial_sharing_reason="x", vial_sharing_decided_at=AT
    )
    vial = opened(injector)
    patients = [make_patient(number) for number in (1, 2)]

    def drawing(who, whom):
        return lambda: draw(who, Vial.objects.get(), whom, 30)

    results = race(drawing(injector, patients[0]), drawing(other_injector, patients[1]))
    refused = [one for one in results if isinstance(one, Blocked)]
    assert len(refused) == 1, results
    assert "holds 20 units" in str(refused[0])
    assert vial.left == 20
    assert sums(injector).in_syringes == 30
