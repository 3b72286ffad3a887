"""The areas to choose from, by region, with the grades of each one's scale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, cast

from glabella.clinic.plans.asking.answers import Answers, Problem
from glabella.core.case_reading import AreaScale
from glabella.evidence import catalogue
from glabella.evidence.catalogue import AreaFile
from glabella.evidence.planning import case_vocabulary

__all__ = ["AreaGroup", "AreaView", "Grade", "area_groups"]

_BY_KIND = {
    "droplet": "Skin, in droplets",
    "sweat": "Sweating",
    "medical": "Medical protocol",
}
_BY_REGION = {
    "upper face": "Upper face",
    "midface": "Middle of the face",
    "lower face": "Lower face",
    "neck": "Neck and shoulders",
    "body": "Neck and shoulders",
}
_ORDER = (
    *("Upper face", "Middle of the face", "Lower face", "Neck and shoulders"),
    *("Sweating", "Skin, in droplets", "Medical protocol"),
)
_SHORT_GRADES = {0: "none", 1: "mild", 2: "moderate", 3: "severe"}
_ONE_GRADE = {"HDSS": "Sweating", "MMPS": "Muscle at full clench"}


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a scale; ``word`` explains it where the scale does."""

    value: str
    word: str
    chosen: bool


@dataclass(frozen=True)
class AreaView:
    """One area: whether it is chosen, and its severities."""

    id: str
    name: str
    plain_name: str
    chosen: bool
    scale: str
    rest: tuple[Grade, ...]
    contraction: tuple[Grade, ...]
    contraction_label: str
    required: bool
    graded: bool
    mass: tuple[Grade, ...]
    bands: tuple[tuple[str, str, tuple[Grade, ...]], ...]
    problem: str
    from_record: str = ""
    """The grades in words, where a consultation gave them: they are not asked here."""


@dataclass(frozen=True, slots=True)
class AreaGroup:
    """Areas of one region or kind."""

    name: str
    areas: tuple[AreaView, ...]


def area_groups(
    answers: Answers, problems: Iterable[Problem], graded: Mapping[str, str]
) -> tuple[AreaGroup, ...]:
    """Every area of the evidence in its group; ``graded`` by the record, in words."""
    beside = {problem.field: problem.message for problem in problems}
    groups: dict[str, list[AreaView]] = {name: [] for name in _ORDER}
    for key in catalogue.area_keys():
        file = catalogue.area_values(key)
        group = _BY_KIND.get(file.kind) or _BY_REGION.get(
            file.body_region, "Upper face"
        )
        found = _area(file, answers, beside)
        groups[group].append(replace(found, from_record=graded.get(file.id, "")))
    return tuple(AreaGroup(name, tuple(areas)) for name, areas in groups.items())


def _area(file: AreaFile, answers: Answers, beside: dict[str, str]) -> AreaView:
    scale = case_vocabulary().areas[file.id]
    graded = bool(file.scale)
    contraction = answers.one(f"contraction.{file.id}")
    rest = answers.one(f"rest.{file.id}")
    muscular = file.kind in {"line", "shape"}
    mass = answers.one(f"mass.{file.id}") or "average"
    names = ("rest", "contraction", "mass", "bands.R", "bands.L")
    return AreaView(
        id=file.id,
        name=file.name,
        plain_name=file.plain_name,
        chosen=file.id in answers.many("area"),
        scale=_scale_name(file.scale),
        rest=_grades(file, scale, rest) if graded and _has_rest(file, scale) else (),
        contraction=_grades(file, scale, contraction) if graded else (),
        contraction_label=_ONE_GRADE.get(file.scale, "Contracted"),
        required=scale.required,
        graded=bool(contraction and (rest or scale.same_at_rest)),
        mass=_words(("low", "average", "high"), mass) if muscular else (),
        bands=_bands(answers) if file.id == "platysma" else (),
        problem=" ".join(
            beside[name] for n in names if (name := f"{n}.{file.id}") in beside
        ),
    )


def _has_rest(file: AreaFile, scale: AreaScale) -> bool:
    return not scale.same_at_rest and file.scale != "MMPS"


def _grades(file: AreaFile, scale: AreaScale, value: str) -> tuple[Grade, ...]:
    words = _anchors(file.scale) or (_SHORT_GRADES if scale.low == 0 else {})
    return tuple(
        Grade(str(grade), words.get(grade, ""), str(grade) == value)
        for grade in range(scale.low, scale.high + 1)
    )


def _words(values: tuple[str, ...], value: str) -> tuple[Grade, ...]:
    return tuple(Grade(v, "", v == value) for v in values)


def _bands(answers: Answers) -> tuple[tuple[str, str, tuple[Grade, ...]], ...]:
    return tuple(
        (
            f"bands.{side}.platysma",
            f"Bands on the {word}",
            _words(("1", "2"), answers.one(f"bands.{side}.platysma")),
        )
        for side, word in (("R", "right"), ("L", "left"))
    )


@cache
def _scales() -> dict[str, dict[str, Any]]:
    rows = [
        cast("dict[str, Any]", value.value)
        for value in catalogue.values("scales")
        if value.key == "scale"
    ]
    return {row["id"]: row for row in rows}


def _anchors(scale: str) -> dict[int, str]:
    grades = _scales().get(scale, {}).get("grades", {})
    return {int(key): str(text) for key, text in grades.items() if str(key).isdigit()}


def _scale_name(scale: str) -> str:
    return str(_scales().get(scale, {}).get("name", scale and "Grade from 0 to 3"))
