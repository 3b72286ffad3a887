"""The addresses of the outcomes."""

from tests.web.permissions import Address

READ, EXPORT = "outcome.read", "outcome.export"

ADDRESSES = [
    Address("outcomes:page", READ),
    Address("outcomes:duration", READ),
    Address("outcomes:forecast", READ),
    Address("outcomes:export", EXPORT, method="post"),
]
