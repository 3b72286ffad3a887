"""What the papers in force cover, and what has to be asked again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from glabella.clinic.consents import selectors, services
from glabella.clinic.consents.models import Consent
from glabella.clinic.plans.selectors import gates
from tests.clinic.consents.conftest import asked_of, content_with, signature_of
from tests.clinic.people import AT

pytestmark = pytest.mark.django_db

GLABELLA = ("glabella", "standard", "approved")


def says(patient, *items, at=AT, **more) -> str:
    content = content_with(*items, product=more.pop("product", "bocouture"))
    found = selectors.missing_for(patient=patient, content=content, at=at, **more)
    return found.says if found else ""


@pytest.fixture
def signed(draft, injector) -> Consent:
    """A signed paper for the plan, as if all of it were within the label."""
    asked = asked_of(draft)
    asked = replace(asked, scope=replace(asked.scope, off_label=frozenset()))
    paper = services.prepare_treatment(
        actor=injector, at=AT, patient=draft.patient, asked=asked
    )
    return services.sign(
        actor=injector, at=AT, consent=paper, signature=signature_of(paper)
    )


@pytest.fixture
def patient_signed(signed):
    """A patient whose paper covers the frown lines of their plan."""
    patient = signed.patient
    [pair] = signed.scope["items"]
    patient.item = (*pair, "approved")
    patient.product = signed.scope["product"]
    return patient


def test_without_a_signed_paper_the_consent_is_missing(paper):
    assert "has not signed" in says(paper.patient, GLABELLA)


def test_a_signed_paper_covers_its_own_plan(patient_signed):
    one = patient_signed
    assert says(one, one.item, product=one.product) == ""


def test_an_added_area_is_asked_for_again_and_named(patient_signed):
    one = patient_signed
    chin = ("chin", "standard", "off_label")
    told = says(one, one.item, chin, product=one.product)
    assert "dimpled chin, standard" in told
    assert "frown lines" not in told


def test_another_technique_is_asked_for_again(patient_signed):
    one = patient_signed
    told = says(one, (one.item[0], "baby", "off_label"), product=one.product)
    assert 'low dose ("baby")' in told


def test_a_use_that_became_off_label_is_asked_for_again(patient_signed):
    one = patient_signed
    told = says(one, (*one.item[:2], "off_label"), product=one.product)
    assert "off-label use for frown lines" in told


def test_another_product_is_asked_for_again(patient_signed):
    one = patient_signed
    assert "No consent names Azzalure" in says(one, one.item, product="azzalure")


def test_a_consent_counts_through_its_last_day_and_no_longer(patient_signed, practice):
    one = patient_signed
    last = AT + timedelta(days=practice.consent_valid_days)
    assert says(one, one.item, product=one.product, at=last) == ""
    after = says(one, one.item, product=one.product, at=last + timedelta(days=1))
    assert "was valid until 2027-11-23" in after


def test_a_withdrawn_consent_covers_nothing(patient_signed, signed, injector):
    one = patient_signed
    services.withdraw(actor=injector, at=AT, consent=signed, reason="Changed her mind.")
    assert "withdrawn" in says(one, one.item, product=one.product)


def test_two_papers_cover_together(patient_signed, signed):
    """A second paper need not repeat what the first one says."""
    one = patient_signed
    Consent.objects.create(
        key=signed.key,
        patient=one,
        kind="treatment",
        status="signed",
        scope={
            "product": one.product,
            "items": [["chin", "standard"]],
            "off_label": [["chin", "standard"]],
        },
        texts=signed.texts,
        text_hash=signed.text_hash,
        made_at=AT,
        made_by=signed.made_by,
        level="easy",
        signed_at=AT,
        signed_how="link",
        signed_hash="0" * 64,
        expires_on=(AT + timedelta(days=10)).date(),
    )
    both = (one.item, ("chin", "standard", "off_label"))
    assert says(one, *both, product=one.product) == ""


def test_photographs_are_asked_for_where_they_are_wanted(patient_signed, agree):
    one = patient_signed
    lacks = says(one, one.item, product=one.product, photography=True)
    assert "not agreed to photographs" in lacks
    agree(one, "photography")
    assert says(one, one.item, product=one.product, photography=True) == ""


def test_photographs_and_showing_them_are_apart_and_end_at_once(
    patient, agree, injector
):
    for_record = agree(patient, "photography")
    assert selectors.allows(patient, "photography", AT)
    assert not selectors.allows(patient, "marketing", AT)
    to_show = agree(patient, "marketing")
    assert selectors.allows(patient, "marketing", AT)
    services.withdraw(actor=injector, at=AT, consent=to_show, reason="No longer.")
    assert not selectors.allows(patient, "marketing", AT)
    assert selectors.allows(patient, "photography", AT)
    assert for_record.in_force(AT)


def test_nobody_under_18_has_a_consent_that_counts(patient, agree):
    agree(patient, "photography")
    patient.born_on = AT.date() - timedelta(days=17 * 365)
    assert not selectors.allows(patient, "photography", AT)
    assert "under 18" in says(patient, GLABELLA)


def test_a_destroyed_key_leaves_no_consent(patient_signed):
    one = patient_signed
    one.key.wrapped, one.key.destroyed_at = None, AT
    assert "erased" in says(one, one.item, product=one.product)


def test_the_chip_of_the_plan_says_what_is_missing_and_where(draft, injector, paper):
    chip = gates(viewer=injector, patient=draft.patient, at=AT, plan=draft)[-1]
    assert (chip.name, chip.state) == ("consent", "missing")
    assert chip.link == f"/patients/{draft.patient_id}/consents/"


def test_the_chip_of_the_plan_is_done_once_signed(draft, injector, paper):
    services.sign(actor=injector, at=AT, consent=paper, signature=signature_of(paper))
    chip = gates(viewer=injector, patient=draft.patient, at=AT, plan=draft)[-1]
    assert (chip.name, chip.state) == ("consent", "done")
