"""What forbids a treatment: pregnancy, age, infection, place, nerve and muscle."""

from datetime import date

import pytest

from tests.cases import AUTHORISED, PRODUCTS, case, document, findings, severities


@pytest.mark.parametrize("product", AUTHORISED)
def test_pregnancy_blocks_every_product(product):
    told = document(case(product, pregnant=True))
    assert severities(told, "pregnancy") == ["block"]
    assert told["status"] == "blocked"


@pytest.mark.parametrize("text", ["pregnant", "20 weeks pregnant", "Pregnancy"])
@pytest.mark.parametrize("answer", [False, "not_applicable"])
def test_pregnancy_written_among_the_conditions_counts(text, answer):
    told = document(case(pregnant=answer, conditions=[text]))
    assert severities(told, "pregnancy") == ["block"]


@pytest.mark.parametrize("answer", [False, "not_applicable"])
@pytest.mark.parametrize("conditions", [[], ["not pregnant"]])
def test_no_pregnancy_raises_nothing(answer, conditions):
    told = document(case(pregnant=answer, conditions=conditions))
    assert findings(told, "pregnancy") == []
    assert told["status"] == "ok"


# product, where, expected, source of the product's own text
FEEDING = [
    ("azzalure", "UK", "block", "AZ-ES"),
    ("azzalure", "EU", "block", "AZ-ES"),
    ("alluzience", "UK", "block", "AL-HU"),
    ("bocouture", "EU", "block", "BO-MERZ"),
    ("letybo", "UK", "block", "LE-PLL"),
    ("letybo", "EU", "block", "LE-PLL"),
    ("letybo", "US", "caution", None),
    ("botox-cosmetic", "US", "caution", None),
    ("botox", "EU", "caution", None),
    ("dysport", "US", "caution", None),
    ("xeomin", "US", "caution", None),
    ("jeuveau", "US", "caution", None),
    ("nuceiva", "UK", "caution", None),
    ("daxxify", "US", "caution", None),
    ("relfydess", "EU", "caution", None),
]


@pytest.mark.parametrize(("product", "where", "expected", "source"), FEEDING)
def test_breastfeeding_blocks_only_where_the_products_text_says_not_to(
    product, where, expected, source
):
    told = document(case(product, where=where, breastfeeding=True))
    found = findings(told, "breastfeeding")
    assert [f["severity"] for f in found] == [expected]
    assert source is None or source in found[0]["sources"]


def test_breastfeeding_written_among_the_conditions_counts():
    told = document(case(conditions=["breast-feeding"]))
    assert severities(told, "breastfeeding") == ["caution"]


@pytest.mark.parametrize(("age", "blocked"), [(0, True), (17, True), (18, False)])
@pytest.mark.parametrize("product", ["botox-cosmetic", "letybo", "relfydess"])
def test_nobody_under_eighteen_is_treated(product, age, blocked):
    told = document(case(product, age_years=age))
    assert (told["status"] == "blocked") == blocked
    assert severities(told, "age") == (["block"] if blocked else [])


@pytest.mark.parametrize(
    ("born_on", "blocked"), [(date(2008, 11, 20), False), (date(2008, 11, 21), True)]
)
def test_the_eighteenth_birthday_decides(born_on, blocked):
    table = case(born_on=born_on)
    del table["patient"]["age_years"]
    assert (document(table)["status"] == "blocked") == blocked


# product, where, age, expected severity, source
AGES = [
    ("azzalure", "UK", 64, None, None),
    ("azzalure", "UK", 65, "caution", "AZ-EMC"),
    ("azzalure", "EU", 66, "caution", "AZ-EMC"),
    ("alluzience", "UK", 65, "caution", "AL-EMC"),
    ("bocouture", "EU", 65, "caution", "BO-API"),
    ("nuceiva", "UK", 65, "caution", "NU-MED"),
    ("relfydess", "EU", 65, "caution", "RE-PIL"),
    ("dysport", "US", 65, "caution", "DY-MPR"),
    ("letybo", "UK", 74, None, None),
    ("letybo", "UK", 75, "block", "LE-UK"),
    ("letybo", "EU", 80, "block", "LE-SMPC"),
    ("letybo", "US", 80, None, None),
    ("botox-cosmetic", "US", 90, None, None),
    ("xeomin", "US", 90, None, None),
]


@pytest.mark.parametrize(("product", "where", "age", "expected", "source"), AGES)
def test_upper_ages_follow_the_label_of_that_place(
    product, where, age, expected, source
):
    found = findings(document(case(product, where=where, age_years=age)), "age")
    assert [f["severity"] for f in found] == ([expected] if expected else [])
    assert source is None or source in found[0]["sources"]


@pytest.mark.parametrize("product", PRODUCTS)
@pytest.mark.parametrize("where", ["US", "UK", "EU"])
def test_a_product_is_planned_only_where_it_is_authorised(product, where):
    told = document(case(product, where=where))
    allowed = where in AUTHORISED.get(product, ())
    assert severities(told, "not-authorised") == ([] if allowed else ["block"])
    if not allowed:
        assert told["status"] == "blocked"


@pytest.mark.parametrize("key", ["glabella", "hh_axilla", "masseter_slim"])
def test_infection_at_a_planned_site_blocks(key):
    told = document(case("botox", [key], where="US", infection_at_site=[key]))
    assert severities(told, "infection") == ["block"]
    assert findings(told, "infection")[0]["areas"] == [key]


@pytest.mark.parametrize(
    ("planned", "infected"),
    [
        ("micro_upper", "forehead"), ("sebum", "forehead"), ("sebum", "chin"),
        ("migraine", "glabella"), ("migraine", "forehead"), ("perioral", "lip_flip"),
        ("masseter_slim", "masseter_brux"), ("masseter_brux", "masseter_slim"),
        ("forehead", "hh_forehead"), ("forehead", "micro_upper"),
    ],
)  # fmt: skip
def test_infection_of_the_same_skin_under_another_name_blocks(planned, infected):
    told = document(case("botox", [planned], where="US", infection_at_site=[infected]))
    assert severities(told, "infection") == ["block"]


def test_infection_somewhere_else_is_a_caution():
    told = document(case(infection_at_site=["hh_sole"]))
    assert severities(told, "infection") == ["caution"]
    assert told["status"] == "needs_review"


def test_infection_under_the_droplets_that_replace_the_area_asked_for_blocks():
    told = document(
        case(areas=["crows_feet"], technique="skin", infection_at_site=["micro_upper"])
    )
    assert "block" in severities(told, "infection")


def test_an_infection_in_words_is_a_caution_beside_any_named_area():
    for named in ([], ["hh_sole"]):
        told = document(case(conditions=["herpes labialis"], infection_at_site=named))
        said = [f for f in findings(told, "infection") if "herpes" in f["message"]]
        assert [f["severity"] for f in said] == ["caution"]


# condition, product, where, expected, source
NERVE_AND_MUSCLE = [
    ("myasthenia gravis", "botox-cosmetic", "US", "caution", "BC-GLC"),
    ("myasthenia gravis", "dysport", "US", "caution", None),
    ("myasthenia gravis", "letybo", "US", "caution", None),
    ("myasthenia gravis", "letybo", "UK", "block", "LE-UK"),
    ("myasthenia gravis", "letybo", "EU", "block", None),
    ("MG", "bocouture", "UK", "block", "BO-MERZ"),
    ("Lambert-Eaton", "nuceiva", "UK", "block", "NU-PIL"),
    ("LEMS", "nuceiva", "EU", "block", None),
    ("Lambert-Eaton", "relfydess", "EU", "block", "RE-FI"),
    ("ALS", "relfydess", "EU", "block", "RE-FI"),
    ("ALS", "letybo", "UK", "block", "LE-UK"),
    ("motor neurone disease", "letybo", "UK", "block", "LE-UK"),
    ("ALS", "botox-cosmetic", "US", "caution", "BC-GLC"),
    ("myasthenia gravis", "azzalure", "UK", "block", None),
    ("myasthenia gravis", "alluzience", "EU", "block", None),
    ("myasthenia gravis", "botox", "UK", "block", None),
    ("myasthenia gravis", "botox", "US", "caution", None),
    ("ALS", "bocouture", "EU", "block", None),
    ("ALS", "azzalure", "EU", "block", None),
    ("motor neuropathy", "botox-cosmetic", "US", "caution", None),
    ("muscular dystrophy", "botox-cosmetic", "US", "caution", None),
]


@pytest.mark.parametrize(
    ("condition", "product", "where", "expected", "source"), NERVE_AND_MUSCLE
)
def test_diseases_of_nerve_and_muscle_follow_the_label_of_that_place(
    condition, product, where, expected, source
):
    told = document(case(product, where=where, conditions=[condition]))
    found = findings(told, "neuromuscular")
    assert [f["severity"] for f in found] == [expected]
    assert source is None or source in found[0]["sources"]
    assert told["status"] == ("blocked" if expected == "block" else "needs_review")


@pytest.mark.parametrize("text", ["no myasthenia gravis", "denies MG"])
def test_a_denied_disease_raises_nothing_and_is_not_dropped(text):
    told = document(case("letybo", where="UK", conditions=[text]))
    assert findings(told, "neuromuscular") == []
    assert any(text in f["message"] for f in told["findings"])
    assert told["status"] != "blocked"


def test_a_disease_of_the_family_raises_nothing_and_is_shown():
    told = document(case(conditions=["mother has myasthenia gravis"]))
    assert findings(told, "neuromuscular") == []
    assert any("family" in f["message"] for f in told["findings"])


def test_the_past_still_counts():
    told = document(case("bocouture", conditions=["history of myasthenia gravis"]))
    assert severities(told, "neuromuscular") == ["block"]


def test_a_blocked_plan_still_gives_all_its_other_findings():
    told = document(
        case("dysport", pregnant=True, allergies=["milk"], medicines=["aspirin"])
    )
    rules = {f["rule"] for f in told["findings"]}
    assert {"pregnancy", "allergy", "bruising-medicine"} <= rules


def test_screening_looks_at_the_droplets_that_replace_the_area_asked_for():
    told = document(case(areas=["glabella"], technique="skin", conditions=["dry eye"]))
    assert severities(told, "dry-eye") == ["caution"]
