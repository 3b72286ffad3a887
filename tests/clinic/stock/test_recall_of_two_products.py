"""Two makers may use one number: a recall tells the units of each product apart."""

from decimal import Decimal

import pytest

from glabella.clinic.stock import selectors
from glabella.clinic.treatments import services as treatments
from glabella.clinic.treatments.entries import Entry, Given
from tests.clinic.people import AT, PASSWORD, TODAY

pytestmark = pytest.mark.django_db


def test_units_of_two_products_are_never_added(injector, patient):
    for product, units in (("botox", 20), ("dysport", 50)):
        row = treatments.start(
            actor=injector,
            at=AT,
            patient=patient,
            entry=Entry(
                day=TODAY,
                product=product,
                technique="standard",
                injector=injector,
                given=(Given("glabella", Decimal(units), lot="C-1234"),),
            ),
        )
        treatments.sign(
            actor=injector, at=AT, treatment=row, version=1, password=PASSWORD
        )
    found = selectors.recall(viewer=injector, at=AT, lot_number="c1234")
    assert sorted(found.units.values()) == [20, 50]
