"""Products, areas and doses in words, from the parts that every screen shares."""

from glabella.web.shared.words import (
    area_choices,
    area_name,
    by_area,
    capital,
    product_choices,
    product_name,
)

__all__ = [
    "area_choices",
    "area_name",
    "by_area",
    "capital",
    "product_choices",
    "product_name",
]
