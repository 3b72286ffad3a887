"""Writing a case as TOML, so that ``glabella plan`` reads back what the form held.

A small subset is enough: texts, true and false, numbers, dates, lists, tables.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from math import isfinite
from typing import Any

__all__ = ["dumps"]

_SHORT = {
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
    '"': '\\"',
    "\\": "\\\\",
}
_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_DELETE = "\x7f"


def dumps(table: Mapping[str, Any], comments: Sequence[str] = ()) -> str:
    r"""TOML text of ``table``; ``comments`` stand as lines at its head.

    >>> dumps({"on": "a", "areas": [{"id": "chin"}]})
    'on = "a"\n\n[[areas]]\nid = "chin"\n'
    """
    lines = [f"# {_one_line(comment)}" for comment in comments]
    plain, tables, rows = _parts(table)
    lines += [f"{_key(name)} = {_value(value)}" for name, value in plain]
    for name, inner in tables:
        lines += ["", f"[{_key(name)}]", *_pairs(inner)]
    for name, inners in rows:
        for inner in inners:
            lines += ["", f"[[{_key(name)}]]", *_pairs(inner)]
    return "\n".join(lines) + "\n"


_Named = list[tuple[str, Any]]


def _parts(table: Mapping[str, Any]) -> tuple[_Named, _Named, _Named]:
    plain: _Named = []
    tables: _Named = []
    rows: _Named = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            tables.append((name, value))
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            rows.append((name, value))
        else:
            plain.append((name, value))
    return plain, tables, rows


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_value(value)}" for name, value in table.items()]


def _key(name: str) -> str:
    return name if name and _BARE.issuperset(name) else _text(name)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(_pairs(value)) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    return _text(value) if isinstance(value, str) else _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and not isfinite(value):
        msg = f"a case holds finite numbers only, not {value!r}"
        raise ValueError(msg)
    return value.isoformat() if isinstance(value, date) else repr(value)


def _text(text: str) -> str:
    return '"' + "".join(_letter(letter) for letter in text) + '"'


def _letter(letter: str) -> str:
    if letter in _SHORT:
        return _SHORT[letter]
    if letter < " " or letter == _DELETE:
        return f"\\u{ord(letter):04x}"
    # Half of a surrogate pair is no character: no file may hold it.
    return "\N{REPLACEMENT CHARACTER}" if "\ud800" <= letter <= "\udfff" else letter


def _one_line(text: str) -> str:
    return " ".join(text.split())
