"""The standard set: which views and expressions are asked for by which areas.

The table is ours. No source of the evidence fixes it; it follows from what each area
shows: lines are looked at at rest and at full contraction, asymmetry from the front,
contours from both sides.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from glabella.clinic.photos.models import Photo

__all__ = ["HOLD", "OFF_THE_FACE", "SET_IS_OURS", "Shot", "known_shot", "wanted"]

View = Photo.View
Expression = Photo.Expression

SET_IS_OURS: Final = (
    "This list is Glabella's own choice, not a published standard: take more or "
    "fewer as the case asks."
)

HOLD: Final = {
    Expression.REST: "Face relaxed, lips closed, eyes open and straight ahead.",
    Expression.FROWN: "Frown as hard as you can, and hold it.",
    Expression.RAISE: "Raise the brows as high as you can, and hold them.",
    Expression.SMILE: "Smile as broadly as you can, and hold it.",
    Expression.PUCKER: "Purse the lips as for a kiss, and hold them.",
    Expression.CLENCH: "Bite the back teeth together firmly, and hold.",
    Expression.NECK: "Pull the corners of the mouth down and tighten the neck.",
}
"""What the patient is asked to do."""


@dataclass(frozen=True, slots=True, order=True)
class Shot:
    """One photograph of the set: from where, and doing what."""

    view: str
    expression: str

    @property
    def words(self) -> str:
        """View and expression, as in: front, at rest."""
        return f"{View(self.view).label}, {Expression(self.expression).label}"

    @property
    def hold(self) -> str:
        """What to ask of the patient."""
        return HOLD[Expression(self.expression)]


_OBLIQUE: Final = (View.RIGHT_45, View.LEFT_45)
_AT_REST: Final = tuple(Shot(view, Expression.REST) for view in View)
_FRONT: Final = (View.FRONT,)
_AROUND: Final = (View.FRONT, *_OBLIQUE)

_BY_AREA: Final[dict[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "glabella": ((Expression.FROWN, _FRONT),),
    "forehead": ((Expression.RAISE, _AROUND),),
    "brow_lift": ((Expression.RAISE, _FRONT), (Expression.SMILE, _FRONT)),
    "crows_feet": ((Expression.SMILE, _AROUND),),
    "infraorbital": ((Expression.SMILE, _AROUND),),
    "bunny": ((Expression.FROWN, _FRONT), (Expression.SMILE, _AROUND)),
    "gummy": ((Expression.SMILE, _AROUND),),
    "lip_flip": ((Expression.PUCKER, _FRONT), (Expression.SMILE, _FRONT)),
    "perioral": ((Expression.PUCKER, _AROUND),),
    "dao": ((Expression.SMILE, _FRONT), (Expression.NECK, _FRONT)),
    "chin": ((Expression.PUCKER, _AROUND),),
    "masseter_brux": ((Expression.CLENCH, _AROUND),),
    "masseter_slim": ((Expression.CLENCH, _AROUND),),
    "parotid": (),
    "platysma": ((Expression.NECK, tuple(View)),),
    "micro_upper": ((Expression.RAISE, _FRONT), (Expression.SMILE, _FRONT)),
    "micro_lower": ((Expression.SMILE, _FRONT), (Expression.NECK, _FRONT)),
    "sebum": (),
    "migraine": ((Expression.FROWN, _FRONT), (Expression.RAISE, _FRONT)),
    "hh_forehead": ((Expression.RAISE, _FRONT),),
    "trapezius": (),
    "scalp": (),
}
OFF_THE_FACE: Final = frozenset({"hh_axilla", "hh_palm", "hh_sole"})
"""Areas that have no photograph in the set."""


def wanted(areas: Iterable[str]) -> tuple[Shot, ...]:
    """The photographs that these areas ask for, in the order of taking.

    Without an area, or with a face area, all five views at rest; none where every
    area is off the face.
    """
    asked = tuple(dict.fromkeys(areas))
    on_face = [area for area in asked if area not in OFF_THE_FACE]
    if asked and not on_face:
        return ()
    found = list(_AT_REST)
    found += [
        Shot(view, expression)
        for area in on_face
        for expression, views in _BY_AREA.get(area, ())
        for view in views
    ]
    order = list(Expression)
    unique = dict.fromkeys(found)
    # One expression after the other: the patient is asked to hold each once.
    return tuple(
        sorted(unique, key=lambda shot: order.index(Expression(shot.expression)))
    )


def known_shot(view: str, expression: str) -> Shot | None:
    """The shot of these two words, if both are known."""
    if view in View.values and expression in Expression.values:
        return Shot(view, expression)
    return None
