"""Search finds people in spite of spelling, and duplicates before they are made."""

from datetime import date

import pytest

from glabella.clinic.patients import selectors, services
from glabella.clinic.patients.names import fold, likeness, trigrams
from glabella.clinic.patients.selectors.days import day_meant
from tests.clinic.people import AT

PEOPLE = [
    ("John", "Smith", date(1984, 5, 17), "john@mail.test", "+44 20 7946 0018"),
    ("Zoë", "O'Neil-Brandt", date(1990, 1, 2), "zoe@mail.test", "030 1234567"),
    ("Maria", "Martínez", date(1975, 12, 31), "", ""),
    ("Søren", "Łukasiewicz", date(1969, 7, 20), "", ""),
    ("Ann", "Smythe", date(1984, 5, 17), "", ""),
]


@pytest.fixture
def people(front_desk):
    return [
        services.register(
            actor=front_desk,
            at=AT,
            given_name=given,
            family_name=family,
            born_on=born,
            sex="female",
            email=email,
            phone=phone,
        )
        for given, family, born, email, phone in PEOPLE
    ]


def names(front_desk, text: str) -> list[str]:
    found = selectors.find(viewer=front_desk, text=text, at=AT)
    return [one.patient.full_name for one in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("jon smth", "John Smith"),
        ("smith john", "John Smith"),
        ("SMITH", "John Smith"),
        ("zoe oneil", "Zoë O'Neil-Brandt"),
        ("zoë brand", "Zoë O'Neil-Brandt"),
        ("martines", "Maria Martínez"),
        ("mart", "Maria Martínez"),
        ("soren lukasiewcz", "Søren Łukasiewicz"),
        ("1984-05-17", "John Smith"),
        ("17 May 1984", "John Smith"),
        ("ZOE@mail.test", "Zoë O'Neil-Brandt"),
        ("020 7946 0018", "John Smith"),
        ("+49 30 1234567", "Zoë O'Neil-Brandt"),
        ("3", "Maria Martínez"),
    ],
)
def test_typed_so_the_right_person_comes_first(people, front_desk, typed, first):
    assert names(front_desk, typed)[0] == first


@pytest.mark.parametrize("typed", ["", "   ", "%", "xq", "99999999999", "\x00"])
def test_what_fits_nobody_finds_nobody(people, front_desk, typed):
    assert names(front_desk, typed) == []


def test_a_search_costs_a_fixed_number_of_queries(
    people, front_desk, django_assert_max_num_queries
):
    with django_assert_max_num_queries(5):
        names(front_desk, "jon smth")


def test_an_erased_or_foreign_name_is_not_suggested(people, stranger):
    assert selectors.suggest(viewer=stranger, text="smith", at=AT) == []


def test_duplicates_are_told_with_their_reasons(people, front_desk):
    found = selectors.possible_duplicates(
        viewer=front_desk,
        at=AT,
        name="Jon Smith",
        born_on=date(1984, 5, 17),
        phone="0044 20 7946 0018",
    )
    assert found[0].patient == people[0]
    assert found[0].reasons == (
        "similar name",
        "same birth date",
        "same telephone number",
    )
    assert found[0].sure


def test_the_same_birth_date_alone_is_no_duplicate(people, front_desk):
    assert (
        selectors.possible_duplicates(
            viewer=front_desk, at=AT, name="Bob Unlike", born_on=date(1984, 5, 17)
        )
        == []
    )


def test_a_person_is_no_duplicate_of_themself(people, front_desk):
    assert (
        selectors.possible_duplicates(
            viewer=front_desk, at=AT, name="John Smith", but=people[0].id
        )
        == []
    )


def test_pieces_are_those_of_pg_trgm():
    assert list(trigrams("Jo")) == ["__j", "_jo", "jo_"]


def test_marks_and_accents_are_folded():
    assert fold("  ÉLODIE  d'Ø-Straße ") == "elodie do strasse"


def test_a_name_is_like_itself_and_unlike_another():
    assert likeness("john smith", "Smith John") == 1
    assert likeness("john smith", "Maria Martinez") < 0.5
    assert likeness("", "Maria") == 0


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1984-05-17", date(1984, 5, 17)),
        ("17.5.1984", date(1984, 5, 17)),
        ("17/05/1984", date(1984, 5, 17)),
        ("5/17/1984", date(1984, 5, 17)),
        ("17th may 1984", date(1984, 5, 17)),
        ("Sept 3, 1990", date(1990, 9, 3)),
        ("31.2.1990", None),
        ("17 ju 1990", None),
        ("smith", None),
    ],
)
def test_days_are_understood_as_people_write_them(typed, day):
    assert day_meant(typed) == day
