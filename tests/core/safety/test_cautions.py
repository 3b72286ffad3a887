"""What a clinician must answer with a reason before the plan goes on."""

from datetime import timedelta

import pytest

from tests.cases import ON, case, document, findings, full_history, severities

NEAR_THE_EYE = ("glabella", "forehead", "crows_feet", "infraorbital", "brow_lift")
NEAR_THE_MOUTH = ("lip_flip", "perioral", "gummy", "dao", "chin")

# condition, area, rule, source
CONDITIONS = [
    ("dysphagia", "glabella", "swallowing-breathing", "BC-HL"),
    ("difficulty swallowing", "platysma", "swallowing-breathing", "BC-HL"),
    ("COPD", "glabella", "swallowing-breathing", "LBL2"),
    ("asthma", "glabella", "swallowing-breathing", "LBL2"),
    ("dysphonia", "glabella", "swallowing-breathing", "SUP-010"),
    ("dry eye", "crows_feet", "dry-eye", "BC-2019"),
    ("dry eyes", "glabella", "dry-eye", "BC-2019"),
    ("glaucoma", "crows_feet", "dry-eye", "SUP-020"),
    ("ectropion", "infraorbital", "eyelid", "PK16"),
    ("lax lower lid", "crows_feet", "eyelid", "PK16"),
    ("eyelid ptosis", "forehead", "eyelid", "DY-MED"),
    ("dermatochalasis", "forehead", "eyelid", "DY-MED"),
    ("blepharoplasty 2020", "crows_feet", "eyelid", "PK16"),
    ("body dysmorphic disorder", "glabella", "body-dysmorphia", "BDD1"),
    ("BDD", "lip_flip", "body-dysmorphia", "BDD1"),
    ("keloid", "glabella", "keloid", "CI1"),
    ("haemophilia", "glabella", "bleeding", "LE-PIL"),
    ("hemophilia A", "glabella", "bleeding", "LE-PIL"),
    ("von Willebrand disease", "glabella", "bleeding", "LE-PIL"),
    ("thrombocytopenia", "glabella", "bleeding", "LE-PIL"),
    ("heart attack 2024", "glabella", "cardiovascular", "BC-HL"),
    ("angina", "glabella", "cardiovascular", "BC-HL"),
    ("trumpet player", "lip_flip", "occupation", "GH1"),
    ("professional singer", "perioral", "occupation", "GH1"),
    ("actor", "lip_flip", "occupation", "GH1"),
    ("motor neuropathy", "glabella", "neuromuscular", "LBL2"),
]


@pytest.mark.parametrize(("text", "key", "rule", "source"), CONDITIONS)
def test_a_condition_is_a_caution_with_its_source(text, key, rule, source):
    told = document(case(areas=[key], conditions=[text]))
    found = findings(told, rule)
    assert [f["severity"] for f in found] == ["caution"]
    assert source in found[0]["sources"]
    assert text in found[0]["message"]
    assert findings(told, "not-recognised") == []
    assert told["status"] in {"needs_review", "blocked"}


@pytest.mark.parametrize("key", NEAR_THE_EYE)
def test_dry_eye_is_a_caution_for_every_area_near_the_eye(key):
    told = document(case(areas=[key], conditions=["dry eye"]))
    found = findings(told, "dry-eye")
    assert [f["severity"] for f in found] == ["caution"]
    assert found[0]["areas"] == [key]


@pytest.mark.parametrize("key", NEAR_THE_MOUTH)
def test_playing_the_trumpet_is_a_caution_for_every_area_near_the_mouth(key):
    told = document(case(areas=[key], conditions=["trumpet player"]))
    assert severities(told, "occupation") == ["caution"]


@pytest.mark.parametrize("key", ["glabella", *NEAR_THE_MOUTH, "masseter_slim"])
def test_an_earlier_facial_palsy_is_a_caution_wherever_the_face_is_treated(key):
    told = document(case(areas=[key], conditions=["Bell's palsy 2019"]))
    said = [f for f in told["findings"] if "Bell's palsy" in f["message"]]
    assert "caution" in {f["severity"] for f in said}
    assert told["status"] == "needs_review"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("dry eye", "masseter_slim"),
        ("trumpet player", "glabella"),
        ("ectropion", "chin"),
    ],
)
def test_a_condition_away_from_the_planned_areas_is_shown_and_not_dropped(text, key):
    told = document(case(areas=[key], conditions=[text]))
    said = [f for f in told["findings"] if text in f["message"]]
    assert {f["severity"] for f in said} == {"info"}
    assert told["status"] == "ok"


@pytest.mark.parametrize("question", full_history())
def test_each_question_that_was_not_asked_is_a_caution_of_its_own(question):
    table = case()
    del table["history"][question]
    told = document(table)
    found = findings(told, "not-asked")
    assert [f["severity"] for f in found] == ["caution"]
    assert question.replace("_", " ") in found[0]["message"].lower()
    assert told["status"] == "needs_review"


def test_a_history_that_was_not_taken_at_all_is_eight_cautions():
    table = case()
    del table["history"]
    assert severities(document(table), "not-asked") == ["caution"] * 8


def test_everything_asked_and_denied_is_no_finding():
    assert findings(document(case()), "not-asked") == []


def test_not_saying_whether_it_is_the_first_treatment_is_a_caution():
    table = case()
    del table["patient"]["first_treatment"]
    assert severities(document(table), "not-asked") == ["caution"]


@pytest.mark.parametrize("key", ["conditions", "medicines", "allergies"])
@pytest.mark.parametrize("text", ["zzyzx", "Flurbeldurb 20 mg", "黄疸症候群X"])
def test_a_word_that_is_not_known_is_echoed_where_it_stood(key, text):
    told = document(case(**{key: [text]}))
    found = findings(told, "not-recognised")
    assert [f["severity"] for f in found] == ["caution"]
    assert text.split()[0] in found[0]["message"]
    assert key in found[0]["message"]
    assert told["status"] == "needs_review"


def test_two_unknown_words_are_two_echoes():
    told = document(case(medicines=["zzyzx", "qwrtpl"]))
    assert severities(told, "not-recognised") == ["caution", "caution"]


def test_a_very_long_unknown_text_is_shortened_in_the_echo():
    told = document(case(conditions=["zzyzx " * 2000]))
    assert findings(told, "not-recognised")
    assert all(len(f["message"]) < 400 for f in told["findings"])


@pytest.mark.parametrize("text", ["line\nbreak zzyzx", "tab\tzzyzx", "zzyzx\u2028x"])
def test_an_echo_stays_on_one_line(text):
    told = document(case(conditions=[text]))
    assert all(len(f["message"].splitlines()) == 1 for f in told["findings"])


# kind, words the advice must hold, source
PROCEDURES = [
    ("laser", "ablative", "CMB1"),
    ("IPL", "non-ablative", "CMB1"),
    ("CO2 laser resurfacing", "2 weeks", "CMB1"),
    ("superficial peel", "7 days", "CMB2"),
    ("chemical peel", "7 days", "CMB2"),
    ("microneedling", "2 weeks", "CMB4"),
    ("filler", "toxin first", "CMB1"),
    ("hyaluronic acid filler", "toxin first", "CMB1"),
    ("facelift", "surgeon", "GLABELLA"),
    ("blepharoplasty", "surgeon", "GLABELLA"),
    ("cryolipolysis", "decide yourself", "GLABELLA"),
]


@pytest.mark.parametrize(("kind", "words", "source"), PROCEDURES)
def test_a_recent_procedure_is_a_caution_with_its_own_spacing(kind, words, source):
    recent = {"kind": kind, "on": ON - timedelta(days=3), "areas": ["forehead"]}
    told = document(case(areas=["forehead", "glabella"], recent_procedures=[recent]))
    found = findings(told, "recent-procedure")
    assert [f["severity"] for f in found] == ["caution"]
    assert words in found[0]["message"]
    assert source in found[0]["sources"]
    assert found[0]["areas"] == ["forehead"]
    assert "3 days ago" in found[0]["message"]


def test_a_light_treatment_that_spares_the_skin_is_not_called_resurfacing():
    recent = {"kind": "non-ablative laser", "on": ON, "areas": []}
    told = document(case(recent_procedures=[recent]))
    assert "non-ablative light" in findings(told, "recent-procedure")[0]["message"]


@pytest.mark.parametrize(
    ("days", "severity"), [(0, "caution"), (30, "caution"), (31, "info")]
)
def test_after_thirty_days_a_procedure_is_information(days, severity):
    # GLABELLA (ours): longer than every spacing that was read.
    recent = {"kind": "peel", "on": ON - timedelta(days=days), "areas": []}
    told = document(case(recent_procedures=[recent]))
    assert severities(told, "recent-procedure") == [severity]


def test_a_diabetic_is_told_what_to_look_for_and_may_be_treated():
    told = document(case(conditions=["type 2 diabetes"]))
    assert told["status"] == "ok"
    assert any("diabetes" in f["message"] for f in told["findings"])


def test_a_body_dysmorphic_form_is_asked_for_even_where_nothing_is_planned():
    told = document(case("daxxify", ["chin"], conditions=["BDD"]))
    assert severities(told, "body-dysmorphia") == ["caution"]
    assert told["status"] == "blocked"


def test_cautions_do_not_change_the_dose():
    calm = document(case())
    worried = document(case(conditions=["keloid", "dry eye"], medicines=["aspirin"]))
    assert calm["lines"] == worried["lines"]
