"""Label intervals: when the next treatment may be, counted as the label words it."""

from calendar import monthrange
from datetime import date, timedelta

from glabella.core.products import Interval, Product

__all__ = ["add_interval", "add_months", "interval_for", "longest"]


def add_months(day: date, months: int) -> date:
    """The same day ``months`` calendar months later, or that month's last day.

    >>> add_months(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_interval(day: date, interval: Interval) -> date:
    """``day`` plus a label interval, counted as the label words it."""
    if interval.months is not None:
        return add_months(day, interval.months)
    return day + timedelta(days=(interval.days or 0) + 7 * (interval.weeks or 0))


def interval_for(product: Product, area: str, jurisdiction: str) -> Interval | None:
    """The label interval for an area: bound to it here first, then the general one."""
    for bound in (True, False):
        found = [
            i for i in product.intervals if (area in i.areas if bound else not i.areas)
        ]
        here = [i for i in found if i.applies_in(jurisdiction)]
        if here:
            return here[0]
        if found and not bound:
            return found[0]
    return None


def longest(
    product: Product, areas: tuple[str, ...], jurisdiction: str, on: date
) -> tuple[date, Interval] | None:
    """(end, interval) of the interval of any of ``areas`` that ends last after ``on``."""
    intervals = [interval_for(product, area, jurisdiction) for area in areas]
    ends = [
        (add_interval(on, interval), interval) for interval in intervals if interval
    ]
    return max(ends, key=lambda end: end[0], default=None)
