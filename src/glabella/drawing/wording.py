"""How sites, sides and amounts are written wherever a plan is shown."""

from collections.abc import Mapping
from functools import cache
from typing import cast

from glabella.core.areas import Site
from glabella.evidence import catalogue

__all__ = [
    "SIDES",
    "TECHNIQUES",
    "TIMES",
    "muscle_name",
    "number",
    "place_in_muscle",
    "site_name",
    "units_text",
]

TIMES = "\N{MULTIPLICATION SIGN}"
SIDES = {"R": "right", "L": "left", "M": "midline"}
TECHNIQUES = {
    "standard": "standard",
    "baby": 'low dose ("baby")',
    "skin": 'intradermal micro-dose ("skin")',
}


def number(value: float, digits: int = 4) -> str:
    """A number without trailing zeros and with a digit before the point.

    >>> number(4.0), number(0.05), number(2.50)
    ('4', '0.05', '2.5')
    """
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def units_text(units: float) -> str:
    """An amount with the word, never a letter: "4 units", "1 unit"."""
    return f"{number(units)} unit{'' if units == 1 else 's'}"


def site_name(site: Site) -> str:
    """The site's name in words: "corrugator lateral"."""
    return site.id.replace("-", " ").replace("_", " ")


@cache
def _muscles() -> Mapping[str, str]:
    tables = (
        cast("Mapping[str, str]", value.value)
        for value in catalogue.values("muscles")
        if value.key == "muscle"
    )
    return {table["id"]: table["name"] for table in tables}


def muscle_name(muscle: str) -> str:
    """The anatomical name of a muscle id, without remarks: "orbicularis oculi"."""
    name = _muscles().get(muscle, muscle.replace("_", " ")).partition(" (")[0]
    return name[:1].lower() + name[1:]


def place_in_muscle(site: Site) -> str:
    """The site's name without its muscle: "lateral upper"; empty if none is left."""
    known = {
        *muscle_name(site.muscle).replace(",", "").split(),
        *site.muscle.split("_"),
    }
    words = site_name(site).split()
    while words and words[0] in known:
        words.pop(0)
    return " ".join(words)
