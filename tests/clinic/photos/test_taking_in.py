"""What is kept of a file that somebody sends, and what is refused."""

import os
import struct
import subprocess
import sys
import zlib
from contextlib import suppress
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageCms

from glabella.clinic.photos import ingest
from glabella.clinic.photos.ingest import MAX_SIDE_PX, THUMBNAIL_PX, take_in
from glabella.clinic.photos.kinds import Upload
from glabella.clinic.shared.errors import Invalid
from tests.clinic.photos.pictures import image, upload, written

ORIENTATION, MAKER, TAKEN_AT, PLACE = 0x0112, 0x010F, 0x0132, 0x8825
SECRET = b"Somebody, 12 High Street"


def opened(data: bytes) -> Image.Image:
    found = Image.open(BytesIO(data))
    found.load()
    return found


def refused(sent: Upload) -> str:
    with pytest.raises(Invalid) as error:
        take_in(sent)
    return error.value.fields["picture"]


def markers(data: bytes) -> set[int]:
    """Kinds of the segments of a JPEG before its picture begins."""
    found, place = set(), 2
    while data[place] == 0xFF and data[place + 1] != 0xDA:
        found.add(data[place + 1])
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    return found


def test_nothing_of_the_file_is_left_but_the_picture():
    exif = Image.Exif()
    exif[MAKER] = SECRET.decode()
    exif[TAKEN_AT] = "2026:11:20 10:00:00"
    exif.get_ifd(PLACE)[1] = "N"
    data = written(exif=exif, comment=SECRET, icc_profile=srgb(), dpi=(300, 300))
    assert SECRET in data

    kept = take_in(upload(data))

    for picture in (kept.picture, kept.thumbnail):
        assert SECRET not in picture
        # JFIF alone: no EXIF or XMP (E1), colour profile (E2), Photoshop (ED), comment.
        assert markers(picture) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDD}
        assert not opened(picture).getexif()


def srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def test_a_photograph_that_lies_on_its_side_is_turned_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn a quarter to the right to see it upright
    kept = take_in(upload(written(image(600, 800), exif=exif)))
    assert (kept.width, kept.height) == (800, 600)
    upright = opened(kept.picture).convert("L")
    # The bright corner was at the top left; a quarter to the right, it is at the right.
    assert upright.getpixel((790, 10)) > 220
    assert upright.getpixel((10, 10)) < 150


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_files_become_the_same_kind_of_picture(kind: str):
    told = {"PNG": ("a.png", "image/png"), "WEBP": ("a.webp", "image/webp")}[kind]
    kept = take_in(upload(written(kind=kind), *told))
    assert opened(kept.picture).format == "JPEG"
    assert (kept.width, kept.height) == (600, 800)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
def test_each_kind_is_read_by_a_process_that_has_read_none(kind: str, tmp_path):
    file = tmp_path / "picture"
    file.write_bytes(written(kind=kind))
    told = """
import sys, pathlib, django
django.setup()
from glabella.clinic.photos.ingest import take_in
from glabella.clinic.photos.kinds import Upload
print(take_in(Upload(pathlib.Path(sys.argv[1]).read_bytes())).width)
"""
    done = subprocess.run(
        [sys.executable, "-c", told, str(file)],
        env={**os.environ, "GLABELLA_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "600"


def test_what_is_transparent_lies_on_white():
    clear = image(mode="RGBA")
    clear.putalpha(0)
    kept = take_in(upload(written(clear, "PNG"), "a.png", "image/png"))
    assert opened(kept.picture).getpixel((300, 400)) == (255, 255, 255)


def test_colours_of_another_profile_are_brought_to_srgb():
    plain = mean(take_in(upload(written())).picture)
    told = mean(take_in(upload(written(icc_profile=wide_profile()))).picture)
    # The file's red was meant as blue, and the other way round.
    assert told[0] < plain[0] - 20
    assert told[2] > plain[2] + 20


def wide_profile() -> bytes:
    """An sRGB profile whose red and blue are exchanged: as visible as can be."""
    data = bytearray(srgb())
    red, blue = data.find(b"rXYZ"), data.find(b"bXYZ")
    data[red : red + 4], data[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(data)


def mean(data: bytes) -> list[float]:
    return list(np.asarray(opened(data), dtype=float).mean(axis=(0, 1)))


def test_a_broken_colour_profile_costs_the_profile_and_not_the_picture():
    kept = take_in(upload(written(icc_profile=b"no profile at all" * 20)))
    assert mean(kept.picture) == pytest.approx(mean(written()), abs=2)


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_grey_and_printers_colours_become_ordinary_ones(mode: str):
    kept = take_in(upload(written(image(mode=mode))))
    assert opened(kept.picture).mode == "RGB"


def test_a_large_picture_is_made_smaller_and_keeps_its_shape():
    kept = take_in(upload(written(image(3000, 4000))))
    assert (kept.width, kept.height) == (1800, MAX_SIDE_PX)
    assert max(opened(kept.thumbnail).size) == THUMBNAIL_PX


def test_what_hangs_behind_the_picture_is_gone():
    tail = b"PK\x03\x04 a whole archive <script>alert(1)</script>"
    kept = take_in(upload(written() + tail))
    assert b"script" not in kept.picture
    assert kept.picture.endswith(b"\xff\xd9")


def test_the_hidden_second_picture_of_a_phone_is_left_behind():
    target = BytesIO()
    hidden = Image.new("RGB", (600, 800), "red")
    image().save(target, "MPO", save_all=True, append_images=[hidden])
    data = target.getvalue()
    assert Image.open(BytesIO(data)).format == "MPO"
    kept = take_in(upload(data))
    assert opened(kept.picture).format == "JPEG"
    assert mean(kept.picture) == pytest.approx(mean(written()), abs=2)


# --- refusals ------------------------------------------------------------------


def test_an_empty_file_is_refused():
    assert "is empty" in refused(upload(b""))


def test_a_file_that_was_cut_short_is_refused():
    whole = written(image(1200, 1600))
    assert "damaged or cut short" in refused(upload(whole[: len(whole) // 2]))


def test_a_picture_whose_bytes_were_changed_is_refused_or_read_and_never_fails():
    whole = written(image(500, 500))
    chance = np.random.default_rng(26)
    for _ in range(150):
        data = bytearray(whole)
        for place in chance.integers(2, len(data), 6):
            data[place] = chance.integers(256)
        with suppress(Invalid):  # anything else is a fault of ours
            assert take_in(upload(bytes(data))).picture


def test_a_file_with_too_many_bytes_is_refused_before_it_is_looked_at():
    data = written() + b"\0" * (20 * 1024 * 1024)
    assert "more than 20 MB" in refused(upload(data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it has this many pixels, and has them."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * 2000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [8_000, 12_000, 20_000, 60_000])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(side: int, monkeypatch):
    unpacked: list[object] = []
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", unpacked.append)
    data = bomb(side, side)
    assert len(data) < 100_000
    said = refused(upload(data, "a.png", "image/png"))
    assert "more than 50 million pixels" in said
    assert not unpacked


def test_a_picture_that_is_too_small_to_show_a_line_is_refused():
    assert "399 by 900 pixels" in refused(upload(written(image(399, 900))))
    assert take_in(upload(written(image(400, 900)))).width == 400


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(kind: str):
    still = image(500, 500)
    other = Image.new("RGB", still.size, "red")
    data = written(still, kind, save_all=True, append_images=[other], duration=100)
    told = {"PNG": ("a.png", "image/png"), "WEBP": ("a.webp", "image/webp")}[kind]
    assert "moves" in refused(upload(data, *told))


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        (b"%PDF-1.7\n%rest", "holds PDF"),
        (b"PK\x03\x04 an archive", "holds ZIP"),
        (b"GIF89a" + b"\0" * 40, "holds GIF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "does not hold a picture"),
        (b"<html><script>alert(1)</script>", "does not hold a picture"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 40, "holds video"),
    ],
)
def test_another_kind_of_file_under_the_name_of_a_photograph_is_refused(data, holds):
    assert holds in refused(upload(data))


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "image/jpeg"), ("a.jpg", "image/png"), ("a.exe", "")]
)
def test_a_file_that_says_it_is_something_else_is_refused(name: str, kind: str):
    assert "says that it is" in refused(upload(None, name, kind))


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_heic_is_refused_with_what_to_do_on_an_iphone(brand: bytes):
    said = refused(upload(b"\0\0\0\x18ftyp" + brand + b"\0" * 40, "IMG_1.HEIC", ""))
    assert "Most Compatible" in said


def test_a_picture_of_sixteen_bits_of_grey_is_refused():
    deep = Image.fromarray(np.full((500, 500), 30_000, dtype=np.uint16))
    said = refused(upload(written(deep, "PNG"), "a.png", "image/png"))
    assert "no ordinary colour picture" in said


def test_the_limits_are_those_that_the_explanation_names():
    assert (ingest.MAX_BYTES, ingest.MAX_PIXELS) == (20 * 1024**2, 50_000_000)
    assert (MAX_SIDE_PX, ingest.MIN_SIDE_PX) == (2400, 400)
