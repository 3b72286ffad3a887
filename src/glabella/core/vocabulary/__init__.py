"""Free words of a history (conditions, medicines, allergies) as known classes.

The matcher knows no medicine by itself: it is built from classes of terms, each
with its effect and its sources. What it does not know it hands back, unchanged.
"""

from glabella.core.vocabulary.matcher import Vocabulary
from glabella.core.vocabulary.terms import (
    EFFECTS,
    KINDS,
    Match,
    Recognition,
    TermClass,
)

__all__ = ["EFFECTS", "KINDS", "Match", "Recognition", "TermClass", "Vocabulary"]
