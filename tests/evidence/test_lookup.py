"""Any fact can be found by name, and what is not known is told."""

import pytest

from glabella.evidence import catalogue, lookup


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("BC-DOSE", "BC-DOSE: BOTOX Cosmetic label section 2 text"),
        ("dysport", "Dysport: abobotulinumtoxinA, Ipsen/Galderma"),
        ("glabella", "Glabella (frown lines): Frown lines between the eyebrows"),
        ("botox.interval", "Botox: onabotulinumtoxinA, AbbVie, interval"),
        ("label_rules", "label_rules.toml"),
        ("screening/facts", "screening/facts.toml"),
        ("overlap", "overlap: two areas that share a muscle part or skin"),
    ],
)
def test_a_name_of_any_kind_is_found(name, title):
    found = lookup.find(name)
    assert found is not None
    assert found.title == title
    assert found.values


@pytest.mark.parametrize("name", ["", "botoxx", "botox.nothing", "NO-SUCH", "../keys"])
def test_a_name_that_is_none_is_not_found(name):
    assert lookup.find(name) is None


def test_a_near_miss_is_told_what_it_may_have_meant():
    assert "botox-cosmetic" in lookup.similar("Botox-Cosmetics")
    assert lookup.similar("qqqqqqqq") == ()


def test_a_source_shows_every_value_that_cites_it():
    found = lookup.find("HH-RXR")
    assert found is not None
    assert {value.key for _, value in found.values} >= {
        "label_dose",
        "interval",
        "ceiling",
        "volume_per_site",
    }
    assert all("HH-RXR" in value.sources for _, value in found.values)


def test_an_area_shows_the_products_labelled_for_it():
    found = lookup.find("glabella.label_dose")
    assert found is not None
    assert {file for file, _ in found.values} == {
        f"products/{key}.toml"
        for key in catalogue.product_keys()
        if key not in {"botox", "myobloc"}
    }


def test_every_value_is_found_under_its_own_key():
    keys = {value.key for _, value in catalogue.all_values()}
    shown = 0
    for key in keys:
        found = lookup.find(key)
        assert found is not None
        shown += len(found.values)
    assert shown == len(list(catalogue.all_values()))


def test_a_weak_source_alone_is_recognised():
    found = lookup.find("GH1")
    assert found is not None
    alone = [value for _, value in found.values if lookup.is_alone_and_weak(value)]
    assert alone
    assert all(value.basis == "background" for value in alone)
    (dose, *_) = catalogue.values("products/botox-cosmetic")
    assert not lookup.is_alone_and_weak(dose)


def test_gaps_say_where_they_bite():
    rows = list(lookup.gaps())
    files = {file for file, _ in rows}
    assert "products/relfydess.toml" in files
    assert all(value.note for _, value in rows)
    vial = [
        v for f, v in rows if f == "products/relfydess.toml" and v.key == "vial_size"
    ]
    assert "how many vials" in vial[0].note
