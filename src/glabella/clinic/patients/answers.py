"""Answers in words, what changed between two sets of them, and what was not asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from glabella.clinic.patients.questions import (
    NOT_APPLICABLE,
    QUESTIONS,
    Question,
    area_name,
)

__all__ = ["Told", "changes", "in_words", "not_asked", "told"]


@dataclass(frozen=True, slots=True)
class Told:
    """One question with its answer in words, and the answer of last time."""

    question: Question
    asked: bool
    says: str
    before: str
    """In words, what was said the last time; "" where nothing was."""
    changed: bool


def in_words(question: Question, answer: Any) -> str:
    """An answer as a person would say it; "not asked" where there is none."""
    return "not asked" if answer is None else WORDS[question.kind](answer)


def _flag(answer: object) -> str:
    if answer == NOT_APPLICABLE:
        return "does not apply"
    return "yes" if answer else "no"


def _listed(answer: Sequence[str]) -> str:
    return "; ".join(answer) or "none"


def _areas(answer: Sequence[str]) -> str:
    return ", ".join(area_name(area) for area in answer) or "none"


def _procedures(answer: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(f"{row['kind']} on {row['on']}" for row in answer) or "none"


def _habits(answer: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {word}" for name, word in answer.items()) or "open"


WORDS: Final[Mapping[str, Callable[[Any], str]]] = {
    "flag": _flag,
    "texts": _listed,
    "areas": _areas,
    "procedures": _procedures,
    "habits": _habits,
    "text": lambda answer: answer or "nothing",
}


def told(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Told]:
    """Every question with what is said now, beside what was said the last time."""
    return [
        Told(
            question=question,
            asked=question.key in now,
            says=in_words(question, now.get(question.key)),
            before=""
            if before is None
            else in_words(question, before.get(question.key)),
            changed=before is not None
            and now.get(question.key) != before.get(question.key),
        )
        for question in QUESTIONS
    ]


def changes(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Told]:
    """Only the questions whose answers changed since the last time."""
    return [one for one in told(now, before) if one.changed]


def not_asked(answers: Mapping[str, Any]) -> list[Question]:
    """Questions of the case file that nobody answered."""
    return [
        question
        for question in QUESTIONS
        if question.kind not in {"habits", "text"} and question.key not in answers
    ]
