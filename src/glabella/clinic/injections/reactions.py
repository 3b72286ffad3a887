"""Reactions that are seen while the patient is still in the room."""

from typing import Final

__all__ = ["NONE", "REACTIONS", "RED_FLAGS"]

NONE: Final = "none"
REACTIONS: Final = {
    NONE: "none seen",
    "bleeding": "bleeding or a bruise",
    "swelling": "swelling or redness",
    "pain": "pain beyond the prick",
    "faint": "faint or near-faint",
    "allergy": "allergic reaction",
    "breathing": "trouble breathing or swallowing",
    "other": "something else",
}
"""Our own list: what a first-aider at the chair tells apart."""
RED_FLAGS: Final = frozenset({"allergy", "breathing"})
"""What somebody responsible has to see at once."""
