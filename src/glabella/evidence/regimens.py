"""Our own numbers behind a comparison of regimens, with their sources."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

from glabella.core.errors import EvidenceError
from glabella.core.regimens.rules import ConcernText, RegimenRules
from glabella.core.sources import Value
from glabella.evidence import catalogue
from glabella.evidence.files import DATA

__all__ = ["regimen_rules"]

_FILE = "response/regimens"


@cache
def regimen_rules(root: Path = DATA) -> RegimenRules:
    """Targets, rhythms and the words on antibodies."""
    target = _one("regimen_target", root)
    rhythm = _one("regimen_rhythm", root)
    judging = _one("regimen_judging", root)
    movement = _one("regimen_movement", root)
    search = _one("regimen_search", root)
    ours = (target, rhythm, judging, movement, search)
    return RegimenRules(
        **_table(target),
        least_movement=_table(movement)["least"],
        movement_also=tuple(_table(movement)["also"]),
        settled_after=_table(judging)["settled_after"],
        trend=_table(judging)["trend_grades"],
        tie_weeks=_table(judging)["tie_weeks"],
        low_dose_weeks=tuple(_table(rhythm)["low_dose_weeks"]),
        standard_weeks=tuple(_table(rhythm)["standard_weeks"]),
        top_up_weeks=_table(rhythm)["top_up_weeks"],
        taper_visits=_table(rhythm)["taper_visits"],
        usual_weeks=_table(rhythm)["usual_weeks"],
        longest_weeks=_table(search)["longest_weeks"],
        close_to_best=_table(search)["close_to_best"],
        concerns={
            _table(value)["level"]: ConcernText(_table(value)["text"], value.sources)
            for value in catalogue.values(_FILE, root)
            if value.key == "antibody_concern"
        },
        sources=tuple(dict.fromkeys(key for v in ours for key in v.sources)),
    )


def _table(value: Value) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value.value)


def _one(key: str, root: Path) -> Value:
    for value in catalogue.values(_FILE, root):
        if value.key == key:
            return value
    file = f"{_FILE}.toml"
    raise EvidenceError.at(file, key, "is missing")
