"""The pages of the stock: from a scanned pack to everybody who had it."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from glabella.clinic.alerts.models import Alert
from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.practice.models import Practice, ProductInUse
from glabella.clinic.stock import services
from glabella.clinic.stock.models import (
    Deviation,
    Lot,
    StockCount,
    StoragePlace,
    TemperatureReading,
    Vial,
)
from glabella.clinic.stock.services import Gift, Settlement
from tests.clinic.people import AT, TODAY, make_patient
from tests.clinic.stock.shelf import draw, given, opened, received, treated

pytestmark = pytest.mark.django_db
GTIN = "00350992840048"
CODE = f"]d201{GTIN}1727063010ABC123\x1d21S1"
DELIVERY = {
    "product": "bocouture",
    "number": "ABC123",
    "expires_on": "2027-06-30",
    "units": "50",
    "vials": "2",
    "supplier": "A supplier",
    "place": "",
    "gtin": GTIN,
    "serial": "",
}
MOST_QUERIES = 25


@pytest.fixture(autouse=True)
def that_morning():
    with time_machine.travel(AT + timedelta(minutes=5), tick=False):
        yield


@pytest.fixture
def as_injector(client: Client, injector) -> Client:
    client.force_login(injector)
    return client


@pytest.fixture
def as_owner(client: Client, owner) -> Client:
    client.force_login(owner)
    return client


# --- receiving ---------------------------------------------------------------------


def test_a_scanned_pack_is_shown_and_what_is_missing_asked_for(as_injector):
    page = as_injector.post("/stock/receive/", {"code": CODE})
    assert page.status_code == 200
    assert "30 June 2027" in page.text
    assert "Still missing: product, units in a vial." in page.text
    assert page.context["form"]["number"].value() == "ABC123"
    assert page.context["form"]["serial"].value() == "S1"
    assert Vial.objects.count() == 0


def test_a_pack_whose_number_is_known_needs_no_typing(as_injector, injector):
    received(injector, gtin=GTIN, supplier="A supplier")
    page = as_injector.post("/stock/receive/", {"code": CODE})
    assert "Nothing is missing." in page.text
    form = page.context["form"]
    assert (form["product"].value(), form["units"].value()) == ("bocouture", "50")
    assert form["supplier"].value() == "A supplier"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (f"01{GTIN[:-1]}717270630", "check digit"),
        ("350992840047", "check digit"),
        ("hello", "no code of a medicine pack"),
        ("", "Scan or type the code"),
        ("9" * 500, "no code of a medicine pack"),
        ("\x1d\x1d", "Scan or type the code"),
        ("V-0001", "no code of a medicine pack"),
    ],
)
def test_a_code_that_cannot_be_read_says_what_now(as_injector, code, words):
    page = as_injector.post("/stock/receive/", {"code": code})
    assert page.status_code == 422
    assert words in page.text


def test_the_brackets_of_a_printed_code_may_be_typed(as_injector):
    page = as_injector.post("/stock/receive/", {"code": f"(01){GTIN} (10)AB-C"})
    assert page.context["form"]["number"].value() == "AB-C"
    assert "Still missing: product, units in a vial, expiry." in page.text


def test_a_page_that_is_sent_twice_receives_once(as_injector):
    page = as_injector.get("/stock/receive/")
    told = DELIVERY | {"once": str(page.context["form"]["once"].value())}
    assert told["once"] in page.text
    answers = [as_injector.post("/stock/receive/", told) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Vial.objects.count() == 2


def test_a_delivery_is_received_vial_by_vial(as_injector):
    answer = as_injector.post("/stock/receive/", DELIVERY, follow=True)
    assert "Received as V-0001 to V-0002." in answer.text
    assert [vial.left for vial in Vial.objects.all()] == [50, 50]
    assert Lot.objects.get().gtin == GTIN


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(as_injector):
    answer = as_injector.post("/stock/receive/", DELIVERY | {"units": "70"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"units"}
    assert "the pack says so many units" in answer.text
    assert "A supplier" in answer.text
    confirmed = DELIVERY | {"units": "70", "is_size_confirmed": "on"}
    assert as_injector.post("/stock/receive/", confirmed).status_code == 302


def test_a_form_full_of_nonsense_is_only_refused(as_injector):
    for nonsense in ("", "\x00", "9" * 4000, "-1", "NaN"):
        broken = dict.fromkeys(DELIVERY, nonsense)
        assert as_injector.post("/stock/receive/", broken).status_code == 422
    assert Lot.objects.count() == 0


# --- opening and the ledger ----------------------------------------------------------


def mixing(vial, **changed):
    return {
        "mix": "1.25",
        "diluent": "0.9 % saline",
        "diluent_lot": "N1",
        "version": vial.version,
        **changed,
    }


def test_a_vial_is_opened_after_a_tap(as_injector, injector):
    vial = received(injector)
    path = f"/stock/vials/{vial.pk}/open/"
    page = as_injector.get(path)
    assert "1.25 mL: 4 units per 0.1 mL" in page.text
    assert "One patient, one session" in page.text
    refused = as_injector.post(path, mixing(vial))
    assert refused.status_code == 422
    assert "say so by tap or scan" in refused.text
    answer = as_injector.post(path, mixing(vial, confirmed="on"), follow=True)
    assert "V-0001 is open: 4 units per 0.1 mL." in answer.text
    assert Vial.objects.get().confirmed_by == "tap"


@pytest.mark.parametrize(
    ("back", "goes_back"),
    [
        ("/patients/1/sessions/2/preparation/", True),
        ("https://example.org/patients/", False),
        ("//example.org/patients/", False),
        ("/stock/", False),
    ],
)
def test_an_opened_vial_leads_back_to_the_treatment_that_asked(
    as_injector, injector, back, goes_back
):
    vial = received(injector)
    path = f"/stock/vials/{vial.pk}/open/?{urlencode({'back': back})}"
    assert ("Back to the treatment" in as_injector.get(path).text) is goes_back
    answer = as_injector.post(path, mixing(vial, confirmed="on"))
    expected = back if goes_back else f"/stock/vials/{vial.pk}/"
    assert answer.headers["Location"] == expected


def test_the_shelf_says_how_much_a_vial_holds(as_injector, injector):
    received(injector)
    assert "50 units a vial" in as_injector.get("/stock/").text


def test_a_scan_confirms_only_the_vial_in_hand(as_injector, injector):
    vial = received(injector, gtin=GTIN)
    path = f"/stock/vials/{vial.pk}/open/"
    other = as_injector.post(path, mixing(vial, code=CODE.replace("ABC123", "ABC999")))
    assert other.status_code == 422
    assert "another vial or lot" in other.text
    broken = as_injector.post(path, mixing(vial, code="hello"))
    assert broken.status_code == 422
    as_injector.post(path, mixing(vial, code=CODE))
    assert Vial.objects.get().confirmed_by == "scan"


def test_another_volume_gives_its_own_strength(as_injector, injector):
    vial = received(injector)
    posted = mixing(vial, mix="other", diluent_ml="2.5", confirmed="on")
    answer = as_injector.post(f"/stock/vials/{vial.pk}/open/", posted, follow=True)
    assert "2 units per 0.1 mL" in answer.text


def test_an_expired_vial_is_not_opened_and_it_is_said_what_now(as_injector, injector):
    vial = received(injector)
    Lot.objects.update(expires_on=TODAY - timedelta(days=1))
    path = f"/stock/vials/{vial.pk}/open/"
    answer = as_injector.post(path, mixing(vial, confirmed="on"))
    assert answer.status_code == 409
    assert "take one of another lot" in answer.text
    assert "Open it" not in as_injector.get(f"/stock/vials/{vial.pk}/").text


def test_the_page_of_a_vial_is_its_ledger(as_injector, injector, patient):
    vial, visit = opened(injector), uuid4()
    draw(injector, vial, patient, 12.5, occasion=visit)
    treatment = treated(injector, patient, [10], vial=vial)
    told = Settlement(visit, patient, treatment.pk, given(treatment, vial))
    services.settle(actor=injector, at=AT + timedelta(minutes=2), settlement=told)
    page = as_injector.get(f"/stock/vials/{vial.pk}/").text
    assert "10 given, 2.5 wasted" in page
    assert "= 10 given + 2.5 wasted + 0 in syringes + 37.5 left" in page
    assert "23 h 55 min left" in page
    assert "our own choice" in page, "no label time of this product was read"
    assert patient.family_name not in page


def test_what_is_left_is_discarded_with_a_reason(as_injector, injector):
    vial = opened(injector)
    path = f"/stock/vials/{vial.pk}/discard/"
    data = {"why": "another reason", "words": "", "version": vial.version}
    refused = as_injector.post(path, data)
    assert refused.status_code == 422
    data["words"] = "the rubber was torn"
    as_injector.post(path, data)
    assert Vial.objects.get().state == "finished"
    stale = as_injector.post(path, data)
    assert stale.status_code == 409


# --- finding -------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["V-0001", "v1", CODE])
def test_a_scanned_code_leads_to_its_vial(as_injector, injector, code):
    vial = received(injector, gtin=GTIN, serial="S1")
    answer = as_injector.get("/stock/find/", {"code": code})
    assert answer.headers["Location"] == f"/stock/vials/{vial.pk}/"


@pytest.mark.parametrize("code", ["V-9999", "nonsense", "", "V-99999999999999"])
def test_a_code_of_nothing_here_says_so(as_injector, injector, code):
    received(injector)
    answer = as_injector.get("/stock/find/", {"code": code}, follow=True)
    assert answer.redirect_chain[-1][0] == "/stock/"
    assert "finding" in answer.text


# --- the shelf -------------------------------------------------------------------------


def test_the_shelf_warns_of_what_is_low_expires_or_is_over(as_injector, injector):
    ProductInUse.objects.create(product="letybo", low_stock_vials=1)
    opened(injector, at=AT - timedelta(days=2))
    received(injector, number="SOON1", expires_on=TODAY + timedelta(days=20))
    held = received(injector, number="HELD1").lot
    services.set_state(
        actor=injector,
        at=AT,
        lot=held,
        version=held.version,
        state="quarantined",
        reason="the parcel was warm",
    )
    page = as_injector.get("/stock/").text
    for words in (
        "No unopened vial of Letybo: order more.",
        "The time of V-0001 (Bocouture) is over: discard it.",
        "Bocouture lot SOON1 expires on 13 December 2026.",
        "Bocouture lot HELD1 is quarantined: keep it apart.",
    ):
        assert words in page
    assert "150 units in (received 150)" in page


def test_units_of_two_products_are_never_added_up(as_injector, injector):
    received(injector)
    received(injector, product="azzalure", number="AZ1", units=Decimal(125))
    page = as_injector.get("/stock/").text
    assert "50 units in (received 50)" in page
    assert "125 units in (received 125)" in page
    assert "175 units" not in page


def test_the_shelf_asks_few_questions_however_much_is_there(
    as_injector, injector, django_assert_max_num_queries
):
    for number in range(12):
        vial = received(injector, number=f"LOT{number}", vials=3)
        opened(injector, vial=vial)
    with django_assert_max_num_queries(MOST_QUERIES):
        as_injector.get("/stock/")


# --- lots ---------------------------------------------------------------------------------


def test_a_recall_tells_the_owner_and_stops_the_lot(as_injector, injector, patient):
    vial = received(injector)
    treated(injector, patient, [10], vial=vial)
    path = f"/stock/lots/{vial.lot_id}/state/"
    data = {"state": "recalled", "reason": "", "version": vial.lot.version}
    assert as_injector.post(path, data).status_code == 422
    data["reason"] = "the maker called"
    answer = as_injector.post(path, data, follow=True)
    assert "Lot ABC123 is recalled." in answer.text
    alert = Alert.objects.get()
    assert alert.kind == "lot"
    assert "1 patient had it" in alert.text
    assert as_injector.post(path, data).status_code == 409, "the page was old"


def test_a_lot_is_kept_somewhere(as_injector, injector):
    vial, place = (
        received(injector),
        StoragePlace.objects.create(name="Fridge", low_c=2, high_c=8),
    )
    path = f"/stock/lots/{vial.lot_id}/place/"
    as_injector.post(path, {"place": place.pk, "version": 1})
    assert Lot.objects.get().place == place
    assert as_injector.post(path, {"place": 999, "version": 2}).status_code == 422


# --- counting -------------------------------------------------------------------------------


def counted(vial, units, reason="", expected=None):
    return {
        f"expected_{vial.pk}": expected or vial.left,
        f"counted_{vial.pk}": units,
        f"reason_{vial.pk}": reason,
    }


def test_a_count_explains_each_difference(as_injector, injector):
    vial = received(injector)
    refused = as_injector.post("/stock/count/", counted(vial, "0"))
    assert refused.status_code == 422
    assert "Say why in a few words" in refused.text
    part = as_injector.post("/stock/count/", counted(vial, "20", "it looks so"))
    assert "An unopened vial is there whole" in part.text
    answer = as_injector.post(
        "/stock/count/", counted(vial, "0", "broken on the floor"), follow=True
    )
    assert "1 differed and are corrected" in answer.text
    assert "broken on the floor" in answer.text
    assert vial.left == 0
    assert StockCount.objects.get().content[0]["books"] == "50.00"


def test_a_count_does_not_overwrite_what_was_drawn_meanwhile(
    as_injector, injector, patient
):
    vial = opened(injector)
    before = vial.left
    draw(injector, vial, patient, 10)
    answer = as_injector.post(
        "/stock/count/", counted(vial, "45", "it looks so", expected=before)
    )
    assert answer.status_code == 409
    assert "Somebody drew from V-0001" in answer.text
    assert vial.left == 40


# --- temperature -------------------------------------------------------------------------------


def test_a_fridge_that_was_warm_raises_an_alert_and_asks_for_quarantine(
    as_injector, injector
):
    as_injector.post(
        "/stock/temperature/places/",
        {"name": "Fridge", "low_c": "2", "high_c": "8", "in_use": "on"},
    )
    place = StoragePlace.objects.get()
    vial = received(injector, place_id=place.pk)
    good = {"lowest_c": "3", "highest_c": "6"}
    as_injector.post(f"/stock/temperature/{place.pk}/read/", good)
    assert Alert.objects.count() == 0
    warm = {"lowest_c": "3", "highest_c": "15"}
    page = as_injector.post(f"/stock/temperature/{place.pk}/read/", warm, follow=True)
    assert "Quarantine all of it" in page.text
    assert "Concerned: Bocouture ABC123" in Alert.objects.get().text
    path = f"/stock/temperature/{place.pk}/quarantine/"
    as_injector.post(path, {"reason": "15 degrees in the night"})
    vial.lot.refresh_from_db()
    assert vial.lot.state == "quarantined"


def test_a_place_within_its_limits_may_still_be_too_warm_for_a_label(
    as_injector, injector
):
    Practice.objects.update(jurisdiction="US")
    place = StoragePlace.objects.create(name="Cupboard", low_c=2, high_c=30)
    received(injector, product="xeomin", number="X1", place_id=place.pk)
    warm = {"lowest_c": "20", "highest_c": "27"}
    as_injector.post(f"/stock/temperature/{place.pk}/read/", warm)
    assert "Xeomin X1" in Alert.objects.get().text


@pytest.mark.parametrize(
    "reading",
    [
        {"lowest_c": "8", "highest_c": "2"},
        {"lowest_c": "", "highest_c": "2"},
        {"lowest_c": "NaN", "highest_c": "NaN"},
        {"lowest_c": "1e9", "highest_c": "1e9"},
    ],
)
def test_a_reading_that_cannot_be_is_refused(as_injector, reading):
    place = StoragePlace.objects.create(name="Fridge", low_c=2, high_c=8)
    answer = as_injector.post(f"/stock/temperature/{place.pk}/read/", reading)
    assert answer.status_code == 422
    assert TemperatureReading.objects.count() == 0


# --- the recall drill ---------------------------------------------------------------------------


@pytest.fixture
def people(injector, patient):
    """Three who had the lot: from a vial, by hand, and drawn up just now."""
    vial = opened(injector)
    treated(injector, patient, [10, 4], vial=vial)
    by_hand, waiting, other = (make_patient(number) for number in (2, 3, 4))
    treated(injector, by_hand, [8], lot="abc-123", day=date(2025, 1, 2))
    treated(injector, by_hand, [8], lot="ABC123", status="superseded")
    treated(injector, other, [8], lot="ABC1234")
    Practice.objects.update(
        vial_sharing_allowed=True, vial_sharing_reason="x", vial_sharing_decided_at=AT
    )
    draw(injector, vial, waiting, 6)
    return patient, by_hand, waiting


def test_a_lot_leads_to_everybody_who_had_it(as_owner, people):
    page = as_owner.get("/stock/recall/?lot=ABC 123")
    assert page.context["found"].patients == [
        person for person in page.context["found"].patients if person in people
    ]
    assert {row["patient"] for row in page.context["people"]} == set(people)
    assert "3 patients</strong>, 3 visits, 28 units" in page.text
    assert "abc-123" in page.text
    assert "drawn up, nothing recorded" in page.text
    assert "patient2@mail.test" in page.text
    assert "Family4" not in page.text
    for person in people:
        assert AuditEntry.objects.filter(subject=person.key_id, action="read").exists()


def test_the_list_is_taken_as_a_file_that_runs_nothing(as_owner, people):
    people[1].family_name = "=HYPERLINK(1)"
    people[1].given_name = "=1+1"
    people[1].save()
    answer = as_owner.post("/stock/recall/export/", {"lot": "ABC123"})
    assert answer.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) == 4
    names = {row["name"] for row in rows}
    assert "'=1+1 =HYPERLINK(1)" in names
    assert {row["units"] for row in rows} == {"10", "4", "8", "6"}
    exported = AuditEntry.objects.filter(action="export")
    assert exported.filter(subject=people[0].key_id).exists()
    assert exported.filter(record_type="stock.recall").exists()


@pytest.mark.parametrize("lot", ["", "  ", "---", "nobody", "\x00", "9" * 5000])
def test_a_lot_that_nobody_had_is_no_fault(as_owner, people, lot):
    answer = as_owner.get("/stock/recall/", {"lot": lot})
    assert answer.status_code == 200
    assert "Family" not in answer.text


# --- deviations -----------------------------------------------------------------------------------


def test_a_deviation_waits_until_somebody_says_what_was_done(
    as_owner, injector, patient
):
    vial = opened(injector)
    Lot.objects.update(expires_on=TODAY - timedelta(days=1))
    treatment = treated(injector, patient, [8], vial=vial)
    site = treatment.sites.get()
    gift = Gift(patient, uuid4(), treatment.pk, ((site.pk, site.units),), "seen late")
    services.give_now(actor=injector, at=AT, vial=vial, gift=gift)
    page = as_owner.get("/stock/deviations/")
    assert "8 units from" in page.text
    assert "the lot had expired" in page.text
    assert "One deviation waits" in as_owner.get("/stock/").text
    made = Deviation.objects.get()
    path = f"/stock/deviations/{made.pk}/follow-up/"
    assert as_owner.post(path, {"outcome": ""}).status_code == 422
    page = as_owner.post(path, {"outcome": "patient told, no harm"}, follow=True)
    assert "patient told, no harm" in page.text
    assert "deviation waits" not in as_owner.get("/stock/").text


# --- settings --------------------------------------------------------------------------------------


def test_sharing_a_vial_is_a_recorded_decision_of_the_owner(as_owner, owner):
    data = {
        "version": 1,
        "expiry_warning_days": 60,
        "vial_sharing_allowed": "on",
        "vial_sharing_reason": "because",
    }
    refused = as_owner.post("/settings/stock/", data)
    assert refused.status_code == 422
    assert "Say in a sentence" in refused.text
    data["vial_sharing_reason"] = "Guidance of the authority, aseptic draws, one day"
    as_owner.post("/settings/stock/", data)
    practice = Practice.objects.get()
    assert practice.vial_sharing_decided_by == owner.name
    assert practice.vial_sharing_decided_at == AT + timedelta(minutes=5)
    assert practice.expiry_warning_days == 60
    assert f"Decided by {owner.name}" in as_owner.get("/settings/stock/").text
    entry = AuditEntry.objects.filter(action="settings").first()
    assert entry.after["vial_sharing_decided_by"] == owner.name
    del data["vial_sharing_allowed"]
    as_owner.post("/settings/stock/", data | {"version": 2})
    practice.refresh_from_db()
    assert practice.vial_sharing_decided_at is None


def test_an_injector_does_not_decide_on_sharing(as_injector):
    data = {"version": 1, "vial_sharing_allowed": "on", "vial_sharing_reason": "x" * 30}
    assert as_injector.post("/settings/stock/", data).status_code == 403


def test_the_mark_of_low_stock_is_set_with_the_products(as_owner):
    data = {"version": 1, "use_bocouture": "on", "low_bocouture": "5"}
    as_owner.post("/settings/products/", data)
    assert ProductInUse.objects.get().low_stock_vials == 5
