"""What a patient is told after a treatment, with real times and honest conflicts."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from glabella.clinic.followups import selectors, services
from glabella.clinic.followups.aftercare import aftercare_of, emergency
from glabella.clinic.links.models import SignedLink
from glabella.clinic.outbox.models import Message
from glabella.clinic.practice.models import Practice
from glabella.clinic.shared.errors import Blocked, NotAllowed, NotFound
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Entry, Given
from glabella.evidence import catalogue
from tests.clinic.followups.given import give
from tests.clinic.people import AT, TODAY

LAST_INJECTION = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


@pytest.fixture
def today(injector, patient):
    return give(injector, patient, day=TODAY, given_at=LAST_INJECTION)


def rule(care, topic):
    return next(one for one in care.rules if one.topic == topic)


def test_times_run_from_the_last_injection(today):
    care = aftercare_of(today, at=LAST_INJECTION)
    assert rule(care, "lying_down").when == "today, 18:30"
    assert rule(care, "exercise").when == "tomorrow, 14:30"
    assert rule(care, "heat_and_treatments").when == "Monday 30 November, 14:30"


def test_a_time_that_is_over_says_so(today):
    later = LAST_INJECTION + timedelta(hours=5)
    care = aftercare_of(today, at=later)
    assert rule(care, "lying_down").over
    assert not rule(care, "exercise").over


def test_times_are_told_on_the_clinics_clock(today):
    Practice.objects.update(time_zone="Europe/Athens")
    care = aftercare_of(today, at=LAST_INJECTION)
    assert rule(care, "lying_down").when == "today, 20:30"


def test_without_the_hour_of_the_treatment_lengths_are_told(injector, patient):
    care = aftercare_of(give(injector, patient), at=AT)
    assert rule(care, "lying_down").when == "for 4 hours"
    assert rule(care, "lying_down").until is None


def test_where_the_sheets_disagree_both_are_told_and_the_longer_is_asked(today):
    rubbing = rule(aftercare_of(today, at=LAST_INJECTION), "rubbing")
    assert "4 hours or 24 hours" in rubbing.conflict
    assert rubbing.until == LAST_INJECTION + timedelta(hours=24)
    assert rule(aftercare_of(today, at=AT), "exercise").conflict == ""


@pytest.mark.parametrize(
    ("area", "topics"),
    [
        (
            "glabella",
            {"rubbing", "lying_down", "goggles", "exercise", "heat_and_treatments"},
        ),
        ("platysma", {"rubbing", "lying_down", "exercise", "heat_and_treatments"}),
        ("hh_axilla", {"rubbing", "exercise", "heat_and_treatments"}),
    ],
)
def test_rules_follow_what_was_really_treated(injector, patient, area, topics):
    treatment = give(injector, patient, given=(Given(area, Decimal(20)),))
    care = aftercare_of(treatment, at=AT)
    assert {one.topic for one in care.rules} == topics
    assert care.treated == (catalogue.area_values(area).plain_name,)


def test_underarms_need_no_word_on_make_up(injector, patient):
    treatment = give(injector, patient, given=(Given("hh_axilla", Decimal(50)),))
    said = " ".join(one.text for one in aftercare_of(treatment, at=AT).free)
    assert "Make-up" not in said
    assert "custom" in said


@pytest.mark.parametrize(
    ("jurisdiction", "number"), [("US", "911"), ("UK", "999"), ("EU", "112")]
)
def test_each_country_has_its_number_and_the_signs_of_the_boxed_warning(
    practice, jurisdiction, number
):
    Practice.objects.update(jurisdiction=jurisdiction)
    told = emergency()
    assert told.number == number
    assert {"trouble swallowing", "trouble breathing"} <= set(told.signs)
    assert "LBL5" in told.sources


def test_sun_and_skin_care_are_the_clinics_own_words_whatever_the_skin(today):
    assert aftercare_of(today, at=AT).skincare == ""
    Practice.objects.update(skincare_advice="Sunscreen every morning.")
    assert aftercare_of(today, at=AT).skincare == "Sunscreen every morning."


def test_every_sentence_has_a_source_and_none_a_dose(today):
    care = aftercare_of(today, at=LAST_INJECTION)
    keys = {one.key for one in care.sources}
    for one in (*care.rules, *care.free, *care.usual, care.emergency):
        assert one.sources
        assert set(one.sources) <= keys
    words = " ".join([one.text for one in (*care.free, *care.usual)])
    assert "unit" not in words


def test_a_draft_has_no_aftercare(injector, patient):
    draft = treatments.start(
        actor=injector,
        at=AT,
        patient=patient,
        entry=Entry(
            day=TODAY,
            product="bocouture",
            technique="standard",
            injector=injector,
            given=(Given("glabella", Decimal(20)),),
        ),
    )
    with pytest.raises(Blocked, match="Sign"):
        selectors.aftercare(viewer=injector, treatment_id=draft.pk, at=AT)


def test_the_front_desk_reads_no_aftercare(today, front_desk):
    with pytest.raises(NotFound):
        selectors.aftercare(viewer=front_desk, treatment_id=today.pk, at=AT)


def test_the_mail_leads_to_the_patients_page_and_names_nothing(
    today, injector, settings
):
    settings.SITE_ADDRESS = "https://clinic.test"
    services.send_aftercare(actor=injector, at=AT, treatment=today)
    message = Message.objects.select_related("key").get()
    link = SignedLink.objects.get()
    assert (link.purpose, link.record_id) == ("portal", str(today.patient_id))
    assert "https://clinic.test/link/" in message.body
    for word in ("Bocouture", "frown", "glabella", "injection", "toxin"):
        assert word not in message.body + message.subject_line


def test_without_an_address_there_is_nothing_to_send(today, injector):
    today.patient.email = ""
    today.patient.save()
    with pytest.raises(Blocked, match="e-mail"):
        services.send_aftercare(actor=injector, at=AT, treatment=today)


def test_an_owner_without_a_clinical_role_sends_nothing(today, owner):
    with pytest.raises(NotAllowed):
        services.send_aftercare(actor=owner, at=AT, treatment=today)
