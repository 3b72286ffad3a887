"""A letter that no database keeps is refused in words, and stops no other entry."""

import pytest

from tests.clinic.injections.conftest import sent

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("letter", ["\x00", "\ud83d"], ids=["nothing", "half an emoji"])
@pytest.mark.parametrize(
    ("kind", "site", "told"),
    [
        ("note", "", {"text": "calm {}"}),
        ("note", "", {"text": "calm", "device": "tablet{}"}),
        ("vial", "", {"lot": "C1{}"}),
        ("give", "glabella/procerus{}", {}),
        ("give_all", "", {"sites": ["{}"]}),
        ("check", "", {"step": "identity", "answer": "done", "note": "{}"}),
    ],
)
def test_half_a_letter_is_refused_in_words(session, injector, letter, kind, site, told):
    filled = {
        name: [one.format(letter) for one in text]
        if isinstance(text, list)
        else text.format(letter)
        for name, text in told.items()
    }
    answer = sent(session, injector, kind, site.format(letter), **filled)
    assert answer.result == "refused"
    assert "letter" in answer.message
