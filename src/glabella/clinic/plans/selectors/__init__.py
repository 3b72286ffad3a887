"""Reads of plans, approvals and standing orders."""

from glabella.clinic.plans.selectors.ahead import Ahead, look_ahead
from glabella.clinic.plans.selectors.approvals import (
    Covering,
    Waiting,
    covering_orders,
    get_order,
    recently_signed,
    standing_orders,
    waiting_approvals,
    waiting_count,
)
from glabella.clinic.plans.selectors.gates import Gate, Read, gates, latest_plan
from glabella.clinic.plans.selectors.plans import (
    Kept,
    Worked,
    changes_of,
    get_plan,
    get_version,
    kept,
    peeked,
    plans_of,
    worked_on,
)

__all__ = [
    "Ahead",
    "Covering",
    "Gate",
    "Kept",
    "Read",
    "Waiting",
    "Worked",
    "changes_of",
    "covering_orders",
    "gates",
    "get_order",
    "get_plan",
    "get_version",
    "kept",
    "latest_plan",
    "look_ahead",
    "peeked",
    "plans_of",
    "recently_signed",
    "standing_orders",
    "waiting_approvals",
    "waiting_count",
    "worked_on",
]
