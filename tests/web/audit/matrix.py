"""The addresses of the audit."""

from tests.web.permissions import Address

ADDRESSES = [
    Address("audit:page", "audit.read"),
    Address("audit:verify", "audit.read", method="post"),
]
