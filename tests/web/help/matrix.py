"""The address of the help."""

from tests.web.permissions import Address

ADDRESSES = [Address("help:page", "")]
