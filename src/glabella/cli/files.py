"""Files named on the command line: read with care, written whole."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glabella.core.errors import CaseError, GlabellaError
from glabella.evidence.case_text import LARGEST_BYTES, tables_of

__all__ = ["read_file", "write_whole"]


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


def write_whole(files: Sequence[tuple[Path, bytes]]) -> None:
    """Write every file beside its place, then move all in: no half file is left.

    ``GlabellaError`` names the one that cannot be written.
    """
    # The owner's own mask decides who may read a file; asking for it sets it.
    mask = os.umask(0)
    os.umask(mask)
    ready: list[tuple[Path, Path]] = []
    now = Path()
    try:
        for now, content in files:
            handle, name = tempfile.mkstemp(dir=now.parent, prefix=f".{now.name}.")
            ready.append((now, Path(name)))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        for now, beside in ready:
            beside.chmod(0o666 & ~mask)
            beside.replace(now)
    except OSError as error:
        msg = f"{now} cannot be written: {error.strerror}; choose another place"
        raise GlabellaError(msg) from error
    finally:
        for _, beside in ready:
            beside.unlink(missing_ok=True)
