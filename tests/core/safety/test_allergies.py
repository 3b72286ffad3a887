"""Allergies: any toxin, or something in this vial."""

import pytest

from tests.cases import AUTHORISED, case, document, findings, severities


def _told(product, *allergies, **more):
    return document(case(product, allergies=list(allergies), **more))


@pytest.mark.parametrize("product", AUTHORISED)
@pytest.mark.parametrize("text", ["botulinum toxin", "Botox", "DYSPORT", "Xeomin"])
def test_hypersensitivity_to_any_toxin_forbids_every_product(product, text):
    # BC-2019, CI1: hypersensitivity to any botulinum toxin.
    told = _told(product, text)
    assert severities(told, "allergy") == ["block"]
    assert told["status"] == "blocked"


# product, allergy, severities expected, source of what is in the vial
VIALS = [
    ("dysport", "cow's milk protein", ["block"], "DY-MPR"),
    ("dysport", "cow\u2019s milk protein", ["block"], "DY-MPR"),
    ("dysport", "milk", ["block"], "DY-MPR"),
    ("dysport", "albumin", ["block"], "DY-MED"),
    ("azzalure", "lactose", ["block"], "AZ-2012"),
    ("azzalure", "albumin", ["block"], "AZ-2012"),
    ("botox-cosmetic", "human albumin", ["block"], "BC-2019"),
    ("botox", "albumin", ["block"], "BC-RXLSE"),
    ("jeuveau", "albumin", ["block"], "JE-P2"),
    ("nuceiva", "albumin", ["block"], "JE-P2"),
    ("daxxify", "polysorbate", ["block"], "DX-OFDA"),
    ("daxxify", "trehalose", ["block"], "DX-OFDA"),
    ("relfydess", "tryptophan", ["block"], "SUP-043"),
    ("azzalure", "cow's milk protein", ["caution"], "AZ-2012"),  # lactose inside
    ("dysport", "lactose", ["caution"], "DY-MED"),  # milk protein inside
    ("letybo", "albumin", ["caution"], None),  # its ingredients were not read
    ("bocouture", "albumin", ["caution"], None),
    ("xeomin", "albumin", ["caution"], None),
    ("alluzience", "cow's milk protein", ["caution"], None),
    ("botox-cosmetic", "cow's milk protein", ["caution"], None),
    ("daxxify", "albumin", ["info"], "DX-OFDA"),
    ("relfydess", "cow's milk protein", ["info"], "SUP-043"),
    ("botox-cosmetic", "penicillin", [], None),
    ("botox-cosmetic", "eggs", [], None),
    ("dysport", "nuts", [], None),
]


@pytest.mark.parametrize(("product", "text", "expected", "source"), VIALS)
def test_an_allergy_meets_what_is_in_the_vial(product, text, expected, source):
    told = _told(product, text)
    found = findings(told, "allergy")
    assert [f["severity"] for f in found] == expected
    if source:
        assert source in found[0]["sources"]
    assert findings(told, "not-recognised") == []
    assert (told["status"] == "blocked") == (expected == ["block"])


@pytest.mark.parametrize(
    "text", ["cow's milk allergy", "milk allergy", "allergic to milk"]
)
@pytest.mark.parametrize("key", ["allergies", "conditions", "medicines"])
def test_a_milk_allergy_blocks_dysport_wherever_it_was_written(key, text):
    told = document(case("dysport", **{key: [text]}))
    assert severities(told, "allergy") == ["block"]


@pytest.mark.parametrize(
    "text", ["allergic to Botox", "anaphylaxis after Botox", "Dysport allergy"]
)
@pytest.mark.parametrize("key", ["allergies", "conditions", "medicines"])
def test_a_reaction_to_toxin_blocks_wherever_it_was_written(key, text):
    told = document(case("letybo", **{key: [text]}))
    assert "block" in severities(told, "allergy")


@pytest.mark.parametrize("text", ["aspirin", "gentamicin", "warfarin", "baclofen"])
def test_an_allergy_to_a_medicine_is_not_taking_it(text):
    told = _told("botox-cosmetic", text)
    assert findings(told, "bruising-medicine") == []
    assert findings(told, "interacting-medicine") == []
    assert findings(told, "not-recognised") == []


@pytest.mark.parametrize("text", ["no known allergies", "NKDA", "none", "nil"])
def test_no_allergy_is_an_answer_and_raises_nothing(text):
    told = _told("dysport", text)
    assert findings(told, "allergy") == []
    assert findings(told, "not-recognised") == []
    assert told["status"] == "ok"


@pytest.mark.parametrize("text", ["lidocaine", "latex", "chlorhexidine"])
def test_what_is_used_around_the_injection_is_a_caution(text):
    assert severities(_told("botox-cosmetic", text), "allergy") == ["caution"]


def test_intolerance_of_lactose_is_not_an_allergy_to_milk_protein():
    told = document(case("dysport", conditions=["lactose intolerance"]))
    assert told["status"] != "blocked"
    assert findings(told, "not-recognised") == []


def test_two_allergies_are_two_findings():
    told = _told("dysport", "albumin", "cow's milk protein")
    assert severities(told, "allergy") == ["block", "block"]
