"""Small files that would cost much: each kind with its sizes drawn at random, up to far beyond what is read."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Callable

import numpy as np
from hostile_files import chunk, saved
from PIL import Image

Rng = np.random.Generator
# Depth, kind of colour, samples of a pixel.
PNG_KINDS = ((8, 0, 1), (16, 0, 1), (1, 0, 1), (8, 2, 3), (16, 2, 3), (8, 6, 4), (16, 6, 4), (16, 4, 2))


def about(rng: Rng, least: float, most: float) -> int:
    """Return a whole number, its order of magnitude drawn evenly."""
    return round(float(np.exp(rng.uniform(np.log(least), np.log(most)))))


def png_size(rng: Rng) -> bytes:
    """Return a PNG of any depth and colour, even and therefore small, of any shape up to 100 million pixels."""
    pixels, width = about(rng, 1e4, 1e8), about(rng, 1, 40_000)
    height = max(1, min(pixels // width, 10_000_000))
    depth, colour, samples = [
        (8, 0, 1),
        (16, 0, 1),
        (1, 0, 1),
        (8, 2, 3),
        (16, 2, 3),
        (8, 6, 4),
        (16, 6, 4),
        (16, 4, 2),
    ][rng.integers(8)]
    row = bytes([int(rng.integers(5))]) + bytes((width * samples * depth + 7) // 8)
    press = zlib.compressobj(1)
    some = max(1, 1_000_000 // len(row))
    data = b"".join(press.compress(row * min(some, height - at)) for at in range(0, height, some)) + press.flush()
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def png_parts(rng: Rng) -> bytes:
    """Return a PNG with many chunks of any name, or many pieces of data."""
    whole = saved(Image.new("L", (30, 30), 200), "PNG")
    name = [b"abCd", b"tEXt", b"IDAT", b"tRNS", b"eXIf", b"zTXt"][rng.integers(6)]
    return whole[:33] + chunk(name, b"a" * int(rng.integers(3))) * about(rng, 1, 2_000_000) + whole[33:]


def jpeg_scans(rng: Rng) -> bytes:
    """Return a JPEG whose last scan comes again and again."""
    side = about(rng, 8, 7700)
    whole = saved(Image.new("L", (side, side), 128), "JPEG", progressive=True)
    start = whole.rindex(b"\xff\xda")
    return whole[:start] + whole[start:-2] * about(rng, 1, 500) + b"\xff\xd9"


def jpeg_parts(rng: Rng) -> bytes:
    """Return a JPEG with many segments."""
    whole = saved(Image.new("RGB", (40, 40), (1, 2, 3)), "JPEG")
    kind = [
        b"\xff\xe1\x00\x08Exif\0\0",
        b"\xff\xfe\x00\x02",
        b"\xff\xe2\x00\x02",
        b"\xff\xdd\x00\x04\x00\x01",
        b"\xff",
    ]
    return whole[:2] + kind[rng.integers(len(kind))] * about(rng, 1, 5_000_000) + whole[2:]


def exif(rng: Rng) -> bytes:
    """Return a picture whose EXIF data has many entries, each with far more values than the file has bytes."""
    count = about(rng, 1, 5000)
    entries = b"".join(
        struct.pack("<HHII", int(rng.integers(65_536)), int(rng.integers(1, 14)), about(rng, 1, 2**31), 8)
        for _ in range(count)
    )
    body = (b"Exif\0\0II*\0" + struct.pack("<IH", 8, count) + entries)[:65_000]
    kind = str(rng.choice(["JPEG", "PNG", "WEBP"]))
    return saved(Image.new("RGB", (40, 40), (9, 9, 9)), kind, exif=body)


def gif_parts(rng: Rng) -> bytes:
    """Return a GIF with a long comment, or with many extensions, before its picture."""
    whole = saved(Image.new("L", (30, 30), 9), "GIF")
    at = 13 + (3 * 2 ** ((whole[10] & 7) + 1) if whole[10] & 0x80 else 0)
    count = about(rng, 1, 200_000)
    if rng.integers(2):
        return whole[:at] + b"\x21\xfe" + (b"\xff" + b"a" * 255) * count + b"\0" + whole[at:]
    return whole[:at] + b"\x21\xf9\x04\x01\x00\x00\x00\x00" * count + whole[at:]


def bmp_runs(rng: Rng) -> bytes:
    """Return a run-length BMP, its runs short or long."""
    width, height = about(rng, 1, 60_000), about(rng, 1, 5000)
    run = int(rng.integers(1, 256))
    rows = (bytes([run, 1]) * (width // run + 1) + b"\0\0") * height
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, 1, len(rows), 0, 0, 256, 0) + bytes(1024)
    return (b"BM" + struct.pack("<IHHI", 14 + len(head) + len(rows), 0, 0, 14 + len(head)) + head + rows)[
        :20_000_000
    ]


def tiff(rng: Rng) -> bytes:
    """Return a TIFF of many strips, of many entries, of large tiles, or of floats."""
    kind = rng.integers(3)
    if kind == 0:
        side = about(rng, 30, 8000)
        levels = np.zeros((side, about(rng, 30, 8000)), np.float32)
        return saved(Image.fromarray(levels), "TIFF", compression="tiff_adobe_deflate")
    count = about(rng, 1, 1_000_000)
    place = 8 + 2 + 12 * 12 + 4
    tags = {256: (4, 1, about(rng, 1, 60_000)), 257: (4, 1, count), 258: (3, 1, 8), 259: (3, 1, 1), 262: (3, 1, 1)}
    tags |= {273: (4, count, place), 277: (3, 1, 1), 278: (4, 1, 1), 279: (4, count, place + 4 * count)}
    if kind == 1:
        side = about(rng, 16, 2**31)
        tags |= {322: (4, 1, side), 323: (4, 1, side), 324: tags.pop(273), 325: tags.pop(279)}
    tags |= {int(tag): (7, about(rng, 1, 2**31), 8) for tag in rng.integers(1, 65_536, 3)}
    table = b"".join(struct.pack("<HHII", tag, *entry) for tag, entry in sorted(tags.items()))
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + table + bytes(4)
    return head.ljust(place, b"\0") + struct.pack("<I", 8) * count + struct.pack("<I", 1) * count


def webp(rng: Rng) -> bytes:
    """Return an even WebP."""
    size = about(rng, 1, 8000), about(rng, 1, 8000)
    return saved(Image.new("RGB", size, (200, 200, 200)), "WEBP", quality=1, method=0)


PICTURES: tuple[Callable[[Rng], bytes], ...] = (
    png_size,
    png_parts,
    jpeg_scans,
    jpeg_parts,
    exif,
    gif_parts,
    bmp_runs,
    tiff,
    webp,
)


def drawings(rng: Rng) -> bytes:
    """Return a file of drawings of many strokes, many points, or deep or many lists."""
    kind = rng.integers(4)
    count = about(rng, 1, 2_000_000)
    if kind == 0:
        strokes = "[[1,2]]," * count
    elif kind == 1:
        strokes = "[" + "[1.5,2]," * count + "[1,2]],"
    elif kind == 2:
        strokes = "[]," * count
    else:
        strokes = "[" * count + "]" * count + ","
    text = '{"format":"digitlab drawings","version":1,"drawings":[{"label":7,"strokes":[' + strokes + "[[3,4]]]}]}"
    return text.encode()


EMPTY = {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}


def model(rng: Rng, whole: bytes) -> bytes:
    """Return a model's file with many layers, a long name, or a long description."""
    size = struct.unpack("<Q", whole[:8])[0]
    header = json.loads(whole[8 : 8 + size])
    inner = json.loads(header["__metadata__"]["digitlab"])
    count = about(rng, 1, 200_000)
    kind = rng.integers(4)
    if kind == 0:
        inner["config"]["hidden"] = [1] * min(count, 20_000)
        header |= {
            f"x{place}": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}
            for place in range(min(count, 20_000))
        }
    elif kind == 1:
        header["x" * count] = EMPTY
    elif kind == 2:
        inner[str(rng.choice(["version", "architecture", "format", "sha256", "more"]))] = "x" * count
    else:
        header["more"] = {"dtype": "F32", "shape": [0] * count, "data_offsets": [0, 0]}
    header["__metadata__"]["digitlab"] = json.dumps(inner)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + whole[8 + size :]


def idx(rng: Rng) -> bytes:
    """Return an IDX file that unpacks to far more, or is made of many gzip files."""
    count = about(rng, 1, 300_000_000)
    if rng.integers(2):
        press = zlib.compressobj(1, zlib.DEFLATED, 31)
        head = press.compress(bytes([0, 0, 8, 1]) + struct.pack(">I", count))
        parts = [press.compress(bytes(min(1_000_000, count - at))) for at in range(0, count, 1_000_000)]
        return head + b"".join([*parts, press.flush()])
    return gzip.compress(bytes([0, 0, 8, 1, 0, 0, 0, 0])) + gzip.compress(b"") * min(count // 300, 500_000)


def scores(rng: Rng) -> bytes:
    """Return a table of scores of many rows, or with a field of any kind."""
    row = {"model": "CNN", "parameters": 1, "seconds": 1.0, "accuracy": 0.5, "tested": 9, "right": 1, "own": 2}
    odd = [
        None,
        -1,
        1e400,
        "x" * about(rng, 1, 900_000),
        [1] * about(rng, 1, 200_000),
        {},
        True,
        float("nan"),
        10**300,
    ]
    whole = {**row, "misread": ["7 as 2"], "hand": "your digits"}
    broken = {**whole, str(rng.choice([*whole, "more"])): odd[rng.integers(len(odd))]}
    rows = [whole] * about(rng, 1, 5000) + [broken] * int(rng.integers(2))
    return json.dumps({"format": "digitlab scores", "version": 1, "rows": rows}).encode()
