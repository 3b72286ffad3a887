"""A photograph as a page shows it: its pictures' addresses, and what is drawn over."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from glabella.clinic.accounts.models import User
from glabella.clinic.photos.models import Annotation, Photo
from glabella.clinic.photos.services import ALIGN_POINTS
from glabella.web.photos import tickets

__all__ = ["Drawn", "Shown", "drawn_over", "shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One photograph; ``words`` say view and expression, never whose it is."""

    row: Photo
    day: date
    words: str
    address: str
    thumbnail: str
    picture: str

    @property
    def alt(self) -> str:
        """For whoever does not see it."""
        return f"Photograph: {self.words}"

    @property
    def align_json(self) -> str:
        """The three points for the script that lays pictures over each other."""
        return json.dumps(self.row.align)

    @property
    def is_pointed(self) -> bool:
        """Whether it has the points to lay it over another."""
        return len(self.row.align) == ALIGN_POINTS


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line, circle or word over a picture, in pixels of the picture."""

    kind: str
    x: float
    y: float
    radius: float = 0.0
    text: str = ""
    points: str = ""


def shown(user: User, photo: Photo) -> Shown:
    """The photograph for a page whose reading was noted."""
    patient_id = photo.photo_set.patient_id
    return Shown(
        row=photo,
        day=photo.photo_set.day,
        words=photo.words,
        address=reverse("photos:photo", args=[patient_id, photo.pk]),
        thumbnail=tickets.address(user, photo, "thumbnail"),
        picture=tickets.address(user, photo, "picture"),
    )


def drawn_over(photo: Photo, rows: Iterable[Annotation]) -> list[dict[str, Any]]:
    """Each copy with what is drawn on it."""
    return [
        {"row": row, "strokes": [_drawn(photo, one) for one in row.strokes]}
        for row in rows
    ]


def _drawn(photo: Photo, stroke: dict[str, Any]) -> Drawn:
    if stroke["kind"] == "line":
        places = [_place(photo, point) for point in stroke["points"]]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        return Drawn("line", *places[0], points=joined)
    x, y = _place(photo, stroke["at"])
    if stroke["kind"] == "circle":
        return Drawn("circle", x, y, radius=round(stroke["r"] * photo.width, 1))
    return Drawn("text", x, y, text=stroke["text"])


def _place(photo: Photo, point: Sequence[float]) -> tuple[float, float]:
    return round(point[0] * photo.width, 1), round(point[1] * photo.height, 1)
