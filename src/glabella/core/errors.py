"""Everything that can go wrong in Glabella, as one tree.

GlabellaError
├── CaseError      a case file that cannot be read or is impossible
├── EvidenceError  an evidence file that breaks its own schema
└── UnitError      amounts that must not be combined
"""

__all__ = ["CaseError", "EvidenceError", "GlabellaError", "UnitError"]


class GlabellaError(Exception):
    """Any failure that Glabella foresees; its text is meant for the user."""


class CaseError(GlabellaError):
    """A case that cannot be planned: names the key, the value, what is allowed."""

    @classmethod
    def impossible(cls, key: str, value: object, allowed: str) -> "CaseError":
        """Refuse ``value`` at ``key`` and say what is ``allowed`` there."""
        shown = " ".join(repr(value).split())
        if len(shown) > 80:  # noqa: PLR2004  one line on a terminal
            shown = f"{shown[:77]}..."
        return cls(f"{key} = {shown}: {allowed}"[:480])


class EvidenceError(GlabellaError):
    """An evidence file breaks the schema: names the file and the key."""

    @classmethod
    def at(cls, file: str, key: str, problem: str) -> "EvidenceError":
        """Report ``problem`` at ``key`` of ``file``."""
        return cls(f"{file}: {key}: {problem}")


class UnitError(GlabellaError):
    """Two amounts that must never be added or compared."""
