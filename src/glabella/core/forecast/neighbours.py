"""A word on toxin that reaches the sites of a neighbouring area."""

from collections.abc import Iterator, Sequence
from math import dist

from glabella.core.forecast.rules import ResponseRules
from glabella.core.planner.model import Line, PlannedSite
from glabella.core.response.spread import share_beyond, width_cm

__all__ = ["spill_over"]


def spill_over(line: Line, others: Sequence[Line], rules: ResponseRules) -> list[str]:
    """Sentences on the areas whose sites lie within reach of this line's sites.

    Only said: the curves of areas with trials hold their usual spread already.
    """
    least = rules.number("spread_worth_saying")
    said = []
    for other in others:
        if other.area == line.area:
            continue
        share = _share(line, other, rules)
        if share >= least:
            said.append(
                f"About {share:.0%} of these units may spread as far as the nearest "
                f"sites of the {other.area_name.lower()}; trials of either area hold "
                "their usual spread, so the curves are left as they are."
            )
    return said


def _share(line: Line, other: Line, rules: ResponseRules) -> float:
    """Share of the line's units that spreads as far as the other's nearest site."""
    targets = [point for _, point in _places(other)]
    if not targets or not line.units:
        return 0.0
    reached = sum(
        site.units
        * share_beyond(
            min(dist(point, target) for target in targets), _width(site, rules)
        )
        for site, point in _places(line)
    )
    return reached / line.units


def _places(line: Line) -> Iterator[tuple[PlannedSite, tuple[float, ...]]]:
    """Sites on the face with their points in cm; droplet regions have none."""
    for site in line.sites:
        if site.site.position is not None and site.site.map == "face":
            yield site, tuple(site.site.position)


def _width(site: PlannedSite, rules: ResponseRules) -> float:
    return width_cm(
        rules.number("spread_width"),
        site.volume_ml or 0.0,
        rules.number("spread_per_root_ml"),
    )
