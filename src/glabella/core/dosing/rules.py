"""The sizes of the dose modifiers, as the evidence files hold them."""

from collections.abc import Mapping
from dataclasses import dataclass

from glabella.core.areas import CitedNumber, CitedRange

__all__ = ["DosingRules", "Modifier", "Overlap", "Ratio"]


@dataclass(frozen=True, slots=True)
class Modifier:
    """A named factor on the dose; 1 means that it was weighed and changes nothing."""

    name: str
    factor: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DosingRules:
    """Factors (dimensionless) and the low-dose fraction with its bounds.

    ``mild`` applies to lines that are absent or mild at full contraction;
    ``mass`` and ``result`` are keyed by the words of the case file.
    """

    mild: CitedNumber
    mass: Mapping[str, CitedNumber]
    result: Mapping[str, CitedNumber]
    age: CitedNumber
    maximal_sources: tuple[str, ...]
    low_dose_fraction: CitedNumber
    low_dose_bounds: CitedRange


@dataclass(frozen=True, slots=True)
class Ratio:
    """Published units of ``family`` for one unit of onabotulinumtoxinA."""

    family: str
    low: float
    middle: float
    high: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two areas that put toxin into the same part; ``keeps`` keeps its sites."""

    areas: tuple[str, str]
    part: str
    keeps: str
    drops_parts: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def yields(self) -> str:
        """The area whose sites in the shared part are left out."""
        one, other = self.areas
        return other if self.keeps == one else one
