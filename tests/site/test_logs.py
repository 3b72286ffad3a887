"""The log never repeats what somebody typed."""

import logging
from datetime import timedelta
from types import SimpleNamespace

import pytest

from glabella.site.logs import DiscreetFormatter, logging_settings


def record_of(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except type(error) as caught:
        info = (type(caught), caught, caught.__traceback__)
    return logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "failed: %s", ("/plan/",), info
    )


def test_a_fault_is_logged_with_its_place_but_not_its_text():
    text = DiscreetFormatter().format(record_of(ValueError("Ms Made-Up, 34 units")))
    assert "Made-Up" not in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text
    assert "record_of" in text


def test_a_text_that_another_formatter_left_is_not_used():
    record = record_of(ValueError("Ms Made-Up"))
    record.exc_text = "Traceback ... Ms Made-Up"
    assert "Made-Up" not in DiscreetFormatter().format(record)


def test_query_strings_are_cut_off():
    record = logging.LogRecord(
        "gunicorn",
        logging.INFO,
        __file__,
        1,
        "at %s now",
        ("/plan/?name=Made-Up",),
        None,
    )
    assert DiscreetFormatter().format(record) == "at /plan/?... now"


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/link/Gq0-secret_/", "/link/..."),
        ("/link/Gq0-secret_/history/code/", "/link/..."),
        ("/accounts/link/MQ/d0k7-secret/", "/accounts/link/..."),
        ("/calendar/feed/Gq0-secret_.ics", "/calendar/feed/..."),
    ],
)
def test_the_secret_of_a_link_is_cut_off(path: str, logged: str):
    record = logging.LogRecord(
        "django.request", logging.WARNING, __file__, 1, "Not Found: %s", (path,), None
    )
    assert DiscreetFormatter().format(record) == f"Not Found: {logged}"


@pytest.mark.parametrize("name", ["django", "django.request", "django.server"])
def test_no_handler_of_the_framework_is_left(name: str):
    settings = logging_settings("INFO")
    assert settings["loggers"][name]["handlers"] == []
    assert settings["loggers"][name]["propagate"] is True
    assert settings["root"]["handlers"] == ["stderr"]


def test_the_line_of_a_request_does_not_repeat_a_link():
    from gunicorn.config import Config  # noqa: PLC0415 - 40 ms
    from gunicorn.http.wsgi import Response  # noqa: PLC0415

    from glabella.site import server  # noqa: PLC0415

    config = Config()
    answer = Response(SimpleNamespace(version=(1, 1)), None, config)
    answer.status = "200 OK"
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/",
        "PATH_INFO": "/link/secret/",
        "SERVER_PROTOCOL": "HTTP/1.1",
    }
    logger = server._discreet_logger()(config)
    atoms = logger.atoms(answer, SimpleNamespace(headers=[]), environ, timedelta(0))
    assert server.ACCESS_LINE % logger.atoms_wrapper_class(atoms) == (
        "- GET /link/... 200 0 bytes 0 ms"
    )
