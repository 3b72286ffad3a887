"""Consents at the desk, on the tablet, and on the patient's own phone."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from glabella.clinic.audit.models import AuditEntry
from glabella.clinic.consents import services
from glabella.clinic.consents.models import Consent
from glabella.clinic.outbox.models import Message
from glabella.printing.consent import STANDARD
from tests.clinic.people import AT

pytestmark = pytest.mark.django_db
STROKES = "[[[0.1, 0.5], [0.4, 0.2]], [[0.9, 0.9]]]"


def at(consent: Consent, name: str) -> str:
    return reverse(f"consents:{name}", args=[consent.patient_id, consent.pk])


def sent(page: str, **changed: str) -> dict[str, str]:
    """What the form of a page sends once it is filled in."""
    hidden = dict(re.findall(r'name="(level|seen)" value="([^"]*)"', page))
    given = {"name": "Given Family1", "agreed": "on", "strokes": STROKES}
    return {**hidden, **given, **changed}


@pytest.fixture
def as_injector(client: Client, injector) -> Client:
    client.force_login(injector)
    return client


def test_from_the_plan_to_a_signature_on_the_tablet(as_injector, draft):
    page = reverse("consents:page", args=[draft.patient_id])
    first = as_injector.get(page).text
    assert "has not signed" in first
    new = reverse("consents:new", args=[draft.patient_id])
    as_injector.post(new, {"kind": "treatment", "plan": str(draft.pk)})
    paper = Consent.objects.select_related("key", "patient__key").get()
    tablet = as_injector.get(at(paper, "sign")).text
    assert "Frown lines between the eyebrows" in tablet
    ways = set(re.findall(r'href="(/[^"#?]*)"', re.sub(r"<link[^>]*>", "", tablet)))
    assert ways == {reverse("front:page"), at(paper, "signed")}
    done = as_injector.post(at(paper, "sign"), sent(tablet), follow=True)
    assert "give the tablet back" in done.text
    assert "Covered" in as_injector.get(page).text
    shown = as_injector.get(at(paper, "paper")).text
    assert '<path d="M30.00 50.00' in shown
    assert "Given Family1" in shown


def test_the_easy_level_can_be_chosen_and_is_what_is_signed(as_injector, paper):
    easy = as_injector.get(f"{at(paper, 'sign')}?level=easy").text
    assert "We use a thin needle" in easy
    assert "%" not in re.sub(r"<[^>]+>", "", easy)
    as_injector.post(at(paper, "sign"), sent(easy))
    paper.refresh_from_db()
    assert (paper.status, paper.level) == ("signed", "easy")


@pytest.mark.parametrize(
    ("changed", "status", "says"),
    [
        ({"agreed": ""}, 422, "Tick that you agree"),
        ({"name": ""}, 422, "required"),
        ({"name": "Other Person"}, 422, "not the name"),
        ({"strokes": "nonsense"}, 422, "did not arrive whole"),
        ({"strokes": '{"a": 1}'}, 422, "did not arrive whole"),
        ({"strokes": '[[["x", 1]]]'}, 422, "did not arrive whole"),
        ({"strokes": "[[1, 2]]"}, 422, "did not arrive whole"),
        ({"strokes": "[1]"}, 422, "did not arrive whole"),
        ({"seen": "0" * 64}, 409, "changed while you read"),
        ({"level": "latin"}, 422, "two ways"),
    ],
)
def test_a_form_that_does_not_hold_says_why_and_signs_nothing(
    as_injector, paper, changed, status, says
):
    form = sent(as_injector.get(at(paper, "sign")).text, **changed)
    answer = as_injector.post(at(paper, "sign"), form)
    assert answer.status_code == status
    assert says in unescape(answer.text)
    paper.refresh_from_db()
    assert paper.status == "open"


def test_a_typed_name_alone_is_enough_without_a_script(as_injector, paper):
    page = as_injector.get(at(paper, "sign")).text
    assert re.search(r"data-signature[^>]* hidden", page)
    as_injector.post(at(paper, "sign"), sent(page, strokes=""))
    paper.refresh_from_db()
    assert (paper.status, paper.strokes) == ("signed", [])


def test_pressed_twice_it_is_signed_once(as_injector, paper):
    form = sent(as_injector.get(at(paper, "sign")).text)
    for _ in range(2):
        answer = as_injector.post(at(paper, "sign"), form, follow=True)
        assert answer.status_code == 200
    assert (
        AuditEntry.objects.filter(action="sign", record_id=str(paper.pk)).count() == 1
    )


def test_the_pdf_is_made_for_keeping_and_noted_as_printed(as_injector, signed):
    answer = as_injector.get(at(signed, "pdf"))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert b"pdfaid:part" in answer.content
    assert STANDARD == "a-2a"
    assert AuditEntry.objects.filter(action="print", record_id=str(signed.pk)).exists()


def test_a_paper_whose_words_were_changed_is_shown_as_such_and_not_printed(
    as_injector, signed
):
    kept = Consent.objects.select_related("key").get()
    texts = kept.texts
    texts["standard"]["title"] = "Agreement to everything"
    kept.texts = texts
    kept.save()
    assert "not what was prepared and signed" in as_injector.get(at(kept, "paper")).text
    refused = as_injector.get(at(kept, "pdf"))
    assert refused.status_code == 409
    assert b"%PDF" not in refused.content


def test_staff_withdraw_with_a_reason(as_injector, signed):
    assert as_injector.post(at(signed, "withdraw")).status_code == 422
    as_injector.post(at(signed, "withdraw"), {"reason": "She telephoned."})
    page = as_injector.get(at(signed, "paper")).text
    assert "She telephoned." in page
    signed.refresh_from_db()
    assert signed.status == "withdrawn"


def test_the_front_desk_asks_for_photographs_and_sees_no_treatment(
    client, front_desk, signed
):
    client.force_login(front_desk)
    page = reverse("consents:page", args=[signed.patient_id])
    text = client.get(page).text
    assert "Photographs for the record" in text
    assert "Agreement to a treatment" not in text
    assert client.get(at(signed, "paper")).status_code == 404
    new = reverse("consents:new", args=[signed.patient_id])
    assert client.post(new, {"kind": "photography"}).status_code == 302
    refused = client.post(new, {"kind": "treatment", "plan": str(signed.plan_id)})
    assert refused.status_code == 404
    client.post(new, {"kind": "everything"})
    kinds = set(Consent.objects.values_list("kind", flat=True))
    assert kinds == {"treatment", "photography"}


def test_a_plan_of_somebody_else_gives_no_paper(as_injector, draft, practice):
    from tests.clinic.people import make_patient  # noqa: PLC0415

    other = make_patient(2)
    new = reverse("consents:new", args=[other.pk])
    for plan in (str(draft.pk), "", "nonsense"):
        answer = as_injector.post(new, {"kind": "treatment", "plan": plan})
        assert answer.status_code == 404
    assert not Consent.objects.exists()


# --- by link ---------------------------------------------------------------------


@pytest.fixture
def by_link(as_injector, paper) -> tuple[Client, str]:
    """The patient's phone with the link, before the code."""
    as_injector.post(at(paper, "send"))
    mail = Message.objects.select_related("key").get(kind="consent_link")
    token = re.search(r"/link/([^/]+)/consent/", mail.body)[1]
    return Client(), reverse("consents:by-link", args=[token])


def give_code(phone: Client, address: str) -> None:
    phone.post(f"{address}code/")
    mail = Message.objects.select_related("key").get(kind="code")
    code = re.search(r"\d{6}", mail.body)[0]
    assert phone.post(f"{address}code/", {"code": code}).status_code == 302


def test_before_the_code_nothing_is_shown_and_nothing_signed(by_link, paper):
    phone, address = by_link
    for answer in (
        phone.get(address, follow=True),
        phone.post(address, sent(""), follow=True),
        phone.get(f"{address}pdf/", follow=True),
        phone.post(f"{address}code/", {"code": "12345x"}),
    ):
        assert "Frown" not in answer.text
        assert "Family1" not in answer.text
    paper.refresh_from_db()
    assert paper.status == "open"


def test_the_patient_reads_and_signs_on_the_phone_once(by_link, paper):
    phone, address = by_link
    give_code(phone, address)
    page = phone.get(address).text
    assert "Frown lines between the eyebrows" in page
    assert phone.get(f"{address}pdf/").content.startswith(b"%PDF")
    wrong = phone.post(address, sent(page, name="Other"))
    assert wrong.status_code == 422
    done = phone.post(address, sent(page))
    assert "Thank you" in done.text
    paper.refresh_from_db()
    assert (paper.status, paper.signed_how) == ("signed", "link")
    assert phone.get(address).status_code == 410
    read = AuditEntry.objects.filter(action="read", actor_kind="patient")
    assert read.exists()


def test_the_code_of_one_paper_opens_no_other(by_link, as_injector, patient):
    phone, address = by_link
    give_code(phone, address)
    new = reverse("consents:new", args=[patient.pk])
    as_injector.post(new, {"kind": "marketing"})
    other = Consent.objects.get(kind="marketing")
    as_injector.post(at(other, "send"))
    mails = Message.objects.select_related("key").filter(kind="consent_link")
    for mail in mails:
        token = re.search(r"/link/([^/]+)/consent/", mail.body)[1]
        if token not in address:
            foreign = phone.get(reverse("consents:by-link", args=[token]))
            assert foreign.status_code == 302


def test_a_guessed_or_replaced_link_is_closed(by_link, as_injector, paper, practice):
    phone, address = by_link
    guessed = reverse("consents:by-link", args=["guess"])
    for place in (guessed, f"{guessed}code/", f"{guessed}pdf/"):
        assert phone.get(place).status_code == 410
    services.drop(actor=paper.made_by, at=AT, consent=paper)
    assert phone.get(address).status_code == 410


# --- the clinic's own words --------------------------------------------------------


def test_own_words_are_written_approved_and_retired(client, owner):
    client.force_login(owner)
    place = reverse("consents:text-about", args=["area", "glabella"])
    hard = "Notwithstanding individual contraindications, professional reassessment "
    client.post(place, {"standard": hard * 8, "easy": "Come back."})
    page = client.get(place).text
    assert "Harder than our bound" in page
    text_id = re.search(r"texts/(\d+)/approve", page)[1]
    client.post(reverse("consents:approve", args=[text_id]))
    assert "In force" in client.get(place).text
    assert "Version 1" in client.get(reverse("consents:texts")).text
    client.post(reverse("consents:retire", args=[text_id]))
    assert "In force" not in client.get(place).text


def test_own_words_with_a_dose_come_back_with_what_to_do(client, owner):
    client.force_login(owner)
    place = reverse("consents:text", args=["treatment"])
    answer = client.post(place, {"standard": "We give 20 units.", "easy": "Hello."})
    assert answer.status_code == 422
    assert "reads as a dose" in unescape(answer.text)
    for nowhere in ("area", "nothing"):
        assert client.get(reverse("consents:text", args=[nowhere])).status_code == 404
