"""The same people, paper and clock as those of consent."""

from tests.web.consents.conftest import (
    agree,
    clock,
    draft,
    front_desk,
    injector,
    outside_the_demo,
    owner,
    paper,
    patient,
    practice,
    prescriber,
    ready,
    signed,
    stranger,
)

__all__ = [
    "agree",
    "clock",
    "draft",
    "front_desk",
    "injector",
    "outside_the_demo",
    "owner",
    "paper",
    "patient",
    "practice",
    "prescriber",
    "ready",
    "signed",
    "stranger",
]
