"""A request is taken in whole, from adults, once."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.keys.models import SubjectKey
from glabella.clinic.outbox.models import Message
from glabella.clinic.requests.concerns import CONCERNS, areas_of
from glabella.clinic.requests.models import TreatmentRequest
from glabella.clinic.requests.services import UnderAge, check_age
from glabella.clinic.requests.wording import AGE_WORDING
from glabella.clinic.shared.errors import Invalid, NotAllowed
from glabella.evidence import catalogue
from tests.clinic.people import AT
from tests.clinic.requests.asked import ask

pytestmark = pytest.mark.usefixtures("practice")


def rows() -> int:
    return sum(model.objects.count() for model in apps.get_models())


class TestAge:
    @pytest.mark.parametrize("born_on", [date(2008, 11, 24), date(2020, 1, 1)])
    def test_under_eighteen_leaves_nothing_behind(self, born_on):
        before = rows()
        with pytest.raises(UnderAge):
            ask(born_on=born_on)
        assert rows() == before

    def test_eighteen_today_passes(self):
        assert ask(born_on=date(2008, 11, 23)).born_on == date(2008, 11, 23)

    def test_is_reckoned_by_the_clinics_day(self, practice):
        practice.time_zone = "Pacific/Auckland"
        practice.save()
        # It is already the 24th in Auckland.
        check_age(date(2008, 11, 24), at=AT + timedelta(hours=3))

    @pytest.mark.parametrize("born_on", [date(2026, 11, 24), date(1899, 1, 1)])
    def test_a_day_that_cannot_be_is_asked_again(self, born_on):
        with pytest.raises(Invalid):
            ask(born_on=born_on)

    def test_is_kept_as_it_was_declared(self):
        one = ask()
        assert (one.age_declared_at, one.age_wording) == (AT, AGE_WORDING)


class TestOnThePublicPage:
    def test_a_request_is_new_and_confirmed_without_repeating_it(self):
        one = ask()
        assert (one.status, one.channel) == ("new", "online")
        message = Message.objects.select_related("key").get()
        assert message.to == "anna@mail.test"
        assert "Anna" not in message.body + message.subject_line
        entry = AuditEntry.objects.filter(record_id=str(one.id)).get()
        assert entry.actor_kind == "patient"
        assert "Anna" not in entry.actor_name

    def test_sent_twice_is_one_request(self):
        request_id = uuid4()
        assert ask(request_id=request_id) == ask(request_id=request_id)
        assert TreatmentRequest.objects.count() == 1
        assert Message.objects.count() == 1

    def test_the_wording_of_the_consent_is_kept(self, practice):
        practice.request_retention_days = 30
        practice.save()
        assert "30 days" in ask().consent_wording

    def test_a_telephone_number_is_brought_into_one_form(self):
        assert ask(phone="(020) 7946-0018").phone == "+442079460018"

    def test_the_country_of_the_clinics_own_number_counts(self, practice):
        practice.jurisdiction, practice.phone = "EU", "+49 30 123456"
        practice.save()
        assert ask(phone="030 901820").phone == "+4930901820"

    def test_without_e_mail_nothing_is_mailed(self):
        ask(email="")
        assert not Message.objects.exists()

    def test_names_are_not_in_the_table(self):
        one = ask(given_name="Unmistakable")
        stored = TreatmentRequest.objects.filter(pk=one.pk).values().get()
        texts = {getattr(value, "bytes", str(value)) for value in stored.values()}
        assert not any("nmistakable" in str(text) for text in texts)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"given_name": " "}, "given_name"),
        ({"family_name": "7"}, "family_name"),
        ({"given_name": "x" * 121}, "given_name"),
        ({"concerns": ()}, "concerns"),
        ({"concerns": ("no such concern",)}, "concerns"),
        ({"goals": "x" * 2001}, "goals"),
        ({"email": "anna at mail"}, "email"),
        ({"phone": "12"}, "phone"),
        ({"email": "", "phone": ""}, "email"),
        ({"consent": False}, "consent"),
        ({"concerns": ("smile_lines",)}, "smile_lines"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(changed, field):
    with pytest.raises(Invalid) as refusal:
        ask(**changed)
    assert set(refusal.value.fields) == {field}
    assert not SubjectKey.objects.filter(request__isnull=False).exists()


class TestSmileLines:
    @pytest.mark.parametrize("meant", ["eye_lines", "nose_mouth_folds"])
    def test_are_kept_as_what_is_meant(self, meant):
        one = ask(concerns=("smile_lines", "brow_lines"), smile_lines=meant)
        assert set(one.concerns) == {meant, "brow_lines"}

    def test_beside_the_eyes_are_the_area_of_crows_feet(self):
        assert areas_of(["smile_lines"]) == ("crows_feet",)

    def test_folds_from_nose_to_mouth_lead_to_no_area(self):
        assert areas_of(["nose_mouth_folds"]) == ()


def test_every_concern_points_to_areas_of_the_evidence():
    known = set(catalogue.area_keys())
    assert {area for one in CONCERNS for area in one.areas} <= known


class TestByTelephone:
    def test_the_front_desk_writes_it_down(self, front_desk):
        one = ask(actor=front_desk)
        assert (one.channel, one.handled_by) == ("phone", front_desk)
        assert one.consent_wording.startswith("Asked and agreed to by telephone")

    def test_an_injector_does_not(self, injector):
        with pytest.raises(NotAllowed):
            ask(actor=injector)

    def test_somebody_under_eighteen_leaves_nothing_either(self, front_desk):
        before = rows()
        with pytest.raises(UnderAge):
            ask(actor=front_desk, born_on=date(2010, 1, 1))
        assert rows() == before
