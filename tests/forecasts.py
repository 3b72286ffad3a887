"""A forecast document from a plain curve, for tests of what is shown of one.

The curve is no model and no finding: it has the shape of an effect (quick rise,
slow fade) with bands around it, so that charts and words have something to show.
"""

from collections.abc import Callable
from math import exp
from typing import Any

__all__ = [
    "ASKED",
    "DAYS",
    "moment",
    "sample",
    "shape_sample",
    "silent",
    "sweat_sample",
]

DAYS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 28, *range(35, 365, 7))
_LEVELS = {
    "median": 1.0,
    "low50": 1.7,
    "high50": 0.6,
    "low90": 3.6,
    "high90": 0.25,
}
"""How strongly the treatment acts on the person at each edge of the bands."""


def _effect(day: float, strength: float) -> float:
    activity = 3.0 * strength * (exp(-day / 45) - exp(-day / 9))
    return activity**1.7 / (1 + activity**1.7)


def _band(value: Callable[[float], float], *, rising: bool = False) -> dict[str, Any]:
    """Bands of a value of the effect; ``rising``: it grows with the effect."""
    swapped = {
        "low50": "high50",
        "high50": "low50",
        "low90": "high90",
        "high90": "low90",
    }
    return {
        (swapped.get(name, name) if rising else name): [
            round(value(_effect(day, strength)), 3) for day in DAYS
        ]
        for name, strength in _LEVELS.items()
    }


def moment(median: float | None, *edges: float | None) -> dict[str, float | None]:
    """A day with its ranges, in the order low 50, high 50, low 90, high 90."""
    return dict(
        zip(
            ("median", "low50", "high50", "low90", "high90"),
            (median, *edges),
            strict=True,
        )
    )


ASKED = {
    "chance": 0.03,
    "sentence": "Results this poor are expected in about 1 in 33 people.",
    "questions": [
        {"topic": "dose", "text": "Was the dose low?", "sources": ["RBCP"]},
        {"topic": "site", "text": "Was the muscle met?", "sources": ["LE-SMPC"]},
    ],
    "unused": [],
    "sources": ["GLABELLA", "RBCP", "LE-SMPC"],
}
"""What is asked where an earlier result was too little."""


def sample(before: float = 2.4, rest: float = 1.0, **changes: Any) -> dict[str, Any]:
    """A whole document of one line; ``changes`` replace keys."""
    return {
        "basis": "trials",
        "badge": changes.get("basis") if changes.get("basis") != "trials" else None,
        "sentence": "from trials of groups; your patient may differ",
        "reason": None,
        "days": list(DAYS),
        "severity_in_contraction": _band(lambda e: before * (1 - e) + 0.15 * e),
        "severity_at_rest": _band(lambda e: rest * (1 - 0.4 * e)),
        "movement_kept": _band(lambda e: 1 - e),
        "muscle_mass": None,
        "skin": None,
        "chance_none_or_mild": [round(0.05 + 0.8 * _effect(d, 1.0), 3) for d in DAYS],
        "chance_none_or_mild_band": _band(lambda e: 0.05 + 0.8 * e, rising=True),
        "weak_before_day": 7,
        "days_of": "severity in contraction",
        "onset_day": moment(2, 1, 3, 1, 4),
        "onset_reason": None,
        "most_day": moment(5, 4, 7, 2, 10),
        "peak_day": moment(24, 21, 28, 17, 34),
        "half_gone_day": moment(70, 49, 98, 30, 150),
        "gone_day": moment(180, 130, 238, 95, None),
        "weeks_none_or_mild": moment(11, 6, 17, 0, 28),
        "uncertainty": {
            "people": 0.72,
            "knowledge": 0.28,
            "sentence": "Most of the spread is that people differ.",
        },
        "effective_sample_size": 4000,
        "warning": None,
        "non_response": None,
        "explanation": ["20 units of the product of most trials of this area."],
        "notes": ["Exercise: recorded; effect unknown."],
        "sources": ["BC-DOSE", "GLABELLA"],
        **changes,
    }


def silent(reason: str = "No trial measured severity here.") -> dict[str, Any]:
    """A document of a line of which the model says nothing."""
    kept = {"sentence", "days", "notes", "sources"}
    whole = sample()
    empty = {key: value if key in kept else None for key, value in whole.items()}
    return {**empty, "reason": reason, "explanation": []}


def shape_sample() -> dict[str, Any]:
    """A document of a muscle that is treated for its shape."""
    return sample(
        basis="extrapolated",
        severity_in_contraction=None,
        severity_at_rest=None,
        chance_none_or_mild=None,
        chance_none_or_mild_band=None,
        weak_before_day=None,
        weeks_none_or_mild=None,
        days_of="muscle mass",
        peak_day=moment(70, 56, 84, 42, 112),
        muscle_mass=_band(lambda e: 1 - 0.4 * e),
    )


def sweat_sample() -> dict[str, Any]:
    """A document of sweating: what is left of the sweat, and no severity."""
    return sample(
        basis="extrapolated",
        severity_in_contraction=None,
        severity_at_rest=None,
        movement_kept=None,
        chance_none_or_mild=None,
        chance_none_or_mild_band=None,
        weak_before_day=14,
        weeks_none_or_mild=None,
        days_of="sweat left",
        badge="weak evidence",
        onset_day=None,
        most_day=None,
        onset_reason="No record tells on which day glands begin to give less.",
        skin={
            "end_point": "sweat left",
            "unit": "share",
            **_band(lambda e: 1 - e),
        },
    )
