"""Stable JSON: sorted keys, short numeric rows on one line, one final newline."""

import json
import re
from pathlib import Path
from typing import Any

_ROW = re.compile(r"\[[^\[\]{}\"]*\]")
_PAIRS = re.compile(r"\[\s+(\[[^\[\]]*\](?:,\s+\[[^\[\]]*\])*)\s+\]")


def write_json(path: Path, data: dict[str, Any]) -> None:
    """Write with rows of numbers kept together, so that changes read well."""
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False)
    text = _ROW.sub(lambda m: re.sub(r"\s+", "", m.group()), text)
    text = _PAIRS.sub(lambda m: re.sub(r",\s+\[", ",[", m.group()), text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
