"""Diseases of nerve and muscle: contraindication or warning, by jurisdiction."""

from glabella.core.findings import Finding
from glabella.core.products import Listed
from glabella.core.safety.screening import Hit, Screening

__all__ = ["check"]

_CLASS = "generalised-disorder-of-muscle-activity"
GENERALISED = (
    "myasthenia-gravis",
    "lambert-eaton",
    "als",
    "neuromuscular-other",
    _CLASS,
)
OTHERS = ("motor-neuropathy",)
CENTRAL = ("multiple-sclerosis", "central-neurological")
"""Named by no label that was read: asked about, and said so."""
_CLASS_LIST = ("BO-MERZ", "LE-UK")
_WARNING = ("BC-GLC", "JE-P2", "CI3")
_CLASS_JURISDICTIONS = ("UK", "EU")


def check(screening: Screening) -> tuple[Finding, ...]:
    """Block where this label, or its jurisdiction's class list, forbids it."""
    findings = [
        Finding(
            "neuromuscular",
            "caution",
            f'"{hit.text}"{hit.read_as} ({hit.name}): {hit.note}',
            hit.sources,
        )
        for hit in screening.hits("neuromuscular-disease-treatments", *CENTRAL)
    ]
    for hit in screening.hits(*GENERALISED, *OTHERS):
        forbids = _forbids(screening, hit)
        findings.append(_finding(screening, hit, forbids))
    return tuple(findings)


def _forbids(screening: Screening, hit: Hit) -> tuple[str, ...] | None:
    """Sources of the contraindication that applies here, or None."""
    own = _own_lists(screening)
    named = [
        listed
        for listed in own
        if hit.class_id in listed.classes
        or (_CLASS in listed.classes and hit.class_id in GENERALISED)
    ]
    if named:
        return named[0].sources
    where = screening.case.jurisdiction
    if not own and where in _CLASS_JURISDICTIONS and hit.class_id in GENERALISED:
        return _CLASS_LIST
    return None


def _own_lists(screening: Screening) -> tuple[Listed, ...]:
    return tuple(
        listed
        for listed in screening.product.listed
        if listed.kind == "contraindication"
        and listed.applies_in(screening.case.jurisdiction)
    )


def _finding(
    screening: Screening, hit: Hit, forbids: tuple[str, ...] | None
) -> Finding:
    name, where = screening.product.name, screening.case.jurisdiction
    told = f'"{hit.text}"{hit.read_as} ({hit.name})'
    if forbids is not None:
        message = f"{told}: contraindicated for {name} in the {where}. Do not treat."
        return Finding("neuromuscular", "block", message, (*forbids, *hit.sources))
    message = (
        f"{told}: muscle weakness may be more severe and spread further. US labels "
        "warn of it, UK and EU texts forbid generalised disorders of muscle activity. "
        "Speak to the neurologist before treating."
    )
    return Finding("neuromuscular", "caution", message, (*_WARNING, *hit.sources))
