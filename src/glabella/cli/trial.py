"""``glabella trial predict``: what a trial would report."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glabella.cli.files import read_file
from glabella.evidence.response import posterior
from glabella.evidence.trial_text import read_trial
from glabella.studies.trials.predicting import Prediction, predict

__all__ = ["predict_trial"]

PLACES = 4
HINT = "see docs/reference/trial-file.md"


def predict_trial(path: Path, *, as_json: bool) -> None:
    """Print predictions for the trial in ``path``, arm by arm."""
    trial = read_trial(read_file(path, HINT))
    found = predict(trial, posterior())
    if as_json:
        print(json.dumps(_document(found), ensure_ascii=False))
        return
    table = Table("arm", "end point", "predicted", "90 % interval", "note")
    for one in found:
        ends = (one.low, one.high)
        interval = "" if one.low is None else " to ".join(_text(e, one) for e in ends)
        middle = _text(one.predicted, one)
        cells = (one.arm, one.endpoint, middle, interval, one.note)
        table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)
    print("Shares of patients, or days. From trials of groups; a patient may differ.")


def _text(value: float | None, of: Prediction) -> str:
    if value is None:
        return "not covered"
    return f"{value:.0f} days" if of.in_days else f"{value:.2f}"


def _document(found: tuple[Prediction, ...]) -> dict[str, Any]:
    arms: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        arms.setdefault(one.arm, []).append(
            {
                "id": one.endpoint,
                "predicted": _rounded(one.predicted),
                "low90": _rounded(one.low),
                "high90": _rounded(one.high),
                "note": one.note,
            }
        )
    return {"arms": [{"id": arm, "endpoints": rows} for arm, rows in arms.items()]}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)
