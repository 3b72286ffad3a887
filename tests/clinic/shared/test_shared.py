"""Errors carry what a form needs; text is made comparable without losing letters."""

from django import forms
from django.core.exceptions import ValidationError

from glabella.clinic.shared.actor import SYSTEM, Actor
from glabella.clinic.shared.errors import Blocked, ClinicError, Invalid
from glabella.clinic.shared.text import comparable, one_line
from glabella.core.errors import GlabellaError


def test_what_django_finds_becomes_one_message_a_field():
    found = {
        "email": ["Not an address.", "Too long."],
        forms.forms.NON_FIELD_ERRORS: ["Both are missing."],
    }

    invalid = Invalid.from_validation(ValidationError(found))

    assert invalid.fields == {
        "email": "Not an address. Too long.",
        "": "Both are missing.",
    }
    assert "Both are missing." in str(invalid)


def test_a_plain_message_belongs_to_the_whole_form():
    assert Invalid.from_validation(ValidationError("No.")).fields == {"": "No."}
    assert Invalid.field("name", "Missing.").fields == {"name": "Missing."}


def test_a_blocked_step_says_what_is_missing_and_where_it_is_done():
    blocked = Blocked("The history is missing.", "/patients/1/history/")

    assert str(blocked) == blocked.what == "The history is missing."
    assert blocked.where == "/patients/1/history/"
    assert isinstance(blocked, ClinicError)
    assert isinstance(blocked, GlabellaError)


def test_actors_are_known_by_kind_and_a_patient_never_by_name():
    assert Actor.staff(3, "Ann") == Actor("3", "Ann", "staff")
    assert Actor.patient(3).name == "the patient"
    assert SYSTEM.kind == "system"


def test_text_is_folded_to_one_line():
    assert one_line("  a\n\tb\x00c\u2028d ") == "a b c d"


def test_comparable_text_folds_spelling_and_keeps_accents():
    assert comparable("  \uff21NN  Straße ") == "ann strasse"
    assert comparable("Zoë") != comparable("Zoe")
