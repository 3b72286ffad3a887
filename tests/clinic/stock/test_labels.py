"""What is read of packs and labels, and what is said where nothing was read."""

from datetime import date
from decimal import Decimal

import pytest

from glabella.clinic.shared.errors import Invalid
from glabella.clinic.stock import labels
from glabella.clinic.stock.gs1 import read_code, read_pack
from glabella.evidence import catalogue

GTIN = "00350992840048"


def test_a_code_gives_number_lot_expiry_and_serial():
    pack = read_pack(f"]d201{GTIN}1727123110ABC123\x1d21SER1")
    assert (pack.gtin, pack.lot, pack.serial) == (GTIN, "ABC123", "SER1")
    assert pack.expires_on == date(2027, 12, 31)
    assert pack.missing == ()


def test_an_expiry_without_a_day_is_the_last_of_its_month():
    assert read_pack(f"01{GTIN}17270200").expires_on == date(2027, 2, 28)


@pytest.mark.parametrize(
    "text", [f"01{GTIN}17271231" + "10A\x1d21S", f"(01){GTIN}(17)271231(10)A(21)S"]
)
def test_brackets_and_separators_say_the_same(text):
    assert read_pack(text) == read_pack(f"01{GTIN}1727123110A\x1d21S")


def test_each_wrong_check_digit_is_found():
    for digit in "012345679":
        with pytest.raises(Invalid, match="check digit"):
            read_pack(f"01{GTIN[:-1]}{digit}17271231")


def test_our_own_labels_are_read_too():
    assert [read_code(text) for text in ("V-0042", "v42", "V0042")] == [42] * 3


@pytest.mark.parametrize("text", ["17271331", "(01)", "(99", "\x00", "é" * 30, "(10)"])
def test_nonsense_is_refused_in_words(text):
    with pytest.raises(Invalid) as refused:
        read_pack(text)
    assert set(refused.value.fields) == {"code"}


@pytest.mark.parametrize("product", catalogue.product_keys())
def test_every_product_has_a_clock_and_says_whose_it_is(product):
    for jurisdiction in catalogue.product(product).authorised:
        clock = labels.clock(product, jurisdiction)
        assert clock.hours >= 24
        assert clock.sources
        ours = clock.sources == ("GLABELLA",)
        assert ours == ("our own choice" in clock.words)


def test_every_label_that_names_a_diluent_names_saline():
    named = {
        product: labels.diluent(product)
        for product in catalogue.product_keys()
        if not labels.is_liquid(product)
    }
    read = [said.text for said in named.values() if said.sources != ("GLABELLA",)]
    assert len(read) >= 5
    assert set(read) == {labels.SALINE}
    assert named["bocouture"].sources == ("GLABELLA",)


def test_a_volume_that_the_label_rounds_has_the_labelled_strength():
    """Azzalure: 125 units in 0.63 mL are printed as 10 units per 0.05 mL (AZ-INS)."""
    for volume in ("0.63", "0.625"):
        found = labels.units_per_ml("azzalure", Decimal(125), Decimal(volume), "UK")
        assert found == 200
    assert labels.units_per_ml("azzalure", Decimal(125), Decimal("0.5"), "UK") == 250


def test_the_mixes_of_a_label_are_those_of_its_vial():
    mixes = labels.strengths("dysport", Decimal(300), "US")
    assert [(one.diluent_ml, one.units_per_ml) for one in mixes] == [
        (Decimal("1.5"), 200),
        (Decimal("2.5"), 120),
    ]
    assert labels.strengths("dysport", Decimal(300), "UK") == []


def test_a_storage_range_with_one_end_judges_that_end():
    range_ = labels.storage_unopened("xeomin", "US")
    assert range_.words == "up to 25 degrees C"
    assert range_.allows(Decimal(-20), Decimal(25))
    assert not range_.allows(Decimal(20), Decimal("25.1"))
    both = labels.storage_unopened("botox-cosmetic", "US")
    assert not both.allows(both.low_c - 1, both.high_c)
    assert both.allows(both.low_c, both.high_c)
    assert labels.storage_unopened("bocouture", "UK") is None
