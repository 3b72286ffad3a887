"""The preparation by technique: what is asked or done before the first site.

Steps rest on the evidence where it says something, and name it; the rest is our own
choice and says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, cast

from glabella.clinic.injections.values import Checked
from glabella.core.sources import OURS, Value
from glabella.evidence import catalogue

__all__ = [
    "LONGEST_MINUTES",
    "Answer",
    "Step",
    "numb_from",
    "steps_for",
    "still_to_do",
    "stops",
]

EMLA_WORDS: Final = "EMLA cream, uncovered"
LONGEST_MINUTES: Final = 240
"""A slip of the keyboard, not a limit of an anaesthetic."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer a step; ``stops``: nothing may be injected then."""

    key: str
    label: str
    stops: str = ""
    minutes: int | None = None
    """How long it takes until the skin is numb, where the evidence says so."""
    asks_minutes: bool = False
    """The clinic's own waiting time is typed: no source was read for it."""
    asks_why: bool = False
    """A few words say why."""
    refused: str = ""
    """Why it cannot be given now; empty: it can."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what is asked or done, how it can be answered, and why."""

    key: str
    title: str
    says: str
    answers: tuple[Answer, ...]
    sources: tuple[str, ...] = (OURS,)

    def answer(self, key: str) -> Answer | None:
        """The answer of this key."""
        return next((one for one in self.answers if one.key == key), None)


_DONE: Final = (Answer("done", "Done"),)
_PREGNANT: Final = "Do not treat: pregnancy blocks an aesthetic treatment."


def steps_for(
    *, sex: str, techniques: Iterable[str], photographs: int | None = None
) -> tuple[Step, ...]:
    """The steps for this person and these techniques, in the order of the work.

    ``photographs`` were taken for this session; None where that is not asked.
    """
    asked = tuple(dict.fromkeys(techniques))
    return tuple(_steps(sex, asked, photographs))


def _steps(
    sex: str, techniques: Sequence[str], photographs: int | None
) -> Iterator[Step]:
    yield Step(
        "identity",
        "Identity",
        "Ask for name and date of birth, and compare them with the record.",
        _DONE,
    )
    yield Step(
        "consent",
        "Consent",
        "The signed consent covers today's areas. Ask whether it still holds.",
        (Answer("done", "It holds"), Answer("no", "Not today", stops=_NO_CONSENT)),
    )
    if sex != "male":
        yield _pregnancy()
    yield _photographs(photographs)
    yield from _skin()
    yield _anaesthesia()
    yield _marking(techniques)
    yield Step(
        "syringes",
        "Syringes",
        "Drawn up from the vial on record, and labelled with patient, product, lot, "
        "strength and use-by.",
        _DONE,
    )


_NO_CONSENT: Final = (
    "The patient does not agree today: nothing may be injected. Give the session up."
)


def _pregnancy() -> Step:
    return Step(
        "pregnancy",
        "Pregnancy, asked today",
        "Pregnancy may have begun since the history was taken: ask again.",
        (
            Answer("no", "Not pregnant"),
            Answer("cannot", "Cannot be pregnant"),
            Answer("yes", "Pregnant", stops=_PREGNANT),
        ),
        ("PRG1", "PRG2", "CI3"),
    )


_NO_PHOTOGRAPH: Final = (
    "No photograph was taken for this session. Take them first, or say why there are "
    "none."
)
_NONE_TAKEN: Final = (
    Answer("declined", "None: declined"),
    Answer("elsewhere", "None here: other camera"),
    Answer("none", "None: other reason", asks_why=True),
)


def _photographs(taken: int | None) -> Step:
    """That they were taken is no answer while there are none."""
    done = Answer("done", "Taken", refused=_NO_PHOTOGRAPH if taken == 0 else "")
    return Step(
        "photographs",
        "Photographs",
        "At rest and in full action, before anything is injected.",
        (*_NONE_TAKEN, done) if done.refused else (done, *_NONE_TAKEN),
        _of("preparation").sources,
    )


def _skin() -> Iterator[Step]:
    told = _of("preparation")
    yield Step(
        "make_up",
        "Make-up",
        "None where the needle goes in.",
        (Answer("done", "Off"),),
        told.sources,
    )
    yield Step(
        "cleansing",
        "Cleansing",
        "Clean with alcohol, and let it dry first (that it dries is usual practice, "
        "not read in a source).",
        _DONE,
        (*told.sources, OURS),
    )


def _anaesthesia() -> Step:
    emla = _emla()
    minutes = int(cast("dict[str, Any]", emla.value)["minutes"])
    return Step(
        "anaesthesia",
        "Numbing the skin",
        f"Not needed as a routine. {EMLA_WORDS}: {minutes} minutes, less needle pain "
        "and not less pain of the injection; longer brings nothing. Cooling equals it "
        "around the eye, but a review warns that cold before the toxin might hinder "
        "its uptake. No other product was read: type the clinic's own time.",
        (
            Answer("none", "None"),
            Answer("emla", EMLA_WORDS, minutes=minutes),
            Answer("cooling", "Cooling"),
            Answer("other", "Another product", asks_minutes=True),
        ),
        (*emla.sources, "ANA3", "MYTH"),
    )


def _marking(techniques: Sequence[str]) -> Step:
    only_skin = tuple(techniques) == ("skin",)
    says = (
        "Mark the field and its edges, with the patient sitting up."
        if only_skin
        else "Mark while the muscle is active, with the patient sitting up."
    )
    return Step(
        "marking",
        "Marking",
        f"{says} Do not inject through a pen mark: it tattoos.",
        (*_DONE, Answer("none", "Not marked")),
        (*_of("preparation").sources, *_of("ink").sources),
    )


@cache
def _of(topic: str) -> Value:
    """The first value of the evidence on a topic of the consultation."""
    return next(
        value
        for value in catalogue.values("consultation")
        if isinstance(value.value, dict) and value.value.get("topic") == topic
    )


@cache
def _emla() -> Value:
    return next(
        value
        for value in catalogue.values("consultation")
        if value.key == "anaesthesia"
        and isinstance(value.value, dict)
        and "minutes" in value.value
    )


def still_to_do(steps: Iterable[Step], checks: dict[str, Checked]) -> list[Step]:
    """Steps that have no answer yet."""
    return [step for step in steps if step.key not in checks]


def stops(steps: Iterable[Step], checks: dict[str, Checked]) -> str:
    """Why nothing may be injected by the answers; empty: nothing stands against it."""
    for step in steps:
        given = checks.get(step.key)
        found = step.answer(given.answer) if given else None
        if found is not None and found.stops:
            return found.stops
    return ""


def numb_from(checks: dict[str, Checked], steps: Iterable[Step]) -> datetime | None:
    """From when the skin is numb; None where nothing was put on that takes time."""
    given = checks.get("anaesthesia")
    step = next((one for one in steps if one.key == "anaesthesia"), None)
    answer = step.answer(given.answer) if step and given else None
    if given is None or answer is None:
        return None
    minutes = answer.minutes
    if answer.asks_minutes and given.note.isdecimal():
        minutes = int(given.note)
    return given.at + timedelta(minutes=minutes) if minutes else None
