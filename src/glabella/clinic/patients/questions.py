"""The health questions: the case file's keys, in words for patients and for staff.

A key of the answers that is missing means "not asked", which the planner reports; so
a question that nobody answered never turns into a no.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from glabella.clinic.shared.errors import Invalid
from glabella.clinic.shared.text import one_line
from glabella.core.case_reading import HABITS
from glabella.evidence import catalogue
from glabella.evidence.vocabulary import vocabulary

__all__ = [
    "BY_KEY",
    "NOT_APPLICABLE",
    "QUESTIONS",
    "Kind",
    "Question",
    "area_name",
    "cleaned",
    "suggestions",
]

Kind = Literal["flag", "areas", "texts", "procedures", "habits", "text"]
NOT_APPLICABLE: Final = "not_applicable"
MOST_LINES: Final = 40
LONGEST_LINE: Final = 160
LONGEST_TEXT: Final = 2000


@dataclass(frozen=True, slots=True)
class Question:
    """One question: ``ask`` for the patient, ``label`` for staff."""

    key: str
    kind: Kind
    label: str
    ask: str
    help: str = ""
    detail: str = ""
    """What a yes is asked for."""
    vocabulary: str = ""
    """The kind of the core's vocabulary that suggestions come from."""
    for_women: bool = False


QUESTIONS: Final = (
    Question(
        "pregnant",
        "flag",
        "Pregnant, or may be",
        "Are you pregnant, or could you be?",
        for_women=True,
    ),
    Question(
        "breastfeeding",
        "flag",
        "Breastfeeding",
        "Are you breastfeeding?",
        for_women=True,
    ),
    Question(
        "infection_at_site",
        "areas",
        "Infection at a site",
        "Do you have an infection, a cold sore or a rash on your face or where you "
        "want to be treated?",
        detail="Where is it?",
    ),
    Question(
        "allergies",
        "texts",
        "Allergies",
        "Are you allergic to anything?",
        help="Medicines, foods such as cow's milk, latex, plasters, disinfectants.",
        detail="To what? One on each line.",
        vocabulary="allergy",
    ),
    Question(
        "conditions",
        "texts",
        "Conditions",
        "Do you have, or did you have, an illness or an operation?",
        help="Also of nerves or muscles, eyes, swallowing, breathing, bleeding or "
        "scars, and whether you worry a great deal about your looks.",
        detail="Which? One on each line.",
        vocabulary="condition",
    ),
    Question(
        "medicines",
        "texts",
        "Medicines",
        "Do you take any medicines?",
        help="Tablets, injections, drops, also without a prescription, and "
        "supplements.",
        detail="Which, and how much if you know? One on each line.",
        vocabulary="medicine",
    ),
    Question(
        "recent_procedures",
        "procedures",
        "Recent procedures",
        "In the last three months, was anything else done to your face?",
        help="Laser, peeling, needling, fillers, dental work, an operation.",
        detail="What, and when?",
    ),
    Question(
        "previous",
        "texts",
        "Earlier treatments elsewhere, as told",
        "Were you treated for lines or for sweating by injection before?",
        detail="When and where roughly, with what if you know, and how did it turn "
        "out? One on each line.",
    ),
    Question(
        "habits",
        "habits",
        "Habits",
        "A few habits",
        help="What they do to the result is not known. They are recorded for you.",
    ),
    Question(
        "remarks",
        "text",
        "Anything else",
        "Is there anything else that we should know?",
    ),
)
BY_KEY: Final = {question.key: question for question in QUESTIONS}


def area_name(area: str) -> str:
    """The plain name of an area, or its id where the evidence knows it no more."""
    try:
        return catalogue.area_values(area).plain_name
    except KeyError:
        return area


def suggestions(question: Question) -> tuple[str, ...]:
    """Words that the planner knows, for a question with free text."""
    if not question.vocabulary:
        return ()
    names = (
        one.name for one in vocabulary().classes if one.kind == question.vocabulary
    )
    return tuple(name for name in names if "without a known effect" not in name)


def cleaned(answers: Mapping[str, Any], *, day: date) -> dict[str, Any]:
    """The answers in good order, in the order of the questions.

    Raises Invalid with one message for each wrong answer; ``None`` is "not asked".
    """
    wrong = {key: "There is no such question." for key in answers if key not in BY_KEY}
    found: dict[str, Any] = {}
    for question in QUESTIONS:
        given = answers.get(question.key)
        if given is None:
            continue
        try:
            found[question.key] = _CHECKS[question.kind](given, day)
        except (TypeError, ValueError) as error:
            wrong[question.key] = str(error)
    if wrong:
        raise Invalid(wrong)
    return found


def _flag(given: Any, _: date) -> bool | str:
    if given is True or given is False or given == NOT_APPLICABLE:
        return given  # type: ignore[no-any-return] # one of three constants
    message = "Choose yes, no or does not apply."
    raise ValueError(message)


def _texts(given: Any, _: date) -> list[str]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        message = "Give one on each line."
        raise TypeError(message)
    lines = [line for one in given if (line := one_line(str(one)))]
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        message = (
            f"At most {MOST_LINES} lines of {LONGEST_LINE} letters: put the rest under "
            '"anything else".'
        )
        raise ValueError(message)
    return list(dict.fromkeys(lines))


def _areas(given: Any, day: date) -> list[str]:
    found = _texts(given, day)
    if set(found) <= set(catalogue.area_keys()):
        return found
    message = "Choose the places from the list."
    raise ValueError(message)


def _procedures(given: Any, day: date) -> list[dict[str, Any]]:
    return [_procedure(row, day) for row in given][:MOST_LINES]


def _procedure(row: Mapping[str, Any], day: date) -> dict[str, Any]:
    kind = one_line(str(row.get("kind", "")))[:LONGEST_LINE]
    told = row.get("on")
    if not kind or not told:
        message = "Say what was done and on which day, roughly is enough."
        raise ValueError(message)
    try:
        on = told if isinstance(told, date) else date.fromisoformat(str(told))
    except ValueError:
        message = "Give the day as a date; roughly is enough."
        raise ValueError(message) from None
    if on > day:
        message = "That day is still to come: say what was already done."
        raise ValueError(message)
    areas = _areas(row.get("areas", ()), day)
    return {"kind": kind, "on": on.isoformat(), "areas": areas}


def _habits(given: Mapping[str, str], _: date) -> dict[str, str]:
    found = {name: word for name, word in given.items() if word}
    if all(word in HABITS.get(name, ()) for name, word in found.items()):
        return found
    message = "Choose from the list, or leave it open."
    raise ValueError(message)


def _text(given: Any, _: date) -> str:
    lines = "\n".join(map(one_line, str(given).splitlines())).strip()
    if len(lines) <= LONGEST_TEXT:
        return lines
    message = f"At most {LONGEST_TEXT} letters."
    raise ValueError(message)


_CHECKS: Final = {
    "flag": _flag,
    "areas": _areas,
    "texts": _texts,
    "procedures": _procedures,
    "habits": _habits,
    "text": _text,
}
