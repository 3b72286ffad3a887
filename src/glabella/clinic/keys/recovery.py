"""The recovery sheet: the clinic key on paper, in letters that are hard to mistake.

Crockford's alphabet (no I, L, O, U) in lines of four groups of five letters; each
line ends with two letters that check it, so that a mistake is found in its line. The
bytes are a mark, the index key, each version of the clinic key with its number (the
one in use last) and a check over all of it.
"""

import hashlib
import re

from glabella.clinic.keys import ring
from glabella.clinic.keys.ring import ClinicKey
from glabella.clinic.shared.errors import KeyFileProblem

__all__ = ["groups", "read", "sheet"]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans("OIL", "011")
MARK = b"GK1"
CHECK_BYTES = 4
NUMBER_BYTES = 2
VERSION_BYTES = NUMBER_BYTES + ring.KEY_BYTES
GROUP, GROUPS = 5, 4
LINE = GROUP * GROUPS
LINE_CHECK = 2
BITS = 5
LINE_PATTERN = re.compile(r"^\s*(\d{1,2})[.:)]\s*([0-9A-Za-z \t-]+)$")


def sheet(key: ClinicKey | None = None) -> str:
    """The sheet to print; of the key in use where none is given."""
    letters = _letters(_packed(key or ring.clinic_key()))
    lines = [letters[start : start + LINE] for start in range(0, len(letters), LINE)]
    rows = "\n".join(
        f"{number:2d}.  {_spaced(line)}  {_line_check(number, line)}"
        for number, line in enumerate(lines, start=1)
    )
    return (
        "GLABELLA RECOVERY SHEET\n\n"
        "This is the clinic key. With it and a backup every record can be read; "
        "without it none can.\n"
        "Keep it on paper, locked away, apart from the backups. "
        "Never photograph or e-mail it.\n\n"
        f"{rows}\n"
    )


def groups(text: str) -> dict[str, str]:
    """The groups of a sheet by their place: ``1A`` is the first of line 1.

    For asking somebody to read two of them back.
    """
    found = {}
    for number, line in _lines(text):
        for place in range(0, len(line), GROUP):
            found[f"{number}{'ABCD'[place // GROUP]}"] = line[place : place + GROUP]
    return found


def read(text: str) -> ClinicKey:
    """The key on a sheet as it was typed in; says which line is mistyped."""
    lines = _lines(text)
    if not lines:
        message = "No numbered line was found: type the lines with their numbers."
        raise KeyFileProblem(message)
    for expected, (number, _) in enumerate(lines, start=1):
        if number != expected:
            message = f"Line {expected} of the recovery sheet is missing."
            raise KeyFileProblem(message)
    return _unpacked(_bytes("".join(line for _, line in lines)))


def _lines(text: str) -> list[tuple[int, str]]:
    """The numbered lines without their check letters, which must agree."""
    found = []
    for row in text.splitlines():
        match = LINE_PATTERN.match(row)
        if match is None:
            continue
        number = int(match[1])
        letters = re.sub(r"[\s-]", "", match[2]).upper().translate(MISREAD)
        line, check = letters[:-LINE_CHECK], letters[-LINE_CHECK:]
        known = set(letters) <= set(ALPHABET)
        if not known or len(line) > LINE or _line_check(number, line) != check:
            message = f"Line {number} of the recovery sheet is mistyped."
            raise KeyFileProblem(message)
        found.append((number, line))
    return found


def _packed(key: ClinicKey) -> bytes:
    in_use_last = sorted(key.versions, key=lambda name: name == key.current)
    versions = b"".join(
        int(name.partition("-")[0]).to_bytes(NUMBER_BYTES, "big") + key.versions[name]
        for name in in_use_last
    )
    content = MARK + key.index + versions
    return content + hashlib.sha256(content).digest()[:CHECK_BYTES]


def _unpacked(packed: bytes) -> ClinicKey:
    content, check = packed[:-CHECK_BYTES], packed[-CHECK_BYTES:]
    start = len(MARK) + ring.KEY_BYTES
    rest = content[start:]
    whole = (
        content.startswith(MARK)
        and hashlib.sha256(content).digest()[:CHECK_BYTES] == check
        and len(rest) >= VERSION_BYTES
        and len(rest) % VERSION_BYTES == 0
    )
    if not whole:
        message = (
            "The lines do not make up one whole recovery sheet: compare them with the "
            "paper, and look whether the last line is missing."
        )
        raise KeyFileProblem(message)
    versions = {}
    name = ""
    for place in range(0, len(rest), VERSION_BYTES):
        number = int.from_bytes(rest[place : place + NUMBER_BYTES], "big")
        key = rest[place + NUMBER_BYTES : place + VERSION_BYTES]
        name = ring.version_id(number, key)
        versions[name] = key
    return ClinicKey(versions, name, content[len(MARK) : start])


def _letters(content: bytes) -> str:
    """Bytes as letters of five bits, with zero bits to fill the last one."""
    count = -(-len(content) * 8 // BITS)
    number = int.from_bytes(content, "big") << (count * BITS - len(content) * 8)
    return "".join(
        ALPHABET[number >> BITS * place & 31] for place in reversed(range(count))
    )


def _bytes(letters: str) -> bytes:
    number = 0
    for letter in letters:
        number = number << BITS | ALPHABET.index(letter)
    length = len(letters) * BITS // 8
    return (number >> (len(letters) * BITS - length * 8)).to_bytes(length, "big")


def _line_check(number: int, line: str) -> str:
    digest = hashlib.sha256(f"{number}:{line}".encode()).digest()
    return ALPHABET[digest[0] & 31] + ALPHABET[digest[1] & 31]


def _spaced(line: str) -> str:
    return " ".join(line[place : place + GROUP] for place in range(0, len(line), GROUP))
