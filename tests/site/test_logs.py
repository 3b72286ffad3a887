"""The log never repeats what somebody typed."""

import logging

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


@pytest.mark.parametrize("name", ["django", "django.request", "django.server"])
def test_no_handler_of_the_framework_is_left(name: str):
    settings = logging_settings("INFO")
    assert settings["loggers"][name]["handlers"] == []
    assert settings["loggers"][name]["propagate"] is True
    assert settings["root"]["handlers"] == ["stderr"]
