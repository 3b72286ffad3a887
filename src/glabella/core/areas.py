"""A treatment area: what is known about dosing and placing it, by unit family."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from glabella.core.face import Point

__all__ = [
    "Area",
    "AreaKind",
    "Cited",
    "CitedNumber",
    "CitedRange",
    "Danger",
    "Pattern",
    "PlacementRule",
    "Site",
]

AreaKind = Literal["line", "shape", "sweat", "medical", "droplet"]


@dataclass(frozen=True, slots=True)
class Cited:
    """Something read somewhere: ``sources`` keys, ``grade`` and ``basis``."""

    sources: tuple[str, ...]
    grade: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class CitedRange(Cited):
    """Low and high units for the area, both sides together."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The middle of the range in units."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class CitedNumber(Cited):
    """One number, in the unit its key says."""

    number: float


@dataclass(frozen=True, slots=True)
class PlacementRule(Cited):
    """A distance that sites must keep: at least ``minimum_cm`` from ``origin``.

    ``sites`` is "all" or a part of a site id; ``where`` says on which side of
    the origin ("above", "lateral", "away", "inside", ...). A rule whose basis is
    ``background`` is shown and never enforced.
    """

    id: str
    minimum_cm: float
    origin: str
    where: str
    sites: str


@dataclass(frozen=True, slots=True)
class Danger(Cited):
    """Where not to go, and the harm it does."""

    where: str
    harm: str
    zone: str


@dataclass(frozen=True, slots=True)
class Site:
    """A named injection point or droplet region of a pattern.

    ``position`` in cm on the canonical face, or ``fraction`` (x to the image's
    right, y down) on a body map. ``weight`` shares the area's dose; ``units``
    fixes it instead. ``droplets`` > 0 marks a region laid as a droplet grid,
    ``grid`` its points (cm on the face, fractions elsewhere).
    """

    id: str
    side: Literal["R", "L", "M"]
    muscle: str
    map: str
    depth: str
    sources: tuple[str, ...]
    position: Point | None = None
    fraction: tuple[float, float] | None = None
    weight: float = 1.0
    units: float | None = None
    droplets: int = 0
    grid: tuple[tuple[float, ...], ...] = ()
    part: str = ""
    """The muscle part or skin that an overlap rule names."""

    @property
    def key(self) -> str:
        """The site's name in its pattern, with its side: "corrugator-medial-R"."""
        return f"{self.id}-{self.side}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way to place an area: its sites, for some products or a label variant.

    ``units_per_ml`` is the recipe of a droplet pattern, None for every other.
    """

    id: str
    area: str
    sites: tuple[Site, ...]
    sources: tuple[str, ...]
    products: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    variant: str = ""
    units_per_ml: float | None = None
    basis: str = "read"
    note: str = ""

    def fits(self, product: str, family: str, variant: str) -> bool:
        """Whether this pattern is meant for the product and the variant."""
        return (
            (not self.products or product in self.products)
            and (not self.families or family in self.families)
            and (not self.variant or self.variant == variant)
        )


@dataclass(frozen=True, slots=True)
class Area:
    """One treatment area with its evidence."""

    id: str
    name: str
    kind: AreaKind
    scale: str
    map: str
    muscles: tuple[str, ...]
    ranges: Mapping[str, CitedRange]
    low_doses: Mapping[str, CitedNumber]
    rules: tuple[PlacementRule, ...]
    dangers: tuple[Danger, ...]
    patterns: tuple[Pattern, ...]
    gaps: tuple[str, ...] = ()

    def pattern(self, product: str, family: str, variant: str = "") -> Pattern | None:
        """The first pattern meant for this product, or None."""
        for pattern in self.patterns:
            if pattern.fits(product, family, variant):
                return pattern
        return None
