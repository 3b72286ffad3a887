"""The matcher by itself, on a vocabulary small enough to see through."""

import dataclasses

import pytest
from hypothesis import given, strategies as st

from glabella.core.vocabulary import KINDS, TermClass, Vocabulary
from glabella.core.vocabulary.index import edit_distance
from glabella.core.vocabulary.text import fold
from glabella.core.vocabulary.words import _LISTS


def _class(class_id, kind, *terms, effect="screening", misspelt=()):
    return TermClass(
        id=class_id,
        kind=kind,
        name=class_id,
        effect=effect,
        sources=("GLABELLA",),
        note="",
        terms=terms,
        misspelt=misspelt,
    )


SMALL = Vocabulary(
    (
        _class("weak", "condition", "myasthenia gravis", "MG"),
        _class("face", "condition", "Bell's palsy"),
        _class("swallow", "condition", "dysphagia"),
        _class("baby", "condition", "pregnant"),
        _class(
            "thin",
            "medicine",
            "warfarin",
            "Coumadin",
            "heparin",
            effect="bruising",
            misspelt=(("worfarin", "warfarin"),),
        ),
        _class("plate", "medicine", "aspirin", "ASA", effect="bruising"),
        _class("one", "medicine", "quinidine", effect="stronger"),
        _class("two", "medicine", "quinipine", effect="weaker"),
        _class("both-a", "medicine", "neosporin", effect="stronger"),
        _class("both-b", "medicine", "neosporin", effect="stronger"),
        _class("toxin-taken", "medicine", "Botox", effect="weakness"),
        _class("toxin-allergy", "allergy", "Botox", effect="allergy"),
        _class("plain", "medicine", "omeprazole", "vit E", effect="no-known-effect"),
    )
)


def _ids(text, kind="medicine"):
    return [match.class_id for match in SMALL.recognise(text, kind=kind).matches]


def _only(text, kind="medicine"):
    (match,) = SMALL.recognise(text, kind=kind).matches
    return match


# --- finding terms --------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "warfarin",
        "WARFARIN",
        "Warfarin 5 mg",
        "warfarin-sodium",
        "  warfarin\t",
        "Wárfarin",
    ],
)
def test_capitals_accents_and_doses_make_no_difference(text):
    recognition = SMALL.recognise(text, kind="medicine")
    assert [match.class_id for match in recognition.matches] == ["thin"]
    assert recognition.unrecognised == ()


@pytest.mark.parametrize(
    "text",
    ["Bell's palsy", "Bell\u2019s palsy", "Bells palsy", "bell palsies", "BELLS-PALSY"],
)
def test_apostrophes_and_plurals_make_no_difference(text):
    assert _ids(text, "condition") == ["face"]


def test_every_term_of_a_text_is_found_and_the_rest_is_echoed():
    recognition = SMALL.recognise("aspirin and foobarol; warfarin", kind="medicine")
    assert [match.class_id for match in recognition.matches] == ["plate", "thin"]
    assert recognition.unrecognised == ("foobarol",)


def test_a_match_keeps_what_was_written_and_what_it_was_read_as():
    match = _only("Takes COUMADIN 3 mg")
    assert (match.text, match.term, match.matched_by) == (
        "COUMADIN",
        "Coumadin",
        "exact",
    )


def test_a_term_of_two_classes_is_found_in_both():
    assert _ids("neosporin") == ["both-a", "both-b"]


@pytest.mark.parametrize("text", ["ASA", "a.s.a.", "A S A"])
def test_an_abbreviation_may_be_dotted(text):
    assert _ids(text) == ["plate"]


def test_words_that_only_sound_like_an_abbreviation_are_none():
    assert _ids("as a supplement") == []


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("MG", "condition", ["weak"]),
        ("mg", "condition", ["weak"]),
        ("MG", "medicine", ["weak"]),
        ("aspirin 75 MG", "medicine", ["plate"]),
        ("aspirin 75 mg", "condition", ["plate"]),
        ("aspirin 75mg", "medicine", ["plate"]),
        ("aspirin mg", "medicine", ["plate"]),
        ("Mg", "medicine", []),
    ],
)
def test_mg_is_a_disease_or_a_unit_by_what_stands_around_it(text, kind, expected):
    assert _ids(text, kind) == expected


# --- kinds ------------------------------------------------------------------------


def test_the_own_kind_is_searched_first():
    assert _ids("Botox", "medicine") == ["toxin-taken"]
    assert _ids("Botox", "allergy") == ["toxin-allergy"]


def test_a_medicine_among_conditions_is_recognised():
    assert _ids("warfarin", "condition") == ["thin"]


@pytest.mark.parametrize(
    "text",
    [
        "allergic to Botox",
        "Botox allergy",
        "allergy: Botox",
        "allergy Botox 2019",
        "anaphylaxis after Botox",
        "allergic reaction to Botox",
        "bad reaction following Botox",
        "Botox reaction",
    ],
)
def test_an_allergy_told_among_conditions_is_an_allergy(text):
    match = _only(text, "condition")
    assert match.class_id == "toxin-allergy"
    assert match.as_allergy


def test_a_disease_in_the_list_of_allergies_is_still_a_disease():
    assert not _only("dysphagia", "allergy").as_allergy
    assert _only("aspirin", "allergy").as_allergy


def test_no_reaction_says_neither_allergy_nor_absence():
    match = _only("no reaction to warfarin")
    assert (match.as_allergy, match.negated) == (False, False)


def test_an_allergy_ends_with_its_clause():
    first, second = SMALL.recognise(
        "allergic to aspirin, takes warfarin", kind="medicine"
    ).matches
    assert (first.as_allergy, second.as_allergy) == (True, False)


def test_another_kind_of_list_is_refused():
    with pytest.raises(ValueError, match="kind must be one of condition"):
        SMALL.recognise("aspirin", kind="procedure")


def test_a_class_is_found_by_its_id():
    assert SMALL.term_class("thin").terms[0] == "warfarin"
    with pytest.raises(KeyError):
        SMALL.term_class("nothing")


def test_values_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SMALL.classes = ()
    with pytest.raises(dataclasses.FrozenInstanceError):
        _only("aspirin").negated = True


# --- spelling ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["warfrain", "warfarine", "wafarin", "warfaarin", "worfarin", "coumodin"]
)
def test_a_slip_in_a_long_word_is_read_and_said(text):
    match = _only(text)
    assert (match.class_id, match.matched_by) == ("thin", "spelling")
    assert match.term in {"warfarin", "Coumadin"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("botos", "the word is short"),
        ("varfarin", "the first letter differs"),
        ("wurfirin", "two letters are wrong in a word of eight"),
        ("omeprasolo", "a harmless reading allows one letter"),
        ("quinipidine", "two classes are as near"),
        ("quinidine5", "it is no plain word"),
    ],
)
def test_a_guess_is_not_made(text, why):
    recognition = SMALL.recognise(text, kind="medicine")
    assert recognition.matches == (), why
    assert recognition.unrecognised == (text,)


def test_names_that_differ_by_one_letter_are_each_read_exactly():
    assert _only("quinidine").class_id == "one"
    assert _only("quinipine").class_id == "two"
    assert _ids("quinidipine") == []


def test_two_letters_may_be_wrong_in_nine():
    assert _only("myastenia graviz", "condition").class_id == "weak"


def test_a_very_long_text_is_matched_exactly_only():
    assert _ids("warfrain " + "foobarol " * 100) == []
    assert _ids("warfarin " + "foobarol " * 100) == ["thin"]


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [
        ("warfarin", "warfarin", 0),
        ("warfrain", "warfarin", 1),
        ("wafarin", "warfarin", 1),
        ("warfarins", "warfarin", 1),
        ("warferen", "warfarin", 2),
        ("aspirin", "warfarin", 3),
        ("", "abc", 3),
    ],
)
def test_letters_are_counted_up_to_the_bound(one, other, letters):
    assert edit_distance(one, other, 2) == letters


# --- what is said of a term ---------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "no dysphagia",
        "No history of dysphagia",
        "denies dysphagia",
        "not known to have dysphagia",
        "never had dysphagia",
        "without dysphagia",
        "dysphagia: none",
        "dysphagia - no",
        "dysphagia (no)",
        "dysphagia ruled out",
        "negative for dysphagia",
        "no warfarin or dysphagia",
        "denies warfarin, aspirin and dysphagia",
    ],
)
def test_a_denied_term_is_found_and_denied(text):
    *_, match = SMALL.recognise(text, kind="condition").matches
    assert (match.class_id, match.negated) == ("swallow", True)


@pytest.mark.parametrize(
    "text",
    [
        "dysphagia",
        "previous dysphagia",
        "dysphagia resolved",
        "not well controlled dysphagia",
        "no longer dysphagia",
        "no improvement of dysphagia",
        "no change in dysphagia",
        "dysphagia not ruled out",
        "cannot rule out dysphagia",
        "no warfarin, dysphagia",
        "no warfarin and dysphagia",
        "no warfarin but dysphagia",
        "no warfarin. Dysphagia.",
        "denies warfarin; dysphagia",
        "denies warfarin, has dysphagia",
        "nothing except dysphagia",
        "no treatment for dysphagia",
        "?dysphagia",
    ],
)
def test_where_grammar_leaves_doubt_the_term_counts(text):
    *_, match = SMALL.recognise(text, kind="condition").matches
    assert (match.class_id, match.negated) == ("swallow", False)


@pytest.mark.parametrize(
    "text",
    [
        "family history of myasthenia gravis",
        "FHx: MG",
        "mother has MG",
        "father died of myasthenia gravis",
        "MG in her sister",
        "MG (mother)",
        "brother (MG)",
        "MG runs in the family",
    ],
)
def test_what_a_relative_has_is_said_of_the_family(text):
    match = _only(text, "condition")
    assert (match.class_id, match.family, match.negated) == ("weak", True, False)


@pytest.mark.parametrize(
    "text",
    [
        "pregnant mother",
        "mother of two, pregnant",
        "new mother pregnant",
        "family history of MG and pregnant",
        "mother had MG, pregnant",
        "personal and family history: pregnant",
        "family doctor says pregnant",
    ],
)
def test_what_is_said_of_the_person_is_not_given_to_the_family(text):
    *_, match = SMALL.recognise(text, kind="condition").matches
    assert (match.class_id, match.family) == ("baby", False)


def test_denied_in_person_and_family_is_denied():
    match = _only("no personal or family history of MG", "condition")
    assert (match.negated, match.family) == (True, False)


# --- what is handed back --------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "  ", "-", "none", "Nil.", "n/a", "N/A", "no", "NKDA", "no known allergies",
     "nothing relevant", "takes no medicines", "keine"],
)  # fmt: skip
def test_a_plain_none_is_neither_a_match_nor_unknown(text):
    recognition = SMALL.recognise(text, kind="medicine")
    assert (recognition.matches, recognition.unrecognised) == ((), ())


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("foobarol", ("foobarol",)),
        ("foobarol 20 mg od", ("foobarol",)),
        ("foo bar syndrome", ("foo bar",)),
        ("foobarol, zyx", ("foobarol", "zyx")),
        ("foobarol and zyx", ("foobarol", "zyx")),
        ("foobarol foobarol, foobarol", ("foobarol foobarol", "foobarol")),
        ("no foobarol", ("no foobarol",)),
        ("not sure", ("not sure",)),
        ("not known", ("not known",)),
        ("unknown", ("unknown",)),
        ("12345", ("12345",)),
        ("5 mg", ("5 mg",)),
        ("yes", ("yes",)),
        ("???", ("???",)),
        ("tablets", ("tablets",)),
        ("\u4e2d\u6587", ("\u4e2d\u6587",)),
    ],
)
def test_what_is_not_understood_is_handed_back(text, unknown):
    recognition = SMALL.recognise(text, kind="medicine")
    assert (recognition.matches, recognition.unrecognised) == ((), unknown)


def test_control_and_invisible_characters_do_not_reach_the_answer():
    recognition = SMALL.recognise(
        "war\u200bfarin\x1b[31m\u202e foobarol", kind="medicine"
    )
    assert [match.class_id for match in recognition.matches] == ["thin"]
    assert recognition.text == "warfarin [31m foobarol"


@given(st.text(max_size=200), st.sampled_from(KINDS))
def test_any_text_is_answered_with_parts_of_itself(text, kind):
    recognition = SMALL.recognise(text, kind=kind)
    assert all(match.text in recognition.text for match in recognition.matches)
    assert all(part in recognition.text for part in recognition.unrecognised)
    assert recognition == SMALL.recognise(text, kind=kind)


PARTS = ("warfarin", "aspirin", "no", "or", "and", "mother", "foobarol", "5 mg", ",", "allergic to", "denies", "(", "MG")  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=12), st.sampled_from(KINDS))
def test_no_term_is_ever_lost_and_no_unknown_word_dropped(parts, kind):
    text = " ".join(parts)
    recognition = SMALL.recognise(text, kind=kind)
    written = {match.text.lower() for match in recognition.matches}
    assert {"warfarin", "aspirin"} & set(parts) <= written
    if "foobarol" in parts:
        assert any("foobarol" in part for part in recognition.unrecognised)


# --- the words around ------------------------------------------------------------------


def test_no_word_has_two_meanings():
    meanings: dict[str, str] = {}
    for role, words in _LISTS.items():
        for word in words.split():
            assert meanings.setdefault(fold(word), role) == role, word


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Oesophagus", "esophagus"),
        ("haemophilia", "hemophilia"),
        ("SULPHATE", "sulfate"),
        ("d'asthme", "asthme"),
        ("Stra\u00dfe", "strasse"),
        ("\u0152uf", "euf"),
        ("allergies", "allergy"),
        ("abscesses", "abscess"),
        ("diagnosis", "diagnosis"),
        ("ALS", "als"),
    ],
)
def test_a_word_is_folded_for_comparison(word, folded):
    assert fold(word) == folded
