"""Find a Chromium or Chrome for the browser tests, and install one where allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tools.report import SetupError, say

__all__ = ["ensure_chromium", "find_chromium"]

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
MAC_PATHS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
DOWNLOADED = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
APT_TRIES = 3


def find_chromium() -> str | None:
    """Return the first browser that starts and tells its version, or None.

    ``GLABELLA_CHROMIUM`` names one and then no other is looked for.
    """
    chosen = os.environ.get("GLABELLA_CHROMIUM")
    if chosen:
        return chosen if _starts(chosen) else None
    return next((path for path in _candidates() if _starts(path)), None)


def ensure_chromium() -> str:
    """Return a browser, installing Debian's own as root or with ALLOW_APT=1."""
    found = find_chromium()
    if found is None and not os.environ.get("GLABELLA_CHROMIUM"):
        _install()
        found = find_chromium()
    if found is None:
        raise SetupError(_advice())
    return found


def _candidates() -> Iterator[str]:
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield found
    yield from MAC_PATHS
    for pattern in DOWNLOADED:
        for path in sorted(Path.home().glob(pattern), reverse=True):
            yield str(path)


def _starts(path: str) -> bool:
    """Ask the program for its version: a stub on the path answers with an error."""
    try:
        answer = subprocess.run(
            [path, "--version"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0


def _install() -> None:
    """Install Debian's browser, trying again: package servers stumble."""
    root = os.geteuid() == 0
    if shutil.which("apt-get") is None:
        return
    if not root and os.environ.get("ALLOW_APT") != "1":
        return
    prefix = [] if root else ["sudo"]
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    say("installing chromium for the browser tests with apt-get")
    for attempt in range(1, APT_TRIES + 1):
        _run([*apt, "update"])
        if _run([*apt, "install", "-y", "--no-install-recommends", "chromium"]):
            return
        if attempt < APT_TRIES:
            time.sleep(5 * attempt)


def _run(command: list[str]) -> bool:
    """Run a command with its talk on standard error; True when it worked."""
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False
    )
    return done.returncode == 0


def _advice() -> str:
    chosen = os.environ.get("GLABELLA_CHROMIUM")
    if chosen:
        return f"GLABELLA_CHROMIUM={chosen} does not start: name another, or unset it"
    if shutil.which("apt-get") and Path("/etc/debian_version").exists():
        line = "sudo apt-get install chromium"
    else:
        line = ".venv/bin/playwright install chromium"
    return f"the browser tests need Chromium or Chrome; install it with: {line}"
