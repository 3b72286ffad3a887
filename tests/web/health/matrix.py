"""The answer for machines."""

from tests.web.permissions import Address

ADDRESSES = [Address("health:answer", "public")]
