"""Everything that can go wrong in Glabella, as one tree.

GlabellaError
├── CaseError      a case file that cannot be read or is impossible
├── EvidenceError  an evidence file that breaks its own schema
├── OutcomeError   counts, days or chances that cannot be
└── UnitError      amounts that must not be combined
"""

__all__ = ["CaseError", "EvidenceError", "GlabellaError", "OutcomeError", "UnitError"]


LONGEST_KEY, LONGEST_VALUE, LONGEST_MESSAGE = 70, 80, 480
"""Characters; a refusal is one line on a terminal, under 500."""


class GlabellaError(Exception):
    """Any failure that Glabella foresees; its text is meant for the user."""


class CaseError(GlabellaError):
    """A case that cannot be planned: names the key, the value, what is allowed."""

    @classmethod
    def impossible(cls, key: str, value: object, allowed: str) -> "CaseError":
        """Refuse ``value`` at ``key`` and say what is ``allowed`` there."""
        shown_key, shown = (
            _short(key, LONGEST_KEY),
            _short(_shown(value), LONGEST_VALUE),
        )
        return cls(f"{shown_key} = {shown}: {allowed}"[:LONGEST_MESSAGE])

    @classmethod
    def missing(cls, key: str, allowed: str) -> "CaseError":
        """Refuse a case without ``key`` and say what is ``allowed`` there."""
        return cls(
            f"{_short(key, LONGEST_KEY)} is missing: {allowed}"[:LONGEST_MESSAGE]
        )


def _shown(value: object) -> str:
    try:
        return repr(value)
    except (ValueError, RecursionError):  # thousands of digits or of levels
        return "a value too large to show"


def _short(text: str, longest: int) -> str:
    """``text`` on one line, printable, and no longer than ``longest`` characters."""
    clean = "".join(c if c.isprintable() else " " for c in text[: 2 * longest])
    clean = " ".join(clean.split())
    return clean if len(clean) <= longest else f"{clean[: longest - 3]}..."


class EvidenceError(GlabellaError):
    """An evidence file breaks the schema: names the file and the key."""

    @classmethod
    def at(cls, file: str, key: str, problem: str) -> "EvidenceError":
        """Report ``problem`` at ``key`` of ``file``."""
        return cls(f"{file}: {key}: {problem}")


class OutcomeError(GlabellaError):
    """Counts, days or chances of outcomes that cannot be."""


class UnitError(GlabellaError):
    """Two amounts that must never be added or compared."""
