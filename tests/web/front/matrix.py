"""The addresses of the public front page and of the page about trust."""

from tests.web.permissions import Address

ADDRESSES = [
    Address("front:page", "public"),
    Address("front:trust", "public"),
    Address("front:authority", "public", good=(200, 404)),
]
