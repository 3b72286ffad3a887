"""Trials: what is asked of an arm, and the published record it is checked against.

A fraction lies in [0, 1], a time is in days, a dose is the total of the area in
the product's own units, both sides together. These values are valid by
construction when ``glabella.evidence`` has read them.
"""

from dataclasses import dataclass
from typing import Literal, get_args

__all__ = [
    "AMONG",
    "CRITERIA",
    "KINDS",
    "LAST_DAY",
    "N_BASES",
    "RATERS",
    "STATES",
    "TRIAL_AREAS",
    "UNTILS",
    "USES",
    "Among",
    "Arm",
    "Criterion",
    "Endpoint",
    "Kind",
    "NBasis",
    "Observation",
    "Rater",
    "State",
    "Trial",
    "TrialArea",
    "TrialRecord",
    "Until",
    "Use",
]

Kind = Literal["responder", "relapse", "median_duration_days", "onset"]
Rater = Literal["investigator", "subject", "both"]
Criterion = Literal[
    "improved_1",
    "improved_2",
    "none_or_mild",
    "improved_2_and_none_or_mild",
    "sweat_halved",
    "hdss_improved_2",
    "mmps_3_or_less",
]
State = Literal["contraction", "rest"]
Until = Literal["baseline", "loss_of_none_or_mild", "loss_of_improved_1"]
Among = Literal["all", "responders"]
TrialArea = Literal["glabella", "forehead", "crows_feet", "axilla", "masseter"]
Use = Literal["used", "prior", "compared", "left_out"]
NBasis = Literal["read", "derived", "ours"]

KINDS: tuple[Kind, ...] = get_args(Kind)
RATERS: tuple[Rater, ...] = get_args(Rater)
CRITERIA: tuple[Criterion, ...] = get_args(Criterion)
STATES: tuple[State, ...] = get_args(State)
UNTILS: tuple[Until, ...] = get_args(Until)
AMONG: tuple[Among, ...] = get_args(Among)
TRIAL_AREAS: tuple[TrialArea, ...] = get_args(TrialArea)
USES: tuple[Use, ...] = get_args(Use)
N_BASES: tuple[NBasis, ...] = get_args(NBasis)

LAST_DAY = 3650
"""Days after treatment; nothing is asked of a trial beyond ten years."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One question about an arm.

    ``day`` counts from treatment and is None only for a median duration, which
    alone has an ``until``. ``criterion`` is what a responder meets: always there
    for ``responder`` and for a duration ``among`` responders, who met it, by the
    same rater, on day 28.
    """

    id: str
    kind: Kind
    rater: Rater
    criterion: Criterion | None = None
    state: State = "contraction"
    day: float | None = None
    until: Until | None = None
    among: Among = "all"
    visit_every_days: float = 28.0


@dataclass(frozen=True, slots=True)
class Arm:
    """One group of ``n`` patients; a dose of 0 units is placebo.

    ``severe_share`` is the fraction graded severe before treatment, None where
    the file is silent.
    """

    id: str
    product: str
    area: TrialArea
    dose_units: float
    n: int
    endpoints: tuple[Endpoint, ...]
    severe_share: float | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial to be predicted."""

    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """What is held against the model.

    ``observed`` is a fraction, or days for a median duration, where
    ``lower_bound`` says that the median lies at or beyond it. ``n`` counts the
    patients of the arm, not the responders among them. Records with one ``trial``
    share its random effect; records with one ``arm`` too are of the same patients.
    ``repeat`` marks patients who had been treated before in the same trial.
    """

    trial: str
    arm: str
    dose_units: float
    n: int
    n_basis: NBasis
    endpoint: Endpoint
    observed: float
    severe_share: float | None = None
    lower_bound: bool = False
    repeat: bool = False


@dataclass(frozen=True, slots=True)
class TrialRecord:
    """One published outcome, as printed, and what the project does with it.

    ``area`` is a trial area, another area of the evidence, or ``several``,
    ``foot_muscle`` or ``none``. ``value`` is in ``unit``, a text where no single
    number is printed, None where only words are. ``fit`` says what the model is
    asked: there exactly for ``use = "used"``, which alone is fitted, and for
    ``"compared"``, which is only predicted. ``n_basis`` says where ``n`` is from.
    """

    id: str
    study: str
    year: int
    product: str
    area: str
    population: str
    dose: str
    measure: str
    endpoint: str
    time: str
    value: float | str | None
    unit: str
    address: str
    quality: str
    note: str
    n: int | None
    n_basis: NBasis | None
    use: Use
    reason: str
    fit: Observation | None
