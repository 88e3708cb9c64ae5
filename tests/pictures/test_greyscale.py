"""Opening pictures: every kind means the same grey levels, and what is no picture is refused."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from digitlab.pictures import _bounds, greyscale
from digitlab.pictures.greyscale import PictureError, read_grey

GREY = np.random.default_rng(0).integers(0, 256, (5, 9), np.uint8)  # taller than wide would hide a swap


def encoded(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["path", "text", "bytes", "bytearray", "memoryview", "image", "array"])
def test_every_way_to_hand_a_picture_over_gives_the_same(tmp_path, kind):
    image = Image.fromarray(GREY)
    content = encoded(image)
    path = tmp_path / "a.png"
    path.write_bytes(content)
    picture = {
        "path": path,
        "text": str(path),
        "bytes": content,
        "bytearray": bytearray(content),
        "memoryview": memoryview(content),
        "image": image,
        "array": GREY,
    }[kind]
    grey = read_grey(picture)
    assert grey.dtype == np.float32
    np.testing.assert_array_equal(grey, GREY)


@pytest.mark.parametrize("kind", greyscale.FILE_TYPES)
def test_every_file_type_is_read(kind):
    image = Image.fromarray(np.kron(GREY // 128 * 200, np.ones((16, 16), np.uint8))).convert("RGB")
    options = {"lossless": True} if kind == "WEBP" else {}
    grey = read_grey(encoded(image, kind, **options))
    assert grey.shape == (80, 144)
    assert np.abs(grey - np.asarray(image.convert("L"), float)).mean() < 4


@pytest.mark.parametrize(
    ("array", "levels"),
    [
        (GREY > 99, (GREY > 99) * 255.0),
        (GREY.astype(float) / 255, GREY),
        (GREY.astype(np.float16), GREY),
        (GREY.astype(np.int64), GREY),
        (GREY.astype(np.uint16) * 257, GREY),
        (GREY[..., None], GREY),
        (np.stack([GREY] * 3, axis=-1), GREY),
        (GREY.tolist(), GREY),
        (GREY[:, ::-1][:, ::-1], GREY),
    ],
)
def test_every_kind_of_array_gives_the_same(array, levels):
    np.testing.assert_allclose(read_grey(array), levels, atol=0.6)


def test_colours_become_grey_by_their_brightness():
    red_green_blue = np.eye(3, dtype=np.uint8)[None] * 255
    np.testing.assert_allclose(read_grey(red_green_blue)[0], [76, 150, 29], atol=1)
    np.testing.assert_allclose(read_grey(red_green_blue / 255.0)[0], [76, 150, 29], atol=1)
    opaque = np.dstack([red_green_blue, np.full((1, 3), 255, np.uint8)])
    np.testing.assert_allclose(read_grey(opaque)[0], [76, 150, 29], atol=1)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "YCbCr", "I", "F"])
def test_every_mode_of_pillow_is_read(mode):
    black_white = np.where(GREY > 128, 255, 0).astype(np.uint8)
    grey = read_grey(Image.fromarray(black_white).convert(mode))
    np.testing.assert_allclose(grey, black_white, atol=2)


def test_modes_that_pillow_brings_to_grey_by_a_detour():
    lightness = np.array([[0, 90, 255]], np.uint8)
    colour = Image.fromarray(np.full((1, 3), 128, np.uint8))
    lab = Image.merge("LAB", [Image.fromarray(lightness), colour, colour])
    assert np.array_equal(read_grey(lab), lightness)
    # Premultiplied: half transparent black on what becomes white paper.
    premultiplied = Image.merge("La", [Image.fromarray(np.zeros((1, 3), np.uint8)), Image.fromarray(lightness)])
    assert read_grey(premultiplied).round().tolist() == [[255, 165, 0]]


def test_sixteen_bits_are_read():
    grey = read_grey(encoded(Image.fromarray(GREY.astype(np.uint16) * 257)))
    np.testing.assert_allclose(grey, GREY, atol=0.1)


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (40, 255), (255, 0), (200, 0)])
def test_what_is_transparent_stands_out_from_the_marks(ink, paper):
    rgba = np.zeros((6, 8, 4), np.uint8)
    rgba[1:3, 2] = (ink, ink, ink, 255)
    for picture in (rgba, Image.fromarray(rgba), encoded(Image.fromarray(rgba))):
        expected = np.full((6, 8), paper)
        expected[1:3, 2] = ink
        np.testing.assert_allclose(read_grey(picture), expected, atol=1)


def test_wholly_transparent_is_white_and_wholly_opaque_is_unchanged():
    assert (read_grey(np.zeros((4, 5, 4), np.uint8)) == 255).all()
    opaque = np.dstack([GREY, GREY, GREY, np.full_like(GREY, 255)])
    np.testing.assert_allclose(read_grey(opaque), GREY, atol=1)


def test_a_transparent_colour_of_a_palette_counts():
    image = Image.fromarray((GREY > 128).astype(np.uint8)).convert("P")
    image.putpalette([0, 0, 0, 255, 0, 255])
    grey = read_grey(encoded(image, "PNG", transparency=1))
    np.testing.assert_allclose(grey, np.where(GREY > 128, 255, 0), atol=1)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_rotation_is_undone(orientation):
    upright = np.zeros((64, 96), np.uint8)
    upright[8:24, 8:72] = 255
    turned = {
        1: upright,
        2: upright[:, ::-1],
        3: upright[::-1, ::-1],
        4: upright[::-1],
        5: upright.T,
        6: np.rot90(upright, 1),
        7: upright[::-1, ::-1].T,
        8: np.rot90(upright, -1),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    grey = read_grey(encoded(Image.fromarray(np.ascontiguousarray(turned)), "JPEG", quality=95, exif=exif))
    assert grey.shape == upright.shape
    assert np.abs(grey - upright).mean() < 3


def test_of_an_animation_the_first_frame_counts():
    frames = [Image.new("L", (8, 6), level) for level in (200, 10, 90)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert np.median(read_grey(content)) == 200


@pytest.mark.parametrize("kind", ["array", "image", "PNG", "JPEG"])
def test_large_pictures_are_made_smaller_with_their_proportions(kind):
    large = np.zeros((1200, 2400), np.uint8)
    large[:, :600] = 255
    picture = large if kind == "array" else Image.fromarray(large)
    grey = read_grey(encoded(picture, kind) if kind in ("PNG", "JPEG") else picture)
    assert max(grey.shape) <= 800
    assert grey.shape[1] == 2 * grey.shape[0]
    assert grey[:, : grey.shape[1] // 4 - 2].min() > 250
    assert grey[:, grey.shape[1] // 4 + 2 :].max() < 5


def test_the_callers_picture_is_left_as_it_was():
    image = Image.open(io.BytesIO(encoded(Image.new("RGB", (3000, 2000), "red"), "JPEG")))
    read_grey(image)
    assert image.size == (3000, 2000)
    assert image.mode == "RGB"
    array = GREY.astype(float)
    read_grey(array)
    np.testing.assert_array_equal(array, GREY)


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize("kind", greyscale.FILE_TYPES)
def test_damaged_files_are_refused_or_read_but_never_break(kind):
    whole = encoded(Image.fromarray(np.kron(GREY, np.ones((8, 8), np.uint8))).convert("RGB"), kind)
    rng = np.random.default_rng(0)
    damaged = [whole[:length] for length in range(0, len(whole), max(1, len(whole) // 40))]
    for _ in range(80):
        for reach in (len(whole), min(len(whole), 120)):
            content = bytearray(whole)
            content[rng.integers(reach)] = rng.integers(256)
            damaged.append(bytes(content))
    refused = 0
    for content in damaged:
        try:
            assert read_grey(content).ndim == 2
        except PictureError:
            refused += 1
    assert refused >= 10


@pytest.mark.parametrize("content", [b"", b"just text", b"%PDF-1.7 ...", b"\0" * 1000, b"<svg></svg>"])
def test_what_is_no_picture_says_what_is(tmp_path, content):
    (tmp_path / "a.png").write_bytes(content)
    for picture in (content, tmp_path / "a.png"):
        with pytest.raises(PictureError, match=r"It reads PNG, JPEG.*save it as PNG"):
            read_grey(picture)


def test_a_cut_file_says_so():
    whole = encoded(Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 90), np.uint8)))
    with pytest.raises(PictureError, match=r"damaged or cut short\. Copy or export it again"):
        read_grey(whole[: len(whole) // 2])


def test_a_missing_file_or_a_folder_says_so(tmp_path):
    with pytest.raises(PictureError, match="There is no picture file"):
        read_grey(tmp_path / "none.png")
    with pytest.raises(IsADirectoryError, match=r"is no file but a folder, .*\. Choose a file\.$"):
        read_grey(tmp_path)


def test_a_bomb_is_refused_before_it_is_unpacked():
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    for side in (9000, 60_000, 2**31 - 1):
        head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
        bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000)))
        with pytest.raises(PictureError, match=r"too large.*Crop it"):
            read_grey(bomb)


def test_the_bounds_hold_for_every_way_in(tmp_path, monkeypatch):
    monkeypatch.setattr(_bounds, "MAX_PIXELS", 44)
    content = encoded(Image.fromarray(GREY))  # 45 pixels
    for picture in (content, GREY, Image.fromarray(GREY), GREY.tolist()):
        with pytest.raises(PictureError, match="9 x 5 pixels; the bounds are 44 pixels"):
            read_grey(picture)
    monkeypatch.setattr(_bounds, "MAX_PIXELS", 45)
    assert read_grey(content).shape == (5, 9)
    monkeypatch.setattr(_bounds, "MAX_BYTES", len(content) - 1)
    (tmp_path / "a.png").write_bytes(content)
    for picture in (content, tmp_path / "a.png"):
        with pytest.raises(PictureError, match=f"has {len(content):,} bytes"):
            read_grey(picture)


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.zeros(5), r"got shape \(5,\)"),
        (np.zeros((2, 28, 28), np.uint8), r"got shape \(2, 28, 28\)\. For a batch"),
        (np.zeros((4, 4, 2)), r"got shape \(4, 4, 2\)"),
        (np.zeros((0, 5)), r"got shape \(0, 5\)"),
        (np.full((3, 3), np.nan), "NaN or infinity"),
        (np.full((3, 3), np.inf), "NaN or infinity"),
        (np.full((3, 3), -0.5), r"negative levels \(down to -0.5\)"),
        (np.full((3, 3), 70_000), "levels up to 70000"),
        (np.zeros((3, 3), complex), "got a ndarray"),
        (None, "got a NoneType"),
        (object(), "got a object"),
    ],
)
def test_arrays_that_are_no_picture_are_refused(array, message):
    with pytest.raises(PictureError, match=message):
        read_grey(array)
