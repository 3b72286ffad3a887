"""A correction of a treatment keeps what the form does not ask, and the books follow."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from glabella.clinic.stock import selectors as stock, services as shelf
from glabella.clinic.stock.models import DrawUse
from glabella.clinic.treatments import services
from glabella.clinic.treatments.entries import Entry, Given
from glabella.clinic.treatments.models import GivenSite, Treatment
from tests.clinic.people import AT, PASSWORD, TODAY
from tests.clinic.stock.shelf import opened

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


@pytest.fixture
def drawn(practice, patient, injector):
    """Signed: ten units at one site, drawn from a vial; two units went to waste."""
    vial = opened(injector, AT, product="bocouture", units=Decimal(50))
    entry = Entry(
        day=TODAY,
        product="bocouture",
        technique="standard",
        injector=injector,
        given=(
            Given(
                "glabella",
                Decimal(10),
                lot=vial.lot.number,
                site="procerus",
                side="M",
                muscle="procerus",
                map="face",
                position=(0.0, 4.0, 5.0),
                depth="intramuscular",
                volume_ml=Decimal("0.25"),
            ),
        ),
    )
    treatment = services.start(actor=injector, at=AT, patient=patient, entry=entry)
    treatment.sites.update(vial=vial, planned_units=10)
    order = shelf.Order(patient=patient, occasion=treatment.pk, units=Decimal(12))
    shelf.draw_up(actor=injector, at=AT + timedelta(minutes=40), vial=vial, order=order)
    site = treatment.sites.get()
    shelf.settle(
        actor=injector,
        at=LATER,
        settlement=shelf.Settlement(
            occasion=treatment.pk,
            patient=patient,
            treatment_id=treatment.pk,
            given=(shelf.GivenUnits(site.pk, vial.pk, Decimal(10)),),
        ),
    )
    signed = services.sign(
        actor=injector, at=LATER, treatment=treatment, version=1, password=PASSWORD
    )
    return signed, vial, entry


def amended(injector, drawn, units: str) -> Treatment:
    signed, _, entry = drawn
    row = replace(
        entry.given[0],
        units=Decimal(units),
        muscle="",
        map="",
        position=None,
        depth="",
        volume_ml=None,
    )
    draft = services.amend(
        actor=injector, at=LATER, treatment=signed, reason="counted the syringe again"
    )
    draft = services.change(
        actor=injector,
        at=LATER,
        treatment=draft,
        version=draft.version,
        entry=replace(entry, given=(row,)),
    )
    return services.sign(
        actor=injector,
        at=LATER,
        treatment=draft,
        version=draft.version,
        password=PASSWORD,
    )


def test_place_depth_and_plan_of_a_site_stay(drawn, injector):
    (site,) = amended(injector, drawn, "8").sites.all()
    assert (site.muscle, site.map, site.position) == ("procerus", "face", [0, 4, 5])
    assert site.depth == "intramuscular"
    assert site.vial_id == drawn[1].pk
    assert site.planned_units == 10
    assert site.departure == GivenSite.Departure.UNITS
    assert site.volume_ml is None  # of other units it would be wrong


@pytest.mark.parametrize(("units", "wasted"), [("8", 4), ("12", 0)])
def test_the_books_of_the_vial_follow(drawn, injector, units, wasted):
    vial = drawn[1]
    amended(injector, drawn, units)
    sums = stock.balance(viewer=injector, at=LATER, vial=vial)
    assert sums.adds_up
    assert (sums.given, sums.wasted) == (Decimal(units), wasted)
    assert sums.in_syringes == 0


def test_another_lot_is_not_that_vial(drawn, injector):
    signed, _, entry = drawn
    draft = services.amend(
        actor=injector, at=LATER, treatment=signed, reason="the wrong lot was written"
    )
    row = replace(entry.given[0], lot="ANOTHER")
    draft = services.change(
        actor=injector,
        at=LATER,
        treatment=draft,
        version=draft.version,
        entry=replace(entry, given=(row,)),
    )
    assert draft.sites.get().vial_id is None


def test_why_it_was_amended_is_sealed_and_may_be_long(drawn, injector):
    signed, _, entry = drawn
    draft = services.amend(
        actor=injector,
        at=LATER,
        treatment=signed,
        reason="she has myasthenia, as she said afterwards; " * 8,
    )
    row = replace(entry.given[0], units=Decimal(8))
    draft = services.change(
        actor=injector,
        at=LATER,
        treatment=draft,
        version=draft.version,
        entry=replace(entry, given=(row,)),
    )
    services.sign(
        actor=injector,
        at=LATER,
        treatment=draft,
        version=draft.version,
        password=PASSWORD,
    )
    told = list(DrawUse.objects.exclude(reason="").values_list("reason", flat=True))
    assert told
    assert not [one for one in told if "myasthenia" in one]


def test_when_it_was_given_stays_with_a_correction(drawn, injector):
    signed, vial, _ = drawn
    moment = AT + timedelta(minutes=45)
    Treatment.objects.filter(pk=signed.pk).update(given_at=moment)
    new = amended(injector, drawn, "14")
    assert new.given_at == moment
    lines = vial.entries.filter(kind="drawn").order_by("-number")
    assert lines[0].at == moment  # two units more were in the same syringe


def test_another_day_has_no_known_hour(drawn, injector):
    signed, _, entry = drawn
    Treatment.objects.filter(pk=signed.pk).update(given_at=AT)
    draft = services.amend(
        actor=injector, at=LATER, treatment=signed, reason="it was the day before"
    )
    assert draft.given_at == AT
    draft = services.change(
        actor=injector,
        at=LATER,
        treatment=draft,
        version=draft.version,
        entry=replace(entry, day=TODAY - timedelta(days=1)),
    )
    assert draft.given_at is None


def test_a_corrected_touch_up_stays_one(drawn, injector, patient):
    signed, _, entry = drawn
    first = services.start(actor=injector, at=AT, patient=patient, entry=entry)
    Treatment.objects.filter(pk=signed.pk).update(touch_up_of=first)
    assert amended(injector, drawn, "8").touch_up_of_id == first.pk
