"""What is kept of a picture file shows the same picture, and nothing in a file costs more than its size."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from digitlab.pictures import _bounds, greyscale
from digitlab.pictures._bounds import PictureError
from digitlab.pictures._containers import _entries, tidy, turned_by

# Uneven in every direction, so that nothing that is turned or swapped goes unseen.
LEVELS = (np.add.outer(np.arange(30) * 5, np.arange(22) ** 2 // 3) % 256).astype(np.uint8)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def exif(turned: int = 1, order: str = "<", more: bytes = b"") -> bytes:
    """Return EXIF data with a long comment after the entry that says how the picture lies."""
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(order + "IH", 8, 2)
    entry = struct.pack(order + "HHIHH", 0x0112, 3, 1, turned, 0)
    comment = struct.pack(order + "HHII", 0x010E, 2, 50, 38)
    return head + entry + comment + bytes(4) + b"c" * 50 + more


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


IMAGES = {mode: Image.fromarray(LEVELS).convert(mode) for mode in ("1", "L", "P", "RGB", "CMYK", "LA", "RGBA")}
FILES = {
    "JPEG": saved(IMAGES["RGB"], "JPEG", exif=b"Exif\0\0" + exif(), comment=b"words"),
    "JPEG, progressive": saved(IMAGES["RGB"], "JPEG", progressive=True, icc_profile=bytes(70_000)),
    "JPEG of print colours": saved(IMAGES["CMYK"], "JPEG"),
    "JPEG with restarts": saved(IMAGES["L"], "JPEG", restart_marker_blocks=1),
    "PNG": saved(IMAGES["RGBA"], "PNG", exif=exif(), dpi=(72, 72)),
    "PNG with a palette": saved(IMAGES["P"], "PNG", transparency=3),
    "PNG in bits": saved(IMAGES["1"], "PNG"),
    "APNG": saved(IMAGES["L"], "PNG", save_all=True, append_images=[Image.new("L", (22, 30), 9)]),
    "GIF": saved(IMAGES["P"], "GIF", transparency=3, comment=b"words" * 99),
    "GIF, moving": saved(IMAGES["L"], "GIF", save_all=True, append_images=[Image.new("L", (22, 30), 9)]),
    "WebP": saved(IMAGES["RGB"], "WEBP", exif=exif()),
    "WebP, lossless": saved(IMAGES["RGBA"], "WEBP", lossless=True),
    "WebP, moving": saved(IMAGES["RGB"], "WEBP", save_all=True, append_images=[Image.new("RGB", (22, 30), 9)]),
    "BMP": saved(IMAGES["RGB"], "BMP"),
    **{
        f"TIFF, {mode}, {compression}": saved(IMAGES[mode], "TIFF", compression=compression)
        for mode, compression in [
            ("RGB", None),
            ("P", "tiff_lzw"),
            ("RGBA", "tiff_adobe_deflate"),
            ("1", "group4"),
            ("1", "group3"),
            ("L", "packbits"),
            ("RGB", "jpeg"),
            ("CMYK", "tiff_lzw"),
        ]
    },
    "TIFF of pages": saved(IMAGES["L"], "TIFF", save_all=True, append_images=[Image.new("L", (22, 30), 9)]),
}


@pytest.mark.parametrize("name", FILES)
def test_what_is_kept_shows_the_same_picture(name: str) -> None:
    content = FILES[name]
    kept = tidy(content)
    assert len(kept.content) <= len(content) + 10
    before, after = Image.open(io.BytesIO(content)), Image.open(io.BytesIO(kept.content))
    assert (before.format, before.mode, before.size) == (after.format, after.mode, after.size) or "APNG" in name
    np.testing.assert_array_equal(np.asarray(before.convert("RGBA")), np.asarray(after.convert("RGBA")))
    assert kept.turned == 1
    for words in (b"words", b"c" * 50, b"\0" * 60_000):
        assert words not in kept.content or name.startswith(("WebP", "BMP", "TIFF"))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turned", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_how_a_picture_lies_is_kept(kind: str, turned: int, order: str) -> None:
    data = exif(turned, order)
    assert turned_by(data) == turned
    content = saved(IMAGES["RGB"], kind, exif=b"Exif\0\0" + data)
    assert tidy(content).turned == turned


@pytest.mark.parametrize("data", [b"", b"II", exif()[:12], exif(0), exif(9), exif(65535), b"XX" + exif(6)[2:]])
def test_what_doesn_t_say_so_lies_as_it_is(data: bytes) -> None:
    assert turned_by(data) == 1


def test_the_scans_of_a_jpeg_are_counted_and_only_its_own() -> None:
    plain, progressive = FILES["JPEG"], FILES["JPEG, progressive"]
    assert tidy(plain).scans == 1
    scans = tidy(progressive).scans
    assert 6 < scans < 15
    # A phone puts a film behind its photograph, and a preview before it: neither is of this picture.
    assert tidy(plain + b"\xff\xda\x00\x04" * 500).scans == 1
    preview = b"Exif\0\0" + exif(more=b"\xff\xda\x00\x04" * 500)
    assert tidy(saved(IMAGES["RGB"], "JPEG", exif=preview)).scans == 1
    start = progressive.rindex(b"\xff\xda")
    again = progressive[:start] + progressive[start:-2] * (61 - scans) + b"\xff\xd9"
    assert tidy(again).scans == 60
    with pytest.raises(PictureError, match="its data goes over the picture more than 60 times"):
        tidy(again[:-2] + progressive[start:])


def test_a_jpeg_that_is_cut_short_is_kept_as_far_as_it_goes() -> None:
    content = FILES["JPEG"]
    kept = tidy(content[:-100]).content
    assert kept[-40:] == content[-140:-100]


def gif_with(block: bytes) -> bytes:
    """Return a GIF with a block, or several, before its frame."""
    whole = FILES["GIF"]
    at = 13 + 3 * 2 ** ((whole[10] & 7) + 1)
    return whole[:at] + block + whole[at:]


@pytest.mark.parametrize("block", [b"!\xf9\0", b"!\xfe\0", b"!\xfe\1x\0", b"!\xfe" + b"\1x" * 9 + b"\0"])
def test_a_gif_of_countless_blocks_is_refused(block: bytes) -> None:
    assert tidy(gif_with(block * 1000)).content == tidy(FILES["GIF"]).content
    with pytest.raises(PictureError, match="it has more than 350,000 parts"):
        tidy(gif_with(block * 400_000))


PARTS = {
    "segments of a JPEG": FILES["JPEG"][:2] + b"\xff\xfe\x00\x02" * 50_001 + FILES["JPEG"][2:],
    "chunks of a PNG": FILES["PNG"][:33] + chunk(b"abCd", b"") * 50_001 + FILES["PNG"][33:],
    "chunks of a WebP": FILES["WebP"] + b"abcd\0\0\0\0" * 50_001,
}


@pytest.mark.parametrize("name", PARTS)
def test_a_file_of_countless_parts_is_refused(name: str) -> None:
    with pytest.raises(PictureError, match="it has more than 50,000 parts"):
        tidy(PARTS[name])


def tiff(**changed: tuple[int, int, int]) -> bytes:
    """Return a TIFF of one byte, with some entries changed: kind, count, value."""
    tags = {256: (4, 1, 1), 257: (4, 1, 1), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1), 273: (4, 1, 4)}
    tags |= {
        277: (3, 1, 1),
        278: (4, 1, 1),
        279: (4, 1, 1),
        **{int(tag[1:]): entry for tag, entry in changed.items()},
    }
    table = b"".join(struct.pack("<HHII", tag, *entry) for tag, entry in sorted(tags.items()))
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + table + bytes(4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (tiff(t273=(4, 1_000_000, 8)), r"its entry 273 has 1,000,000 values of kind 4"),
        (tiff(t256=(7, 1, 8)), None),
        (tiff(t320=(3, 2**32 - 1, 8)), r"its entry 320 has 4,294,967,295 values"),
        (tiff(t258=(99, 1, 8)), r"its entry 258 has 1 values of kind 99"),
        (tiff(t259=(3, 1, 50_001)), r"it is compressed in a way \(number 50001\)"),
        (tiff(t322=(4, 1, 2**31), t323=(4, 1, 16)), r"its tiles are 2,147,483,648 pixels long"),
        (tiff(t270=(7, 2**32 - 1, 8), t700=(7, 2**32 - 1, 8)), None),  # a comment, which isn't kept
        (b"II+\0" + tiff()[4:], r"it is a TIFF for files above 4 GB"),
        (tiff()[:40], r"it is cut short"),
    ],
)
def test_the_table_of_a_tiff_is_weighed_before_it_is_read(content: bytes, message: str | None) -> None:
    if message is None:
        tags = [tag for tag, *_ in _entries(tidy(content).content)[2]]
        assert not {270, 700} & set(tags)
        assert 273 in tags
    else:
        with pytest.raises(PictureError, match=message):
            tidy(content)


@pytest.mark.parametrize("content", [b"", b"text", b"\xff\xd8", b"GIF89a", b"RIFF", b"\x89PNG\r\n\x1a\n"])
def test_what_is_hardly_a_file_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(PictureError):
        greyscale.read_grey(content)


@pytest.mark.parametrize(
    ("name", "bound", "least", "message"),
    [
        ("WebP", "MOST_WEBP", 660, "of a WebP at most 659 pixels are read"),
        ("JPEG, progressive", "MOST_SCANNED", 6600, "scans at most 65"),
        ("JPEG, progressive", "MOST_HELD", 1980, "of a JPEG in up to 10 scans at most 659 pixels"),
        ("TIFF, RGB, jpeg", "MOST_SCANNED", 66_000, "of a TIFF in up to 100 scans at most 659 pixels"),
        ("TIFF, RGB, None", "MOST_DECODED", 2640, "of a TIFF of RGB at most 659 pixels"),
        ("PNG in bits", "MOST_DECODED", 660, "of a PNG of 1 at most 659 pixels"),
    ],
)
def test_each_kind_has_its_bound(
    monkeypatch: pytest.MonkeyPatch, name: str, bound: str, least: int, message: str
) -> None:
    monkeypatch.setattr(_bounds, bound, least)
    assert greyscale.read_grey(FILES[name]).shape == (30, 22)
    monkeypatch.setattr(_bounds, bound, least - 1)
    with pytest.raises(PictureError, match=r"too large for its kind: 22 x 30 pixels.*PNG or JPEG") as error:
        greyscale.read_grey(FILES[name])
    assert message in str(error.value)


def test_runs_of_a_bmp_have_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = b"".join(bytes([22, level]) + b"\0\0" for level in range(30)) + b"\0\1"
    head = struct.pack("<IiiHHIIiiII", 40, 22, 30, 1, 8, 1, len(rows), 0, 0, 256, 0)
    head += b"".join(bytes([level, level, level, 0]) for level in range(256))
    content = b"BM" + struct.pack("<IHHI", 14 + len(head) + len(rows), 0, 0, 14 + len(head)) + head + rows
    np.testing.assert_array_equal(greyscale.read_grey(content)[:, 0], np.arange(30)[::-1])
    monkeypatch.setattr(_bounds, "MOST_RUNS", 659)
    with pytest.raises(PictureError, match="of a run-length BMP at most 659 pixels"):
        greyscale.read_grey(content)


@pytest.mark.parametrize("size", [(30_001, 1), (1, 30_001)])
def test_a_side_has_a_bound(size: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match="30,000 on a side"):
        greyscale.read_grey(saved(Image.new("L", size), "PNG"))


@pytest.mark.parametrize("shape", [(1733, 1021), (1021, 1733), (1733, 1021, 3), (1733, 1021, 4)])
@pytest.mark.parametrize("dtype", ["?", "u1", "u2", "i4", "f4", "f8"])
def test_large_arrays_are_shrunk_in_bands_as_if_at_once(
    monkeypatch: pytest.MonkeyPatch, shape: tuple[int, ...], dtype: str
) -> None:
    levels = np.random.default_rng(0).integers(0, 2 if dtype == "?" else 256, shape).astype(dtype)
    in_bands = {}
    for pixels in (30_000, 10**9):
        monkeypatch.setattr(greyscale, "_BAND", pixels)
        in_bands[pixels] = greyscale.read_grey(levels)
    assert max(in_bands[30_000].shape) == 800
    differ = np.abs(in_bands[30_000] - in_bands[10**9]).max(axis=1) > 1.01
    assert differ.sum() <= 2
    assert shape[2:] == (4,) or abs(float(in_bands[30_000].mean()) - 127.5) < 3


def test_masked_levels_are_refused() -> None:
    picture = np.ma.masked_equal(np.eye(30), 1)
    with pytest.raises(PictureError, match="masked levels"):
        greyscale.read_grey(picture)
    assert greyscale.read_grey(np.ma.array(np.eye(30))).shape == (30, 30)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "I;16", "I", "F", "P", "1"])
def test_large_pictures_are_shrunk_in_bands_as_if_at_once(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    rng = np.random.default_rng(0)
    levels = rng.integers(0, 256, (1733, 1021)).astype(np.uint8)
    if mode == "RGBA":
        image = Image.merge("RGBA", [Image.fromarray(np.roll(levels, shift)) for shift in range(4)])
    elif mode in ("I;16", "I", "F"):
        image = Image.fromarray(levels.astype({"I;16": np.uint16, "I": np.int32, "F": np.float32}[mode]))
    else:
        image = Image.fromarray(levels).convert(mode)
    in_bands = {}
    for pixels in (30_000, 10**9):
        monkeypatch.setattr(greyscale, "_BAND", pixels)
        in_bands[pixels] = greyscale.read_grey(image)
    assert in_bands[30_000].shape == (800, 471)
    # Where a row's edge falls on the middle of a pixel, either side may have it.
    differ = np.abs(in_bands[30_000] - in_bands[10**9]).max(axis=1) > 1.01
    assert differ.sum() <= 2
