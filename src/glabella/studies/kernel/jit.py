"""The one place that asks for machine code.

Every compiled function of the kernel is decorated here, so that all of them follow
one arithmetic: multiply and add may be fused, nothing may be reordered. A lane
(one area of one patient) therefore gives the same bits wherever it stands.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import numba
from numba.core import config as numba_config

ARITHMETIC = {"contract", "nsz"}


def equation[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile one scalar equation; it disappears into the loop that calls it."""
    made: Any = numba.njit(
        forceinline=True, fastmath=ARITHMETIC, error_model="numpy", nogil=True
    )(function)
    return cast("Callable[P, R]", made)  # numba has no types


def loop[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile a loop over lanes; it runs without Python's lock."""
    made: Any = numba.njit(fastmath=ARITHMETIC, error_model="numpy", nogil=True)(
        function
    )
    return cast("Callable[P, R]", made)  # numba has no types


def entry[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Compile what Python calls, and keep the machine code for the next process."""
    config: Any = numba_config  # its settings are made at run time
    before = config.CACHE_DIR
    folder = _cache_folder(before)
    config.CACHE_DIR = str(folder or "")
    try:
        made: Any = numba.njit(
            cache=folder is not None,
            fastmath=ARITHMETIC,
            error_model="numpy",
            nogil=True,
        )(function)
    finally:
        config.CACHE_DIR = before
    return cast("Callable[P, R]", made)  # numba has no types


def _cache_folder(chosen: str) -> Path | None:
    """Folder for the machine code of exactly these sources, if one can be written.

    numba asks only the file of the function itself whether stored code is still
    true. Ours is made of several files, so the folder carries the hash of all that are
    compiled and of the layout.
    """
    here = Path(__file__).parent
    digest = sha256()
    for path in sorted(here.glob("*.py")):
        text = path.read_bytes()
        if b"kernel.jit import" in text or path.name in {"jit.py", "layout.py"}:
            digest.update(text)
    name = f"kernel-{digest.hexdigest()[:16]}"
    mine = Path("~/.cache/glabella").expanduser()
    for folder in [Path(chosen)] if chosen else [here / "__pycache__", mine]:
        try:
            (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder / name, os.W_OK):
            return folder / name
    return None
