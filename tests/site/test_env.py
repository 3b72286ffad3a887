"""Settings from the environment: what can be meant is taken, the rest refused."""

from pathlib import Path

import pytest

from glabella.site import env

NAME = "GLABELLA_UNDER_TEST"
SECRET = "a-secret-of-more-than-32-characters-in-all"  # noqa: S105 - made up


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch):
    return lambda value, name=NAME: monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("text", "meant"), [("1", True), ("Yes", True), ("off", False)]
)
def test_a_switch_understands_its_words(set_to, text: str, *, meant: bool):
    set_to(text)
    assert env.flag(NAME, default=not meant) is meant


def test_an_unset_switch_keeps_its_default():
    assert env.flag(NAME, default=True) is True
    assert env.flag(NAME) is False


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (env.flag, "maybe"),
        (lambda name: env.choice(name, ("LOW", "HIGH"), "LOW"), "low"),
        (env.listing, "one,,two"),
        (env.listing, "one two"),
        (env.time_zone, "Europe/Nowhere"),
        (env.time_zone, "../etc/passwd"),
        (lambda name: env.folder(name, "x"), __file__),
    ],
)
def test_a_wrong_value_is_refused_in_one_line_that_names_it(set_to, read, value: str):
    set_to(value)
    with pytest.raises(env.EnvError) as caught:
        read(NAME)
    assert NAME in str(caught.value)
    assert value[:80] in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_list_is_split_at_commas(set_to):
    set_to(" clinic.example , 10.0.0.5 ")
    assert env.listing(NAME) == ["clinic.example", "10.0.0.5"]


def test_a_secret_comes_from_the_variable_or_from_a_file(set_to, tmp_path: Path):
    assert env.secret(NAME) is None
    file = tmp_path / "key"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    set_to(str(file), f"{NAME}_FILE")
    assert env.secret(NAME) == SECRET
    set_to(SECRET)
    with pytest.raises(env.EnvError, match="both set"):
        env.secret(NAME)


def test_a_short_secret_is_refused_and_never_repeated(set_to):
    set_to("hunter2")
    with pytest.raises(env.EnvError) as caught:
        env.secret(NAME)
    assert "hunter2" not in str(caught.value)


def test_a_secret_file_that_cannot_be_read_is_named(set_to, tmp_path: Path):
    set_to(str(tmp_path / "missing"), f"{NAME}_FILE")
    with pytest.raises(env.EnvError, match="missing"):
        env.secret(NAME)


def test_the_default_database_is_sqlite_that_queues_writers(tmp_path: Path):
    file = tmp_path / "records.sqlite3"
    database = env.database(NAME, sqlite_file=file)
    assert database["NAME"] == str(file)
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_a_database_server_is_read_from_its_address(set_to, tmp_path: Path):
    set_to("postgresql://clinic:p%40ss@db.example:5433/records")
    database = env.database(NAME, sqlite_file=tmp_path)
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["USER"], database["PASSWORD"]) == ("clinic", "p@ss")
    assert (database["HOST"], database["PORT"]) == ("db.example", "5433")
    assert database["NAME"] == "records"


def test_another_sqlite_file_is_named_by_its_whole_path(set_to, tmp_path: Path):
    set_to("sqlite:////srv/records%20a.sqlite3")
    assert env.database(NAME, sqlite_file=tmp_path)["NAME"] == "/srv/records a.sqlite3"


@pytest.mark.parametrize(
    "address",
    [
        "mysql://u:topsecret@h/n",
        "postgresql://u:topsecret@h",
        "postgresql://u:topsecret@h/n?sslmode=off",
        "postgresql://u:topsecret@h:port/n",
        "sqlite://relative.sqlite3",
        "records.sqlite3",
    ],
)
def test_a_wrong_database_is_refused_without_its_password(
    set_to, address: str, tmp_path: Path
):
    set_to(address)
    with pytest.raises(env.EnvError) as caught:
        env.database(NAME, sqlite_file=tmp_path)
    assert NAME in str(caught.value)
    assert "topsecret" not in str(caught.value)
