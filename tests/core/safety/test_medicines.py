"""Medicines that change what toxin does, or that make bruises."""

import re

import pytest

from tests.cases import case, document, findings, severities

# written, expected severity, word of the direction, source
INTERACTING = [
    ("gentamicin", "caution", "strengthen", "BC-RXLC"),
    ("Gentamicin 80 mg iv", "caution", "strengthen", "BC-RXLC"),
    ("tobramycin", "caution", "strengthen", "BC-RXLC"),
    ("tubocurarine", "caution", "strengthen", "BC-RXLC"),
    ("rocuronium", "caution", "strengthen", "BC-RXLC"),
    ("oxybutynin", "caution", "anticholinergic", "SUP-106"),
    ("baclofen", "caution", "weakness", "SUP-107"),
    ("Baclofen 10mg tds", "caution", "weakness", "SUP-107"),
    ("tizanidine", "caution", "weakness", "SUP-107"),
    ("Dysport", "caution", "weakness", "SUP-108"),
    ("clindamycin", "info", "strengthen", "SUP-102"),
    ("magnesium", "info", "strengthen", "SUP-109"),
    ("quinine", "info", "strengthen", "CI2"),
    ("penicillamine", "info", "strengthen", "SUP-112"),
    ("amlodipine", "info", "strengthen", "SUP-114"),
    ("hydroxychloroquine", "info", "weaken", "SUP-113"),
    ("HCQ", "info", "weaken", "SUP-113"),
    ("ciclosporin", "info", "direction uncertain", "SUP-111"),
    ("cyclosporine", "info", "direction uncertain", "SUP-111"),
    ("Neoral", "info", "direction uncertain", "SUP-111"),
    ("doxycycline", "info", "direction uncertain", "SUP-104"),
    ("colistin", "info", "strengthen", "SUP-103"),
    ("spectinomycin", "info", "strengthen", "SUP-101"),
]


@pytest.mark.parametrize(("text", "expected", "direction", "source"), INTERACTING)
def test_an_interacting_medicine_is_named_with_its_direction(
    text, expected, direction, source
):
    told = document(case(medicines=[text]))
    found = findings(told, "interacting-medicine")
    assert [f["severity"] for f in found] == [expected]
    assert direction in found[0]["message"]
    assert source in found[0]["sources"]
    assert text in found[0]["message"]
    assert findings(told, "not-recognised") == []
    assert told["status"] == ("needs_review" if expected == "caution" else "ok")


@pytest.mark.parametrize(
    ("product", "source"),
    [("dysport", "DY-MPR"), ("jeuveau", "JE-P7"), ("daxxify", "DX-HCP")],
)
@pytest.mark.parametrize("text", ["gentamicin", "baclofen", "oxybutynin"])
def test_a_class_that_this_label_names_is_said_to_be_on_it(product, source, text):
    told = document(case(product, medicines=[text]))
    found = findings(told, "interacting-medicine")
    assert [f["severity"] for f in found] == ["caution"]
    assert source in found[0]["sources"]
    assert "label of" in found[0]["message"]


def test_nobody_is_told_to_stop_a_prescribed_medicine():
    told = document(case(medicines=["gentamicin", "warfarin", "sertraline"]))
    said = [
        f["message"]
        for rule in ("interacting-medicine", "bruising-medicine")
        for f in findings(told, rule)
    ]
    assert len(said) == 3
    assert all(re.search(r"(never|do not) stop", message) for message in said)


# written, expected severity
BRUISING = [
    ("aspirin", "caution"),
    ("aspirin 75 mg od", "caution"),
    ("ASA", "caution"),
    ("clopidogrel", "caution"),
    ("Plavix", "caution"),
    ("warfarin", "caution"),
    ("Coumadin 5 mg", "caution"),
    ("apixaban", "caution"),
    ("Xarelto", "caution"),
    ("rivaroxaban 20mg", "caution"),
    ("enoxaparin", "caution"),
    ("ibuprofen", "info"),
    ("Advil", "info"),
    ("naproxen 500 mg", "info"),
    ("sertraline", "info"),
    ("Prozac", "info"),
    ("fish oil", "info"),
    ("vitamin E", "info"),
    ("ginkgo", "info"),
]


@pytest.mark.parametrize(("text", "expected"), BRUISING)
def test_bruising_is_a_caution_for_clotting_medicines_and_information_for_others(
    text, expected
):
    told = document(case(medicines=[text]))
    assert severities(told, "bruising-medicine") == [expected]
    assert findings(told, "not-recognised") == []
    assert told["status"] == ("needs_review" if expected == "caution" else "ok")


@pytest.mark.parametrize(
    "text",
    [
        "paracetamol", "metformin 500 mg", "levothyroxine", "ramipril", "salbutamol",
        "contraceptive pill", "omeprazole", "isotretinoin", "amoxicillin", "vitamin D",
    ],
)  # fmt: skip
def test_a_common_medicine_without_effect_is_known_and_raises_nothing(text):
    told = document(case(medicines=[text]))
    assert told["status"] == "ok"
    assert findings(told, "not-recognised") == []
    assert findings(told, "interacting-medicine") == []


@pytest.mark.parametrize("text", ["none", "nil", "n/a", "no medicines"])
def test_no_medicine_is_an_answer(text):
    told = document(case(medicines=[text]))
    assert told["status"] == "ok"
    assert findings(told, "not-recognised") == []


@pytest.mark.parametrize("text", ["no aspirin", "not on warfarin"])
def test_a_denied_medicine_raises_nothing_and_is_not_dropped(text):
    told = document(case(medicines=[text]))
    assert findings(told, "bruising-medicine") == []
    assert any(text in f["message"] for f in told["findings"])


def test_several_medicines_in_one_text_are_all_found():
    told = document(case(medicines=["aspirin and gentamicin; baclofen"]))
    assert severities(told, "bruising-medicine") == ["caution"]
    assert severities(told, "interacting-medicine") == ["caution", "caution"]


def test_what_is_not_known_beside_what_is_known_is_echoed():
    told = document(case(medicines=["gentamicin and foobarolix"]))
    assert severities(told, "interacting-medicine") == ["caution"]
    said = findings(told, "not-recognised")
    assert [f["severity"] for f in said] == ["caution"]
    assert "foobarolix" in said[0]["message"]
    assert "gentamicin" not in said[0]["message"]


@pytest.mark.parametrize("written", ["gentamycin", "gentamicine"])
def test_a_misspelt_medicine_is_found(written):
    told = document(case(medicines=[written]))
    assert severities(told, "interacting-medicine") == ["caution"]


def test_a_spelling_that_was_corrected_is_shown_as_read():
    told = document(case(medicines=["tobramicyn"]))
    said = findings(told, "interacting-medicine")[0]["message"]
    assert "tobramicyn" in said
    assert "read as" in said
    assert "tobramycin" in said


def test_a_medicine_written_among_the_conditions_is_still_weighed():
    told = document(case(conditions=["takes warfarin"]))
    assert severities(told, "bruising-medicine") == ["caution"]


def test_the_same_medicine_twice_is_said_once():
    told = document(case(medicines=["aspirin", "aspirin"]))
    assert severities(told, "bruising-medicine") == ["caution"]
