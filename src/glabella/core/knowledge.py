"""What the planner is given: the evidence it needs for one case, as values."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from glabella.core.areas import Area
from glabella.core.dosing.rules import DosingRules, Overlap, Ratio
from glabella.core.face import Landmarks, Surface
from glabella.core.face.zones import DangerZone
from glabella.core.products import Product, product_key
from glabella.core.sources import Source
from glabella.core.vocabulary import Vocabulary

__all__ = ["EventTiming", "Knowledge"]


@dataclass(frozen=True, slots=True)
class EventTiming:
    """Days from treatment to review, and from a touch-up to its effect."""

    review_days: int
    touch_up_days: int
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Knowledge:
    """One product, the areas it may be planned in, and the rules around them.

    ``siblings`` are the same maker's products in the same units; ``covered_by``
    maps an area to the droplet area that covers its skin.
    """

    product: Product
    siblings: tuple[Product, ...]
    product_names: Mapping[str, str]
    unit_families: Mapping[str, str]
    area: Callable[[str], Area]
    rules: DosingRules
    ratios: Mapping[str, Ratio]
    overlaps: tuple[Overlap, ...]
    covered_by: Mapping[str, str]
    event: EventTiming
    vocabulary: Callable[[], Vocabulary]
    landmarks: Landmarks
    surface: Surface
    zones: tuple[DangerZone, ...]
    source: Callable[[str], Source]

    def area_names(self, ids: Iterable[str]) -> str:
        """Names of areas as a clinician reads them, separated by commas."""
        return ", ".join(self.area(area).name for area in ids)

    def known_product(self, text: str) -> str | None:
        """The key of a product named by its key or its trade name, or None."""
        key = product_key(text)
        return key if key in self.unit_families else None
