"""Amounts that can hurt: units of toxin, volumes and concentrations.

A unit of toxin belongs to the substance as its maker assays it (``family``).
Two families are never added, compared or converted.
"""

from dataclasses import dataclass
from math import isfinite

from glabella.core.errors import UnitError

__all__ = ["NOISE_UNITS", "Concentration", "Dose", "Volume", "total"]

TENTH_ML = 0.1
MARKS_PER_ML = 100
"""Marks of a U-100 syringe in 1 mL."""

NOISE_UNITS = 1e-6
"""Amounts closer than this are the same: far below the finest step of a syringe."""


def _amount(name: str, number: float) -> None:
    if not isfinite(number) or number < 0:
        msg = f"{name} must be a finite number of 0 or more, not {number!r}"
        raise UnitError(msg)


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume in millilitres.

    >>> Volume(0.05).u100_marks
    5.0
    """

    ml: float

    def __post_init__(self) -> None:
        _amount("a volume in mL", self.ml)

    @property
    def u100_marks(self) -> float:
        """The same volume in marks of a U-100 insulin syringe (0.01 mL each)."""
        return round(self.ml * MARKS_PER_ML, 6)

    def __add__(self, other: "Volume") -> "Volume":
        return Volume(self.ml + other.ml)


@dataclass(frozen=True, slots=True)
class Concentration:
    """Units of one family in a millilitre.

    >>> Concentration("ona", 40).units_per_tenth_ml
    4.0
    """

    family: str
    units_per_ml: float

    def __post_init__(self) -> None:
        _amount("a concentration in units per mL", self.units_per_ml)
        if self.units_per_ml == 0:
            msg = "a concentration must be above 0 units per mL"
            raise UnitError(msg)

    @property
    def units_per_tenth_ml(self) -> float:
        """Units in 0.1 mL, as labels print it."""
        return round(self.units_per_ml * TENTH_ML, 6)

    def volume_of(self, dose: "Dose") -> Volume:
        """Volume in mL that holds ``dose``; refuses another family's units."""
        if dose.family != self.family:
            raise _mixed(dose.family, self.family)
        return Volume(dose.units / self.units_per_ml)

    def dose_in(self, volume: Volume) -> "Dose":
        """Units held by ``volume``."""
        return Dose(self.family, volume.ml * self.units_per_ml)


@dataclass(frozen=True, slots=True)
class Dose:
    """Units of one family.

    >>> (Dose("ona", 20) + Dose("ona", 4)).units
    24
    """

    family: str
    units: float

    def __post_init__(self) -> None:
        _amount("a dose in units", self.units)

    def __add__(self, other: "Dose") -> "Dose":
        self._same(other)
        return Dose(self.family, self.units + other.units)

    def __lt__(self, other: "Dose") -> bool:
        self._same(other)
        return self.units < other.units

    def __le__(self, other: "Dose") -> bool:
        self._same(other)
        return self.units <= other.units

    def _same(self, other: "Dose") -> None:
        if self.family != other.family:
            raise _mixed(self.family, other.family)


def total(doses: tuple[Dose, ...], *, family: str) -> Dose:
    """Sum of ``doses`` in units of ``family``; raises on any other family."""
    result = Dose(family, 0)
    for dose in doses:
        result = result + dose
    return result


def _mixed(one: str, other: str) -> UnitError:
    return UnitError(
        f"units of {one!r} and of {other!r} belong to different substances and "
        "are never added, compared or converted; plan each product on its own"
    )
