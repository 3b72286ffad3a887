"""What a file is, read from its first bytes and never from its name."""

from dataclasses import dataclass
from typing import Final

__all__ = ["Upload", "fault_of_kind", "kind_of"]


@dataclass(frozen=True, slots=True, repr=False)
class Upload:
    """The bytes of a file as somebody sent it, with what it says of itself."""

    data: bytes
    name: str = ""
    content_type: str = ""


_HEIC_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif"}
)
_KINDS: Final = (
    ("JPEG", b"\xff\xd8\xff"),
    ("PNG", b"\x89PNG\r\n\x1a\n"),
    ("GIF", b"GIF8"),
    ("BMP", b"BM"),
    ("TIFF", b"II*\x00"),
    ("TIFF", b"MM\x00*"),
    ("PDF", b"%PDF"),
    ("ZIP", b"PK\x03\x04"),
)
_TAKEN: Final = {
    "JPEG": (("jpg", "jpeg", "jpe", "jfif"), ("image/jpeg", "image/jpg")),
    "PNG": (("png",), ("image/png", "image/x-png")),
    "WebP": (("webp",), ("image/webp",)),
}
_UNSAID: Final = frozenset({"", "application/octet-stream"})
"""Types of a browser that does not know."""

WHAT_TO_SEND: Final = "Send a JPEG, PNG or WebP photograph."


def kind_of(data: bytes) -> str:
    """JPEG, PNG, WebP, HEIC or the like; "" where the bytes are none of these."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        return "HEIC" if data[8:12] in _HEIC_BRANDS else "video"
    return next((name for name, start in _KINDS if data.startswith(start)), "")


def fault_of_kind(upload: Upload) -> str:
    """Why a file is not taken for what it is or says; "" where it is."""
    if not upload.data:
        return f"This file is empty. {WHAT_TO_SEND}"
    kind = kind_of(upload.data)
    if kind == "HEIC":
        return (
            "This is an HEIC or AVIF file, which Glabella does not read. On an iPhone "
            "choose Settings, Camera, Formats, Most Compatible, or take the "
            "photograph on this page."
        )
    if kind not in _TAKEN:
        what = f"holds {kind}" if kind else "does not hold a picture that can be read"
        return f"This file {what}. {WHAT_TO_SEND}"
    return _disguise(upload, kind)


def _disguise(upload: Upload, kind: str) -> str:
    endings, types = _TAKEN[kind]
    ending = upload.name.rpartition(".")[2].lower() if "." in upload.name else ""
    told = upload.content_type.partition(";")[0].strip().lower()
    if (ending and ending not in endings) or (
        told not in _UNSAID and told not in types
    ):
        said = ending if ending and ending not in endings else told
        return (
            f"This file says that it is {said} and holds {kind}. Save it again as "
            f"{kind}, then send it."
        )
    return ""
