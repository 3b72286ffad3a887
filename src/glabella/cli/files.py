"""Files named on the command line."""

from pathlib import Path
from typing import Any

from glabella.core.errors import CaseError
from glabella.evidence.case_text import LARGEST_BYTES, tables_of

__all__ = ["read_file"]


def read_file(path: Path, hint: str = "see glabella case new") -> dict[str, Any]:
    """The tables of a case or trial file; ``CaseError`` says why it cannot be read."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        msg = f"{path} cannot be read: {reason}; {hint}"
        raise CaseError(msg) from error
    return tables_of(content, str(path), hint)
