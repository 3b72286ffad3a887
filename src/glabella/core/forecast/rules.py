"""What a forecast is given: the fitted model, our own rules, and standard doses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from glabella.core.areas import AreaKind
from glabella.core.response.parameters import Posterior

__all__ = ["Basis", "ResponseRules", "Rule", "RuleText", "Standard"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One number with its unit, where it is from, and why it is so."""

    number: float
    unit: str
    sources: tuple[str, ...]
    grade: str
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class RuleText:
    """A sentence or question with its sources; ``topic`` says what it is about."""

    topic: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class ResponseRules:
    """The numbers and texts of ``data/response/rules.toml`` by name."""

    rules: Mapping[str, Rule]
    questions: tuple[RuleText, ...]
    lifestyle: tuple[RuleText, ...]
    partial: tuple[RuleText, ...] = ()
    """By area: why nothing is forecast where a standard dose is not meant to weaken a
    whole muscle."""

    def number(self, name: str) -> float:
        """The number of one rule, in the unit that the rule says."""
        return self.rules[name].number

    def sources(self, *names: str) -> tuple[str, ...]:
        """Source keys of the named rules, each once."""
        keys = (key for name in names for key in self.rules[name].sources)
        return tuple(dict.fromkeys(keys))


@dataclass(frozen=True, slots=True)
class Standard:
    """A product's own standard dose of an area, in its own units.

    The label's dose where there is one, else the middle of the published range;
    ``basis`` uses the planner's words.
    """

    units: float
    basis: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Basis:
    """Everything that a forecast needs beside the case and the plan.

    ``substance`` gives the non-proprietary name of a product key, ``standard``
    the standard dose by product key and area id; each is None where the
    evidence has nothing. ``kind`` tells lines from shapes, sweat and droplets.
    """

    posterior: Posterior
    rules: ResponseRules
    substance: Callable[[str], str | None]
    standard: Callable[[str, str], Standard | None]
    kind: Callable[[str], AreaKind]
    area_name: Callable[[str], str]
    product_name: Callable[[str], str]
    reference_product: str
    """Key of a product of the reference substance, for its standard doses."""
    tried: frozenset[tuple[str, str]] = frozenset()
    """Non-proprietary name and area of every pair with a fitted trial."""
    parameter_sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the belief in a fitted parameter rests on, by its name."""
