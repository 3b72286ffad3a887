"""Hypersensitivity to any toxin product, or to something in this vial."""

from glabella.core.findings import Finding
from glabella.core.safety.screening import Hit, Screening

__all__ = ["check"]

AROUND = ("benzyl-alcohol", "local-anaesthetics", "latex", "antiseptics", "salts")
"""Not the toxin, but what is used with it."""

_TOXIN = ("BC-2019", "LBL2", "CI1")
MILK = "cows-milk-protein"
LACTOSE = "lactose"
COMPONENTS = (
    "albumin", MILK, LACTOSE, "polysorbate", "histidine", "trehalose", "tryptophan",
    "sucrose", "gelatin",
)  # fmt: skip


def check(screening: Screening) -> tuple[Finding, ...]:
    """Block for toxin and for a component; caution where the vial was not read."""
    toxins = screening.hits("botulinum-toxin", "other-botulinum-toxins", allergies=True)
    components = screening.hits(*COMPONENTS, allergies=True)
    around = screening.hits(*AROUND, allergies=True)
    return (
        *(_around(screening, hit) for hit in around),
        *(_toxin(screening, hit) for hit in toxins),
        *(_component(screening, hit) for hit in components),
    )


def _around(screening: Screening, hit: Hit) -> Finding:
    message = f'Allergy "{hit.text}"{hit.read_as} ({hit.name}): {hit.note}'
    droplets = any(area.kind == "droplet" for area in screening.areas)
    if hit.class_id == "local-anaesthetics" and droplets:
        message += " The published micro-dose recipe adds lidocaine: leave it out."
        return Finding("allergy", "caution", message, (*hit.sources, "WU15"))
    return Finding("allergy", "caution", message, hit.sources)


def _toxin(screening: Screening, hit: Hit) -> Finding:
    message = (
        f'Allergy "{hit.text}"{hit.read_as}: hypersensitivity to any botulinum toxin '
        f"product forbids every one of them, {screening.product.name} included."
    )
    return Finding("allergy", "block", message, _TOXIN)


def _component(screening: Screening, hit: Hit) -> Finding:
    product = screening.product
    for composition in product.compositions:
        if hit.class_id in composition.present:
            message = (
                f'Allergy "{hit.text}"{hit.read_as}: {product.name} contains or may '
                f"contain {hit.name.lower()}. Do not use it."
            )
            sources = (*composition.sources, *hit.sources)
            return Finding("allergy", "block", message, sources or _TOXIN)
    contraindicated = [
        listed
        for listed in product.listed
        if listed.kind == "contraindication" and hit.class_id in listed.classes
    ]
    if contraindicated:
        message = (
            f'Allergy "{hit.text}"{hit.read_as}: the label of {product.name} forbids it '
            f"with {hit.name.lower()} allergy."
        )
        return Finding("allergy", "block", message, contraindicated[0].sources)
    return _unread(screening, hit)


def _unread(screening: Screening, hit: Hit) -> Finding:
    product = screening.product
    sources = tuple(s for c in product.compositions for s in c.sources) or _TOXIN
    if any(hit.class_id in c.absent for c in product.compositions):
        message = (
            f'Allergy "{hit.text}": {product.name} was read to contain no '
            f"{hit.name.lower()}."
        )
        return Finding("allergy", "info", message, sources)
    related = {MILK, LACTOSE} & {c for p in product.compositions for c in p.present}
    why = (
        "it holds a milk-derived ingredient: ask what the allergy is to"
        if hit.class_id in {MILK, LACTOSE} and related
        else "its full list of ingredients was not read: check the leaflet"
    )
    message = (
        f'Allergy "{hit.text}"{hit.read_as}, {product.name}: {why} before treating.'
    )
    return Finding("allergy", "caution", message, sources)
