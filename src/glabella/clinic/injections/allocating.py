"""From which vial a site was given, where nobody said it: pure.

Units were drawn up from one vial after the other, and syringes are emptied in that
order. A site takes from the first vial that still has all its units in a syringe; it
is never split, so that a recall of one lot finds it or does not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from glabella.clinic.injections.values import Drawn, Holder, SiteState

__all__ = ["allocated", "in_hand"]


def allocated(
    sites: Mapping[str, SiteState], draws: Sequence[Drawn], otherwise: Holder
) -> dict[str, SiteState]:
    """The sites with a holder each; ``otherwise`` is for those before any draw."""
    left = _left(sites, draws)
    found = dict(sites)
    # In the order in which they were given; sites of one tap in the order of the map.
    order = sorted(sites, key=lambda key: sites[key].now.number)
    for key in order:
        site = sites[key]
        if site.now.standing != "given" or all(_is_held(site)):
            continue
        holder = _holder(left, site.now.units) or otherwise
        if holder.vial in left:
            left[holder.vial] -= site.now.units
        heads = tuple(
            head
            if head.holder or head.standing != "given"
            else replace(head, holder=holder)
            for head in site.heads
        )
        found[key] = replace(site, heads=heads)
    return found


def _is_held(site: SiteState) -> list[bool]:
    return [bool(h.holder) for h in site.heads if h.standing == "given"]


def _left(sites: Mapping[str, SiteState], draws: Sequence[Drawn]) -> dict[str, Decimal]:
    """Units in syringes by vial, in the order of drawing, without what was named."""
    left: dict[str, Decimal] = {}
    for draw in draws:
        left[draw.vial] = left.get(draw.vial, Decimal(0)) + draw.units
    for site in sites.values():
        vial = site.now.holder.vial
        if site.now.standing == "given" and vial in left:
            left[vial] -= site.now.units
    return left


def _holder(left: Mapping[str, Decimal], units: Decimal) -> Holder:
    """The first vial with enough in a syringe, else the one drawn from last."""
    if not left:
        return Holder()
    enough = (vial for vial, rest in left.items() if rest >= units)
    return Holder(next(enough, list(left)[-1]))


def in_hand(
    sites: Mapping[str, SiteState], draws: Sequence[Drawn], named: Holder
) -> Holder:
    """What is given from next: the vial that was named, else the first not empty."""
    if named:
        return named
    left = _left(sites, draws)
    filled = (vial for vial, rest in left.items() if rest > 0)
    last = list(left)[-1] if left else ""
    return Holder(next(filled, last))
