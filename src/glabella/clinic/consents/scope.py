"""What a paper covers: product, areas with their techniques, off-label items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from glabella.drawing.wording import TECHNIQUES
from glabella.evidence import catalogue

__all__ = ["Item", "Scope", "area_name", "product_name", "scope_of", "technique_name"]


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One area, treated in one way."""

    area: str
    technique: str

    @property
    def words(self) -> str:
        """For a sentence."""
        return f"{area_name(self.area)}, {technique_name(self.technique)}"


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody agrees to be treated with, and where."""

    product: str
    items: frozenset[Item]
    off_label: frozenset[Item] = frozenset()

    def stored(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "product": self.product,
            "items": _pairs(self.items),
            "off_label": _pairs(self.off_label),
        }

    @classmethod
    def restored(cls, kept: Mapping[str, Any]) -> "Scope":
        """From what was kept; empty for a paper that covers no treatment."""
        return cls(
            product=str(kept.get("product", "")),
            items=_items(kept.get("items", ())),
            off_label=_items(kept.get("off_label", ())),
        )


def scope_of(content: Mapping[str, Any]) -> Scope:
    """The scope of a plan from what is kept of it (``PlanVersion.content``)."""
    lines = content.get("lines") or ()
    return Scope(
        product=str(content.get("product", "")),
        items=frozenset(Item(line["area"], line["technique"]) for line in lines),
        off_label=frozenset(
            Item(line["area"], line["technique"])
            for line in lines
            if line["label_status"] != "approved"
        ),
    )


def area_name(area: str) -> str:
    """An area in plain words, within a sentence."""
    if area not in catalogue.area_keys():
        return area
    name = catalogue.area_values(area).plain_name
    return name[:1].lower() + name[1:]


def technique_name(technique: str) -> str:
    """A technique as the product calls it."""
    return str(TECHNIQUES.get(technique, technique)).lower()


def product_name(key: str) -> str:
    """A product under its own name."""
    return catalogue.product(key).name if key in catalogue.product_keys() else key


def _pairs(items: Iterable[Item]) -> list[list[str]]:
    return [[one.area, one.technique] for one in sorted(items)]


def _items(pairs: Iterable[Iterable[str]]) -> frozenset[Item]:
    return frozenset(Item(*pair) for pair in pairs)
