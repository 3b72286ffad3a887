"""From the bytes that somebody sent to the picture that is kept.

The picture is decoded, turned upright, brought to sRGB, made no larger than
:data:`MAX_SIDE_PX` and written anew: of the file nothing is left but the picture, so
that place, time, device, comments and whatever hung behind it are gone. All limits
are ours.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import (
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from glabella.clinic.photos.kinds import Upload, fault_of_kind
from glabella.clinic.shared.errors import Invalid

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE_PX",
    "MIN_SIDE_PX",
    "THUMBNAIL_PX",
    "Picture",
    "take_in",
]

MAX_BYTES: Final = 20 * 1024 * 1024
"""Of a file; a phone's photograph of 50 megapixels has about 15 MB."""
MAX_PIXELS: Final = 50_000_000
"""Of a file; decoded it takes 3 bytes a pixel, 150 MB."""
MAX_SIDE_PX: Final = 2400
"""Of what is kept: about 0.1 mm a pixel where a head of 25 cm fills the picture."""
MIN_SIDE_PX: Final = 400
"""Of the shorter side: smaller shows no fine line."""
THUMBNAIL_PX: Final = 400
QUALITY, THUMBNAIL_QUALITY = 90, 80

_FIELD: Final = "picture"
_FORMATS: Final = (
    JpegImagePlugin.JpegImageFile.format,
    PngImagePlugin.PngImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
)
"""What is read; imported above, because Pillow knows only what was imported."""
_DAMAGE: Final = (
    *(OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error),
    *(IndexError, KeyError, TypeError, OverflowError, AttributeError),
)
"""What decoding changed bytes may raise, found by changing them."""
_BOMB: Final = (
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    MemoryError,
)
"""What Pillow says of far too many pixels, before it unpacks them."""
_TRANSPARENT: Final = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})
_PLAIN: Final = frozenset({"1", "L", "P", "RGB", "CMYK", "YCbCr"}) | _TRANSPARENT

# A text or colour profile of a PNG that unpacks to more than this is an attack.
PngImagePlugin.MAX_TEXT_CHUNK = 1024 * 1024
PngImagePlugin.MAX_TEXT_MEMORY = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Picture:
    """What is kept of an upload: two JPEGs without metadata, and the size in pixels."""

    picture: bytes
    thumbnail: bytes
    width: int
    height: int


def take_in(upload: Upload) -> Picture:
    """The picture of an upload; ``Invalid`` says in a sentence why there is none."""
    if len(upload.data) > MAX_BYTES:
        message = (
            f"This file has more than {MAX_BYTES // 1024**2} MB. Send a smaller one, "
            "or take the photograph on this page."
        )
        raise Invalid.field(_FIELD, message)
    if fault := fault_of_kind(upload):
        raise Invalid.field(_FIELD, fault)
    image = _upright(_smaller(_decoded(upload.data), MAX_SIDE_PX))
    small = _smaller(image.copy(), THUMBNAIL_PX)
    return Picture(
        picture=_written(image, QUALITY),
        thumbnail=_written(small, THUMBNAIL_QUALITY),
        width=image.width,
        height=image.height,
    )


def _decoded(data: bytes) -> Image.Image:
    """The pixels; what the header says is judged before any of them is unpacked."""
    try:
        image = Image.open(BytesIO(data), formats=_FORMATS)
        _judge_header(image)
        image.draft("RGB", (MAX_SIDE_PX, MAX_SIDE_PX))
        image.load()
    except _BOMB as error:
        raise _too_many_pixels() from error
    except _DAMAGE as error:
        message = (
            "This picture is damaged or cut short and cannot be read. Send it again, "
            "or take another."
        )
        raise Invalid.field(_FIELD, message) from error
    return image


def _judge_header(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()
    # MPO is the JPEG of phones that hide a second picture; the first is taken.
    moves = getattr(image, "is_animated", False) and image.format != "MPO"
    if moves:
        message = "This picture moves. Send a still photograph."
        raise Invalid.field(_FIELD, message)
    if min(width, height) < MIN_SIDE_PX:
        message = (
            f"This picture has {width} by {height} pixels; at least {MIN_SIDE_PX} on "
            "the shorter side are needed to see a line. Send the original."
        )
        raise Invalid.field(_FIELD, message)
    if image.mode not in _PLAIN:
        message = "This is no ordinary colour picture. Save it as JPEG, then send it."
        raise Invalid.field(_FIELD, message)


def _too_many_pixels() -> Invalid:
    message = (
        f"This picture has more than {MAX_PIXELS // 1_000_000} million pixels. Make "
        "it smaller, then send it."
    )
    return Invalid.field(_FIELD, message)


def _smaller(image: Image.Image, most_px: int) -> Image.Image:
    """No side longer than ``most_px``; before all else, because it saves memory."""
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    if max(image.size) > most_px:
        image.thumbnail((most_px, most_px), Image.Resampling.LANCZOS)
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its metadata says, in sRGB, on white, and without any metadata."""
    try:
        profile = image.info.get("icc_profile")
        turned = ImageOps.exif_transpose(image)
        seen = _in_srgb(_on_white(turned), profile)
    except _DAMAGE as error:
        message = "What this file says of itself is damaged. Save it again as JPEG."
        raise Invalid.field(_FIELD, message) from error
    seen.info = {}
    return seen


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in _TRANSPARENT:
        return image
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, "white")
    paper.alpha_composite(layer)
    return paper.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert by the profile that came with it; one that cannot be used is dropped."""
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            found = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, *_DAMAGE):
            found = None
        if found is not None:
            return found
    return image.convert("RGB")


def _written(image: Image.Image, quality: int) -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=quality, subsampling=0, exif=b"", comment=b"")
    return target.getvalue()
