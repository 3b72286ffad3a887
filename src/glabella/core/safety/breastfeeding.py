"""Breast-feeding: block where the product's own text says not to."""

from glabella.core.findings import Finding
from glabella.core.products import Listed
from glabella.core.safety.screening import Screening

__all__ = ["check"]

_REFUSES = {"not", "not_recommended"}


def check(screening: Screening) -> tuple[Finding, ...]:
    """Block or caution, by what the label of this product says here."""
    asked = screening.case.history.breastfeeding
    if asked is not True and not screening.hits("breastfeeding"):
        return ()
    text = _refusal(screening)
    if text is not None:
        message = (
            f"Breast-feeding: the text of {screening.product.name} says not to use it. "
            "Put the treatment off until the child is weaned."
        )
        return (Finding("breastfeeding", "block", message, text.sources),)
    message = (
        f"Breast-feeding: no text of {screening.product.name} that forbids it was read, "
        "but there is no published safety evidence; advice is to wait until weaning."
    )
    return (Finding("breastfeeding", "caution", message, ("SUP-007", "CI3")),)


def _refusal(screening: Screening) -> Listed | None:
    for listed in screening.product.listed:
        if (
            listed.kind == "breastfeeding"
            and _REFUSES & set(listed.classes)
            and listed.applies_in(screening.case.jurisdiction)
        ):
            return listed
    return None
