"""What a picture may cost: its size, its bytes, and the time and memory that decoding its kind takes."""

from __future__ import annotations

# A photo of a phone has 12 to 50 million pixels; JPEG and PNG files of that size stay below these bounds.
MAX_PIXELS = 60_000_000
MAX_BYTES = 60_000_000
# Longer than any photograph or scan; pictures far longer than wide cost more than their pixels.
MAX_SIDE = 30_000
# What decoding may cost, measured so that no file needs more than 3 s on a core and 600 MB: bytes of the decoded
# picture; pixels of a WebP, whose decoder holds three pictures; pixels of a run-length BMP, which Pillow decodes
# in Python; and of a JPEG whose data goes over it several times, pixels times times, and bytes held meanwhile.
MOST_DECODED = 200_000_000
MOST_WEBP = 20_000_000
MOST_RUNS = 4_000_000
MOST_SCANNED = 600_000_000
MOST_HELD = 300_000_000
# Bytes of a pixel in Pillow's modes; all others have four.
BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}
_RESAVE = "Open it in another program and save it as PNG or JPEG, cropped to the digit."


class PictureError(ValueError):
    """A picture can't be read; the message says why and what to do."""


def check_size(size: tuple[int, int]) -> None:
    """Refuse a picture without pixels, or with too many.

    Args:
        size: width and height.

    Raises:
        PictureError: with a sentence that says what to do.
    """
    if min(size) < 1:
        raise PictureError("The picture has no pixels. Choose another one.")
    if size[0] * size[1] > MAX_PIXELS or max(size) > MAX_SIDE:
        raise PictureError(too_large(f"the picture has {size[0]:,} x {size[1]:,} pixels"))


def check_cost(kind: str, size: tuple[int, int], most: int) -> None:
    """Refuse a picture whose kind costs more than its pixels show.

    Args:
        kind: such as "run-length BMP".
        size: width and height.
        most: pixels of that kind that are read.

    Raises:
        PictureError: with a sentence that says what to do.
    """
    if size[0] * size[1] > most:
        raise PictureError(
            f"The picture is too large for its kind: {size[0]:,} x {size[1]:,} pixels, and of a {kind} at most "
            f"{most:,} pixels are read. {_RESAVE}"
        )


def too_large(what: str) -> str:
    """Return the sentence for a picture that is over the bounds."""
    return (
        f"The picture is too large: {what}; the bounds are {MAX_PIXELS:,} pixels, {MAX_SIDE:,} on a side, and "
        f"{MAX_BYTES:,} bytes. Crop it to the digit, or save it smaller."
    )


def unusual(what: str) -> PictureError:
    """Return the error for a file that is damaged, or whose parts are out of all proportion."""
    return PictureError(f"This picture file can't be read: {what}. {_RESAVE}")
