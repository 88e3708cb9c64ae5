"""Two hundred odd and hostile files, made by code, for whoever reads pictures that others give."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

import numpy as np
from PIL import Image, ImageCms

RNG = np.random.default_rng(7)


def seven(size: tuple[int, int] = (60, 80), paper: int = 255, ink: int = 0) -> Image.Image:
    """Draw a seven with two bars."""
    levels = np.full((size[1], size[0]), paper, np.uint8)
    levels[10:18, 12:48] = ink
    levels[10:70, 40:48] = ink
    return Image.fromarray(levels)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a file's content."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png_by_hand(width: int, height: int, depth: int, colour: int, content: bytes) -> bytes:
    """Return a PNG whose header says what it is told."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(content)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def truncated() -> dict[str, bytes]:
    """Return files of all kinds cut short at many places."""
    files = {}
    for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"):
        content = saved(seven(), kind)
        for share in (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99):
            files[f"cut {kind} {share}.{kind.lower()}"] = content[: int(share * len(content))]
    return files


def damaged() -> dict[str, bytes]:
    """Return files of all kinds with bytes overwritten at random."""
    files = {}
    for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"):
        for number in range(9):
            content = bytearray(saved(seven(), kind))
            for _ in range(1 + number):
                content[int(RNG.integers(0, len(content)))] = int(RNG.integers(0, 256))
            files[f"hurt {kind} {number}.{kind.lower()}"] = bytes(content)
    return files


def no_pictures() -> dict[str, bytes]:
    """Return what is no picture at all, under all kinds of names."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("../../evil.txt", "x")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/><script>alert(1)</script></svg>'
    return {
        "empty.png": b"",
        "one byte.jpg": b"\xff",
        "text.png": b"Seven is a number.",
        "archive.png": archive.getvalue(),
        "page.gif": b"<!DOCTYPE html><script>alert(1)</script>",
        "drawing.svg": svg,
        "letter.pdf": b"%PDF-1.7\n1 0 obj<<>>endobj",
        "script.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file",
        "zeros.bmp": bytes(5000),
        "noise.tiff": RNG.bytes(5000),
        "only the beginning.png": b"\x89PNG\r\n\x1a\n",
        "../../../etc/passwd": b"root",
        "..\\..\\windows\\system.ini": b"[x]",
        "/etc/shadow.png": b"x",
        "<img src=x onerror=alert(1)>.png": b"x",
        "a\u202egnp.exe": b"x",
        "line\nbreak\x00.png": b"x",
        "n" * 5000 + ".png": b"x",
        "": b"x",
    }


def bombs() -> dict[str, bytes]:
    """Return files that claim to be huge."""
    bmp = bytearray(saved(seven(), "BMP"))
    bmp[18:26] = struct.pack("<ii", 2_000_000_000, 2_000_000_000)
    gif = bytearray(saved(seven(), "GIF"))
    gif[6:10] = struct.pack("<HH", 65535, 65535)
    files = {
        f"bomb {side}.png": png_by_hand(side, side, 8, 0, bytes(1000)) for side in (9_000, 50_000, 2_000_000_000)
    }
    return {**files, "bomb.bmp": bytes(bmp), "bomb.gif": bytes(gif), "flat.png": png_by_hand(0, 0, 8, 0, b"")}


def odd_pictures() -> dict[str, bytes]:
    """Return pictures that are fine, but unusual."""
    base = seven()
    colour = base.convert("RGB")
    files = {f"paper {mode}.png": saved(base.convert(mode), "PNG") for mode in ("1", "L", "P", "RGB", "RGBA")}
    files["paper I.tiff"] = saved(base.convert("I"), "TIFF")
    files["grey with alpha.png"] = saved(base.convert("LA"), "PNG")
    palette = colour.quantize(4)
    files["palette with transparency.png"] = saved(palette, "PNG", transparency=0)
    files["palette with bytes.png"] = saved(palette, "PNG", transparency=bytes([0, 128, 255, 255]))
    files["cmyk.jpg"] = saved(colour.convert("CMYK"), "JPEG")
    files["ycc.tiff"] = saved(colour.convert("YCbCr"), "TIFF")
    frames = [seven(paper=255 - 30 * index) for index in range(3)]
    files["moving.gif"] = saved(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    files["moving.png"] = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    files["moving.webp"] = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    files["pages.tiff"] = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    deep = np.asarray(base, np.uint16) * 257
    files["16 bit.png"] = saved(Image.fromarray(deep), "PNG")
    levels = np.asarray(base, np.float32) / 255
    files["float.tiff"] = saved(Image.fromarray(levels), "TIFF")
    for name, value in (("nan", np.nan), ("infinity", np.inf), ("negative", -5.0), ("huge", 1e30)):
        changed = levels.copy()
        changed[30, 5] = value
        files[f"float with {name}.tiff"] = saved(Image.fromarray(changed), "TIFF")
    for turn in (0, 1, 3, 6, 8, 9, 65535):
        exif = Image.Exif()
        exif[0x0112] = turn
        files[f"turned {turn}.jpg"] = saved(base, "JPEG", exif=exif)
    exif = Image.Exif()
    exif[0x010E] = "x" * 60_000
    exif[0x011A] = 1e30
    files["long exif.jpg"] = saved(base, "JPEG", exif=exif)
    files["wrong exif.jpg"] = saved(base, "JPEG", exif=b"Exif\x00\x00" + RNG.bytes(500))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    files["profile.png"] = saved(colour, "PNG", icc_profile=profile[:200])
    files["wrong name.jpg"] = saved(base, "PNG")
    files["no name"] = saved(base, "GIF")
    return files


def no_ink() -> dict[str, bytes]:
    """Return pictures in which there is nothing to read."""
    files = {}
    for level in (0, 1, 127, 254, 255):
        for size in ((1, 1), (1, 3), (28, 28), (300, 200), (800, 800)):
            files[f"even {level} {size[0]}x{size[1]}.png"] = saved(Image.new("L", size, level), "PNG")
    files["clear.png"] = saved(Image.new("RGBA", (90, 90), (0, 0, 0, 0)), "PNG")
    for spread in (2, 6):
        grain = RNG.normal(128, spread, (300, 300)).clip(0, 255).astype(np.uint8)
        files[f"grain {spread}.png"] = saved(Image.fromarray(grain), "PNG")
    return files


def extremes() -> dict[str, bytes]:
    """Return pictures of extreme sizes and contents."""
    files = {}
    for size in ((1, 20_000), (20_000, 1), (2, 20_000), (20_000, 40)):
        files[f"long {size[0]}x{size[1]}.png"] = saved(Image.new("L", size, 200), "PNG")
        noise = RNG.integers(0, 256, (size[1], size[0])).astype(np.uint8)
        files[f"long noise {size[0]}x{size[1]}.png"] = saved(Image.fromarray(noise), "PNG")
    for side in (2, 5, 27, 64, 300, 800):
        noise = RNG.integers(0, 256, (side, side)).astype(np.uint8)
        files[f"noise {side}.png"] = saved(Image.fromarray(noise), "PNG")
        black_and_white = np.where(RNG.random((side, side)) < 0.5, 0, 255).astype(np.uint8)
        files[f"hard noise {side}.png"] = saved(Image.fromarray(black_and_white), "PNG")
    board = (np.indices((400, 400)).sum(axis=0) // 8 % 2 * 255).astype(np.uint8)
    files["chessboard.png"] = saved(Image.fromarray(board), "PNG")
    files["stripes.png"] = saved(Image.fromarray(np.tile(board[:1], (400, 1))), "PNG")
    return files


def hostile_files() -> dict[str, bytes]:
    """Return all of them by name."""
    groups = (truncated, damaged, no_pictures, bombs, odd_pictures, no_ink, extremes)
    return {name: content for group in groups for name, content in group().items()}
