"""What is inside a picture file, without decoding it: the parts that make the picture, and how it is turned.

A picture file is a row of parts, and most of them are not the picture: comments, previews, profiles, settings of
the camera. Pillow reads all of them, and some cost far more than their size: a 90-byte scan of a progressive JPEG
as much as the whole picture, an EXIF entry of 12 bytes a copy of the file. Here only what makes the picture is
kept, and the rest never reaches Pillow.

Sources: ITU-T T.81 (JPEG), W3C PNG, CompuServe GIF89a, Adobe TIFF 6.0, Google WebP container, CIPA DC-008
(EXIF).
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from digitlab.pictures._bounds import unusual

# More scans than any program writes (ten is usual), and strips of one row each in a picture of that height.
_MOST_SCANS = 60
_MOST_STRIPS = 40_000
# Parts of other kinds: chunks of PNG, segments of JPEG.
_MOST_PARTS = 50_000
# Blocks of GIF, of at most 255 bytes: as many as the largest file that is read needs, and half as many again.
_MOST_BLOCKS = 350_000

_TURNED = 0x0112  # EXIF's and TIFF's tag for how the camera was held
_TIFF_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}  # bytes by type
# Size, bits, compression, kind of colour, order of bits, strips, samples, planes, fax options, predictor, palette,
# tiles, transparency, kind of numbers.
_TIFF_NEEDED = {256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 317, 320, 322, 323, 324, 325}
_TIFF_NEEDED |= {_TURNED, 338, 339, 347, 529, 530, 531, 532}  # and the tables and colours of JPEG inside
_TIFF_LONG = {273, 279, 324, 325}  # where strips and tiles begin, and how long they are
# None, three kinds of fax, LZW, JPEG, deflate (two numbers for the same), runs.
_TIFF_COMPRESSIONS = {1, 2, 3, 4, 5, 7, 8, 32773, 32946}
_TIFF_SCANS = 100  # what libtiff bears of a JPEG inside
_TIFF_COUNT = 100_000  # a palette has three times 65,536 entries at most, of two bytes
# In the data of a scan FF is followed by 00, or by the number of a restart.
_JPEG_MARKER = re.compile(rb"\xff+[^\xff\x00\xd0-\xd7]")
_JPEG_NEEDED = {0xDB, 0xDD, 0xE0, 0xEE, *range(0xC0, 0xD0)}  # tables, restarts, JFIF, Adobe's colours, frame


@dataclass(frozen=True)
class Container:
    """What makes the picture.

    Attributes:
        content: a file with nothing else in it.
        turned: 1 to 8, as EXIF counts the ways in which a picture can lie.
        size: width and height as stated, where they must be known before the file is opened; else None.
        scans: how often the data goes over the picture.
    """

    content: bytes
    turned: int = 1
    size: tuple[int, int] | None = None
    scans: int = 1


def tidy(content: bytes) -> Container:
    """Keep of a file what makes the picture.

    Args:
        content: of a file of any kind; one that is none of these stays as it is.

    Raises:
        PictureError: if it is damaged, or has more parts than pictures have.

    Example:
        >>> tidy(b"text").content
        b'text'
    """
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return _png(content)
        if content.startswith((b"GIF87a", b"GIF89a")):
            return _gif(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
        if content[:4] in (b"II*\0", b"MM\0*"):
            return _tiff(content)
        if content[:4] in (b"II+\0", b"MM\0+"):
            raise unusual("it is a TIFF for files above 4 GB")
    except (struct.error, IndexError):
        raise unusual("it is cut short") from None
    return Container(content)


def _jpeg(content: bytes) -> Container:
    parts, turned, scans, at = [content[:2]], 1, 0, 2
    for _ in range(_MOST_PARTS):
        found = _JPEG_MARKER.search(content, at)
        if found is None:  # cut short; what is there may be most of it
            break
        start, kind = found.end() - 2, content[found.end() - 1]
        if kind == 0xD9:
            break
        end = found.end() + struct.unpack_from(">H", content, found.end())[0]
        part, at = content[start:end], end
        if kind == 0xDA:
            scans += 1
            following = _JPEG_MARKER.search(content, end)
            at = len(content) if following is None else following.start()
            part = content[start:at]
        elif kind == 0xE1 and part[4:10] == b"Exif\0\0" and turned == 1:
            turned = turned_by(part[10:])
        if kind == 0xDA or kind in _JPEG_NEEDED:
            parts.append(part)
        if scans > _MOST_SCANS:
            raise unusual(f"its data goes over the picture more than {_MOST_SCANS} times")
    else:
        raise unusual(f"it has more than {_MOST_PARTS:,} parts")
    is_whole = found is not None
    return Container(b"".join([*parts, b"\xff\xd9" * is_whole]), turned, scans=max(1, scans))


def _png(content: bytes) -> Container:
    parts, turned, at = [content[:8]], 1, 8
    for _ in range(_MOST_PARTS):
        if at + 8 > len(content):
            break
        length, kind = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if kind in (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"):
            parts.append(content[at:end])
        elif kind == b"eXIf":
            turned = turned_by(content[at + 8 : end - 4])
        at = end
        if kind == b"IEND":
            break
    else:
        raise unusual(f"it has more than {_MOST_PARTS:,} parts")
    return Container(b"".join(parts), turned)


def _gif(content: bytes) -> Container:
    """Keep the first frame."""
    at = 13 + _palette(content[10])
    parts, blocks = [content[:at]], _MOST_BLOCKS
    while content[at] == 0x21:  # an extension; the one before the frame says which colour is transparent
        end, blocks = _blocks_end(content, at + 2, blocks)
        if content[at + 1] == 0xF9:
            parts[1:] = [content[at:end]]
        at = end
    if content[at] != 0x2C:
        raise unusual("it holds no picture")
    end, _ = _blocks_end(content, at + 11 + _palette(content[at + 9]), blocks)
    return Container(b"".join([*parts, content[at:end], b";"]))


def _palette(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(content: bytes, at: int, most: int) -> tuple[int, int]:
    """Return where a row of blocks ends, each of which begins with its length, and how many more there may be."""
    while at < len(content) and content[at]:
        at += 1 + content[at]
        most -= 1
        if most < 0:
            break
    if most <= 0:
        raise unusual(f"it has more than {_MOST_BLOCKS:,} parts")
    return at + 1, most - 1


def _webp(content: bytes) -> Container:
    kind = content[12:16]
    if kind == b"VP8X":
        width, height = (1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))
    elif kind == b"VP8L":
        bits = struct.unpack_from("<I", content, 21)[0]
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    else:
        width, height = (number & 0x3FFF for number in struct.unpack_from("<HH", content, 26))
    turned, at = 1, 12
    for _ in range(_MOST_PARTS):
        if at + 8 > len(content):
            break
        name, length = struct.unpack_from("<4sI", content, at)
        if name == b"EXIF":
            turned = turned_by(content[at + 8 : at + 8 + length].removeprefix(b"Exif\0\0"))
        at += 8 + length + length % 2
    else:
        raise unusual(f"it has more than {_MOST_PARTS:,} parts")
    return Container(content, turned, (width, height))


def _tiff(content: bytes) -> Container:
    """Keep the first picture, and of its description what says how to decode it."""
    order, at, entries = _entries(content)
    kept, scans = [], 1
    for tag, kind, count, raw in entries:
        if tag not in _TIFF_NEEDED:
            continue
        bound = _MOST_STRIPS if tag in _TIFF_LONG else _TIFF_COUNT
        if count > bound or kind not in _TIFF_SIZES:
            raise unusual(f"its entry {tag} has {count:,} values of kind {kind}")
        value = struct.unpack(order + ("H" if kind == 3 else "I"), raw[: 2 if kind == 3 else 4])[0]
        if tag == 259 and value not in _TIFF_COMPRESSIONS:
            raise unusual(f"it is compressed in a way (number {value}) that few programs read")
        if tag == 259 and value == 7:
            scans = _TIFF_SCANS
        if tag in (322, 323) and value > 8192:
            raise unusual(f"its tiles are {value:,} pixels long")
        kept.append(struct.pack(order + "HHI", tag, kind, count) + raw)
    whole = bytearray(content)
    table = struct.pack(order + "H", len(kept)) + b"".join(kept) + bytes(4)  # no picture follows
    whole[at : at + len(table)] = table
    return Container(bytes(whole), scans=scans)


def _entries(content: bytes) -> tuple[str, int, list[tuple[int, int, int, bytes]]]:
    """Return the order of bytes, where the first table begins, and its entries: tag, kind, count, value."""
    order = {b"II": "<", b"MM": ">"}.get(content[:2])
    if order is None:
        return "<", 0, []
    at = struct.unpack_from(order + "I", content, 4)[0]
    count = struct.unpack_from(order + "H", content, at)[0]
    places = range(at + 2, at + 2 + 12 * count, 12)
    return order, at, [struct.unpack_from(order + "HHI4s", content, place) for place in places]


def turned_by(exif: bytes) -> int:
    """Return how a picture lies, 1 to 8, by its EXIF data, which is a small TIFF; 1 if that doesn't say.

    Example:
        >>> turned_by(b"")
        1
    """
    try:
        order, _, entries = _entries(exif)
    except (struct.error, IndexError):
        return 1
    for tag, kind, count, raw in entries:
        if (tag, kind, count) == (_TURNED, 3, 1):
            value: int = struct.unpack(order + "H", raw[:2])[0]
            return value if 1 <= value <= 8 else 1
    return 1
