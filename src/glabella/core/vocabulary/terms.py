"""Classes of terms, and what was recognised in a text."""

from dataclasses import dataclass

__all__ = ["EFFECTS", "KINDS", "NO_KNOWN_EFFECT", "Match", "Recognition", "TermClass"]

KINDS = ("condition", "medicine", "allergy")
"""The three lists of the history in which a free text may stand."""

NO_KNOWN_EFFECT = "no-known-effect"

EFFECTS = (
    "stronger",
    "weaker",
    "uncertain",
    "weakness",
    "anticholinergic",
    "bruising",
    "screening",
    "allergy",
    NO_KNOWN_EFFECT,
)
"""What a class does to a treatment.

``stronger``, ``weaker``: the toxin's effect; ``uncertain``: an interaction whose
direction is not known; ``weakness``: adds muscle weakness of its own;
``anticholinergic``: more of the medicine's systemic anticholinergic effect;
``bruising``; ``screening``: a condition that a label or a screening list names;
``allergy``; ``no-known-effect``: recognised, and none in the evidence read.
"""


@dataclass(frozen=True, slots=True)
class TermClass:
    """Terms that mean the same to the planner; ``sources`` are for the effect.

    ``misspelt`` holds (wrong, right) spellings that are common enough to name.
    """

    id: str
    kind: str
    name: str
    effect: str
    sources: tuple[str, ...]
    note: str
    terms: tuple[str, ...]
    misspelt: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One term found in a text.

    ``term`` is the vocabulary's spelling, ``text`` what was written;
    ``matched_by`` is "exact" or "spelling". ``negated``: the text denies it;
    ``family``: it is said of a relative; ``as_allergy``: the person does not
    have or take it but reacts to it.
    """

    class_id: str
    term: str
    text: str
    matched_by: str
    negated: bool
    family: bool
    as_allergy: bool = False


@dataclass(frozen=True, slots=True)
class Recognition:
    """Everything found in one text, and each part that was not understood."""

    text: str
    matches: tuple[Match, ...]
    unrecognised: tuple[str, ...]
