"""Medicines that change what toxin does: named by the label, or reported elsewhere."""

from glabella.core.findings import Finding, Severity
from glabella.core.safety.screening import Hit, Screening

__all__ = ["check"]

LABEL_CLASSES = (
    "aminoglycosides", "neuromuscular-blockers", "anticholinergics",
    "muscle-relaxants", "other-botulinum-toxins",
)  # fmt: skip
"""Classes that the class-wide label text names (section 7 of the BOTOX label)."""

REPORTED_CLASSES = (
    "spectinomycin", "lincosamides", "polymyxins", "tetracyclines", "magnesium",
    "quinidine", "quinine", "ciclosporin", "penicillamine", "aminoquinolines",
    "antimalarials", "calcium-channel-blockers", "benzodiazepines",
    "anticholinergic-action", "zinc",
)  # fmt: skip

_DIRECTION = {
    "stronger": "may strengthen the effect",
    "weaker": "may weaken the effect",
    "weakness": "may add to the weakness",
    "anticholinergic": "may have a stronger anticholinergic effect",
    "uncertain": "is reported to interact; direction uncertain",
}


def check(screening: Screening) -> tuple[Finding, ...]:
    """Caution for classes that a label names, information for other reports."""
    findings = [
        _finding(screening, hit, "caution", _own_label(screening, hit))
        for hit in screening.hits(*LABEL_CLASSES)
    ]
    for hit in screening.hits(*REPORTED_CLASSES):
        named = _own_label(screening, hit)
        severity: Severity = "caution" if named else "info"
        findings.append(_finding(screening, hit, severity, named))
    return tuple(findings)


def _own_label(screening: Screening, hit: Hit) -> tuple[str, ...]:
    for listed in screening.product.listed:
        if (
            listed.kind == "interaction"
            and hit.class_id in listed.classes
            and listed.applies_in(screening.case.jurisdiction)
        ):
            return listed.sources
    return ()


def _finding(
    screening: Screening, hit: Hit, severity: Severity, named: tuple[str, ...]
) -> Finding:
    does = _DIRECTION.get(hit.effect, "is reported to interact")
    by = (
        f"named on the label of {screening.product.name}"
        if named
        else "named in the class-wide label text"
        if severity == "caution"
        else "reported, not on this label as far as it was read"
    )
    message = f'"{hit.text}"{hit.read_as} ({hit.name}) {does}; {by}.'
    if severity == "caution":
        message += " Decide with the prescriber; do not stop a prescribed medicine."
    sources = tuple(dict.fromkeys((*named, *hit.sources)))
    return Finding("interacting-medicine", severity, message, sources)
