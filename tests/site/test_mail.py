"""How e-mail leaves is read from one variable, and never in the clear."""

import pytest

from glabella.site import mail
from glabella.site.env import EnvError

NAME = "GLABELLA_EMAIL_URL"


@pytest.fixture
def mailers(monkeypatch):
    def read(value: str, *, demo: bool = False) -> dict:
        monkeypatch.setenv(NAME, value)
        return mail.mailers(NAME, demo=demo)

    return read


@pytest.mark.parametrize(
    ("value", "port", "starts_tls", "is_tls"),
    [
        ("smtp://mail.test", 587, True, False),
        ("smtps://mail.test", 465, False, True),
        ("smtps://mail.test:4650", 4650, False, True),
        ("smtp+plain://localhost", 25, False, False),
    ],
)
def test_the_scheme_says_how_it_is_protected(mailers, value, port, starts_tls, is_tls):
    options = mailers(value)["default"]["OPTIONS"]
    assert (options["port"], options["use_tls"], options["use_ssl"]) == (
        port,
        starts_tls,
        is_tls,
    )


def test_user_and_password_may_have_special_characters(mailers):
    options = mailers("smtp://desk%40clinic.test:p%2Fw@mail.test")["default"]["OPTIONS"]
    assert (options["username"], options["password"]) == ("desk@clinic.test", "p/w")


def test_nothing_set_is_no_way_out(mailers):
    assert mailers("") == {}


def test_a_demonstration_has_no_way_out_whatever_is_set(mailers):
    assert mailers("smtp://mail.test", demo=True) == {}


@pytest.mark.parametrize(
    "value",
    [
        "mail.test",
        "http://mail.test",
        "smtp://",
        "smtp://mail.test/path",
        "smtp://mail.test:port",
        "smtp+plain://desk:secret@mail.test",
    ],
)
def test_what_cannot_be_meant_is_refused_without_repeating_it(mailers, value):
    with pytest.raises(EnvError) as refusal:
        mailers(value)
    assert NAME in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_the_sender_is_one_address(monkeypatch):
    monkeypatch.setenv("GLABELLA_EMAIL_FROM", "desk@clinic.test")
    assert mail.sender("GLABELLA_EMAIL_FROM") == "desk@clinic.test"
    monkeypatch.setenv("GLABELLA_EMAIL_FROM", "Desk <desk@clinic.test>")
    with pytest.raises(EnvError):
        mail.sender("GLABELLA_EMAIL_FROM")
