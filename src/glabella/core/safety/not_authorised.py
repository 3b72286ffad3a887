"""A product without an aesthetic label in this jurisdiction."""

from glabella.core.findings import Finding
from glabella.core.safety.screening import Screening
from glabella.core.sources import OURS

__all__ = ["check"]


def check(screening: Screening) -> tuple[Finding, ...]:
    """Block an unauthorised product and one without aesthetic evidence."""
    product, where = screening.product, screening.case.jurisdiction
    sources = product.authorised_sources or (OURS,)
    if not product.aesthetic:
        message = (
            f"{product.name} has no aesthetic indication and no aesthetic evidence was "
            "read. Choose another product."
        )
        return (Finding("not-authorised", "block", message, sources),)
    if where in product.authorised:
        return ()
    message = (
        f"No authorisation of {product.name} for such use in the {where} was read; it was "
        f"read for: {', '.join(product.authorised)}. Choose a product of this jurisdiction."
    )
    return (Finding("not-authorised", "block", message, sources),)
