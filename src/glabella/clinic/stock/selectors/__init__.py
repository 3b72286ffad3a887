"""Reads of the stock."""

from glabella.clinic.stock.selectors.days import (
    Count,
    counts,
    get_place,
    places,
    readings,
)
from glabella.clinic.stock.selectors.deviations import (
    all_deviations,
    get_deviation,
)
from glabella.clinic.stock.selectors.recall import (
    RecallList,
    RecallRow,
    lot_numbers,
    recall,
    vials_numbered,
)
from glabella.clinic.stock.selectors.shelf import (
    ProductShelf,
    StockWarning,
    shelf,
    warnings,
)
from glabella.clinic.stock.selectors.sums import (
    Sums,
    balance,
    balances,
    sums_of_occasion,
)
from glabella.clinic.stock.selectors.vials import (
    KnownPack,
    LedgerRow,
    VialChoice,
    drawn,
    find_code,
    get_lot,
    get_vial,
    known_pack,
    ledger,
    lots_kept_in,
    open_draws,
    refusal,
    usable_vials,
    vials_of_lot,
    vials_to_count,
)

__all__ = [
    "Count",
    "KnownPack",
    "LedgerRow",
    "ProductShelf",
    "RecallList",
    "RecallRow",
    "StockWarning",
    "Sums",
    "VialChoice",
    "all_deviations",
    "balance",
    "balances",
    "counts",
    "drawn",
    "find_code",
    "get_deviation",
    "get_lot",
    "get_place",
    "get_vial",
    "known_pack",
    "ledger",
    "lot_numbers",
    "lots_kept_in",
    "open_draws",
    "places",
    "readings",
    "recall",
    "refusal",
    "shelf",
    "sums_of_occasion",
    "usable_vials",
    "vials_numbered",
    "vials_of_lot",
    "vials_to_count",
    "warnings",
]
