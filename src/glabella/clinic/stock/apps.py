"""Where Django finds this part."""

from django.apps import AppConfig

__all__ = ["StockConfig"]


class StockConfig(AppConfig):
    """Lots, vials and what was drawn from them."""

    name = "glabella.clinic.stock"
    label = "stock"
