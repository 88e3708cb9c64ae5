"""Odd inputs by the thousand for what reads files and drawings, each from a seed.

    python tests/helpers/fuzz.py [COUNT] [SEED]

Every input must be answered within bounds: a result of the right form, or an error of a documented kind whose
message is a sentence of bounded length; within three seconds of processor time; with at most 600 MB on the way
where the file is made to cost much, and without the memory growing; and a blank picture must give a blank image.
After a stream of odd events, a pad answers.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import bills
import numpy as np
from flax import nnx
from PIL import Image

import digitlab as dl
from digitlab.data import _idx
from digitlab.widgets import DrawingSurface

SECONDS = 3.0
PEAK = 600_000_000
GROWTH = 500_000_000
# Letters of an error's message.
LONGEST = 1000
# Longer than any input may take, even on a busy machine; then all threads' places are printed.
HANG = 120.0
MODES = ("1", "L", "P", "RGB", "RGBA", "LA", "La", "CMYK", "YCbCr", "HSV", "LAB", "I", "I;16", "F", "RGBX", "RGBa")
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "ICO")


@dataclass
class Report:
    """What a run found."""

    seed: int
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    slowest: float = 0.0
    slowest_input: str = ""
    highest: int = 0
    highest_input: str = ""
    growth: int = 0

    def __str__(self) -> str:
        """Return a table of kinds and outcomes, and the problems."""
        lines = [f"{kind:10} {outcome:22} {count:8,}" for (kind, outcome), count in sorted(self.outcomes.items())]
        lines.append(
            f"{self.outcomes.total():,} inputs, seed {self.seed}; slowest {self.slowest:.2f} s of processor"
        )
        lines.append(
            f"time ({self.slowest_input}); largest bill {self.highest / 1e6:.0f} MB ({self.highest_input})"
        )
        lines.append(f"memory grew by {self.growth / 1e6:.0f} MB")
        shown = self.problems[:20]
        return "\n".join([*lines, f"{len(self.problems)} problems", *shown])


def resident() -> int:
    """Return the bytes of memory that this process holds."""
    import psutil

    return int(psutil.Process().memory_info().rss)


def peak(*, anew: bool = False) -> int:
    """Return the most bytes that this process has held since it was asked `anew`; 0 if nobody knows."""
    try:
        if anew:
            Path("/proc/self/clear_refs").write_text("5")
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return 1024 * int(status.split("VmHWM:")[1].split()[0])


# --------------------------------------------------------------------- inputs


def scribble(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Return uint8 (height, width): paper with a few dark marks, or noise."""
    kind = rng.integers(4)
    if kind == 0:
        return rng.integers(0, 256, (height, width), np.uint8)
    picture = np.full((height, width), rng.integers(0, 256), np.uint8)
    for _ in range(rng.integers(0, 4)):
        top, left = rng.integers(0, height), rng.integers(0, width)
        reach = rng.integers(1, max(2, max(height, width) // 2), 2)
        picture[top : top + reach[0], left : left + reach[1]] = rng.integers(0, 256)
    return picture


def some_size(rng: np.random.Generator) -> tuple[int, int]:
    """Return a size, mostly small, now and then odd."""
    kind = rng.integers(40)
    if kind == 0:
        return (1, 20_000) if rng.integers(2) else (20_000, 1)
    if kind == 1:
        return 1, 1
    if kind == 2:
        return int(rng.integers(300, 900)), int(rng.integers(300, 900))
    return int(rng.integers(1, 80)), int(rng.integers(1, 80))


def some_image(rng: np.random.Generator) -> Image.Image:
    """Return a Pillow image of any mode."""
    mode = str(rng.choice(MODES))
    grey = scribble(rng, *some_size(rng))
    if mode == "F":
        levels = grey.astype(np.float32) * float(rng.choice([1, 1 / 255, 300, -1, 1e30]))
        if rng.integers(3) == 0:
            levels.flat[rng.integers(levels.size)] = rng.choice([np.nan, np.inf, -np.inf])
        return Image.fromarray(levels)
    if mode == "I":
        return Image.fromarray(grey.astype(np.int32) * int(rng.choice([1, 256, -1, 70_000])))
    if mode == "I;16":
        return Image.fromarray(grey.astype(np.uint16) * 256)
    bands = len(Image.new(mode, (1, 1)).getbands())
    parts = [Image.fromarray(np.roll(grey, rng.integers(3))) for _ in range(bands)]
    if mode in ("1", "P"):
        return parts[0].convert(mode)
    return Image.merge(mode, parts)


def some_file(rng: np.random.Generator) -> bytes:
    """Return the bytes of a picture file, whole or damaged."""
    image = some_image(rng)
    buffer = io.BytesIO()
    options: dict[str, Any] = {}
    if rng.integers(4) == 0:
        exif = Image.Exif()
        exif[0x0112] = int(rng.integers(0, 12))
        options["exif"] = exif.tobytes() if rng.integers(3) else rng.bytes(30)
    kind = str(rng.choice(FORMATS))
    if rng.integers(12) == 0 and kind in ("GIF", "WEBP", "PNG", "TIFF"):
        options |= {"save_all": True, "append_images": [image.copy() for _ in range(rng.integers(1, 4))]}
    try:
        image.save(buffer, kind, **options)
    except (OSError, ValueError, TypeError, RuntimeError, struct.error, SyntaxError):
        buffer = io.BytesIO()
        Image.fromarray(scribble(rng, 9, 9)).save(buffer, "PNG")
    return damaged(rng, buffer.getvalue())


def bomb(rng: np.random.Generator) -> bytes:
    """Return a PNG or a BMP that states far more pixels than it holds."""
    sides = [int(side) for side in rng.integers(5_000, 2**31 - 1, 2)]
    if rng.integers(2):
        import zlib

        head = b"IHDR" + struct.pack(">IIBBBBB", *sides, 8, int(rng.choice([0, 2, 6])), 0, 0, 0)
        rest = b"IDAT" + zlib.compress(bytes(200_000))
        chunks = b"".join(
            struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in (head, rest)
        )
        return b"\x89PNG\r\n\x1a\n" + chunks
    head = struct.pack("<IiiHHIIiiII", 40, sides[0], sides[1], 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head + bytes(300)


def damaged(rng: np.random.Generator, content: bytes) -> bytes:
    """Return bytes as they are, cut, changed in places, with a piece moved, or with something before them."""
    kind = rng.integers(7)
    if kind == 0 or not content:
        return content[: rng.integers(len(content) + 1)]
    if kind in (1, 2):
        changed = bytearray(content)
        # Headers matter most: half of all changes fall into the first hundred bytes.
        reach = len(content) if rng.integers(2) else min(100, len(content))
        for place in rng.integers(0, reach, rng.integers(1, 9)):
            changed[place] = rng.integers(256)
        return bytes(changed)
    if kind == 3:
        start, end = sorted(int(place) for place in rng.integers(0, len(content) + 1, 2))
        return content[:start] + content[end:] + content[start:end]
    if kind == 4:
        return rng.bytes(int(rng.integers(1, 20))) + content
    return content


def some_array(rng: np.random.Generator) -> Any:
    """Return an array, or a list, of any kind."""
    shape = tuple(int(side) for side in rng.integers(0, 9, rng.integers(0, 5)))
    if rng.integers(2):
        shape = [(28, 28), (3, 28, 28), (40, 30), (40, 30, 3), (40, 30, 4), (40, 30, 1), (70, 90)][rng.integers(7)]
    dtype = rng.choice(["u1", "i1", "u2", "i4", "i8", "f2", "f4", "f8", "?", "c8", "U3", "O", "M8[s]"])
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        levels = rng.standard_normal(shape) * float(rng.choice([1, 100, 1e30, 1e300]))
        array = np.asarray(levels).astype("f8" if dtype == "M8[s]" else dtype)
    if dtype in ("f4", "f8") and array.size and rng.integers(2):
        array.flat[rng.integers(array.size)] = rng.choice([np.nan, np.inf, -np.inf])
    if array.ndim >= 2 and rng.integers(3) == 0:
        array = array[::-1, ::2]  # not contiguous
    return array.tolist() if rng.integers(5) == 0 else array


def some_strokes(rng: np.random.Generator, depth: int = 0) -> Any:
    """Return a drawing, or what only looks like one."""
    odd = [
        None,
        7,
        "seven",
        b"7",
        float("nan"),
        {},
        [[]],
        [None],
        object(),
        10**400,
        np.zeros((2, 3)),
        [[["x", 1]]],
    ]
    if rng.integers(6) == 0:
        return odd[rng.integers(len(odd))]
    drawing: list[Any] = []
    for _ in range(rng.integers(0, 5)):
        unit = float(rng.choice([1, 1e-300, 1e-9, 200, 1e9, 1e300]))
        points = rng.standard_normal((rng.integers(0, 40), 2)) * unit
        if len(points) and rng.integers(8) == 0:
            points[rng.integers(len(points)), rng.integers(2)] = rng.choice([np.nan, np.inf, -np.inf])
        kind = rng.integers(6)
        drawing.append(points if kind < 3 else points.tolist() if kind < 5 else points[::-1, ::-1])
        if rng.integers(20) == 0:
            drawing.append(odd[rng.integers(len(odd))])
    return drawing


# ---------------------------------------------------------------------- tries


def is_image(value: Any) -> bool:
    """Say whether a value is one image in MNIST's form."""
    return isinstance(value, np.ndarray) and value.shape == (28, 28) and value.dtype == np.uint8


class Fuzzer:
    """Tries one input after the other.

    Args:
        seed: of all inputs.
        folder: for the files that are read.
    """

    def __init__(self, seed: int, folder: Path) -> None:
        self.seed, self.folder = seed, folder
        whole = dl.save_model(dl.MLP((3,), rngs=nnx.Rngs(0)), folder / "whole").read_bytes()
        self._model = whole
        self._idx = bytes([0, 0, 8, 3]) + struct.pack(">3I", 5, 4, 3) + bytes(range(60))
        self.kinds: dict[str, tuple[float, Callable[[np.random.Generator], str]]] = {
            "file": (0.40, self._file),
            "image": (0.10, self._image),
            "array": (0.10, self._array),
            "blank": (0.05, self._blank),
            "bomb": (0.02, self._bomb),
            "strokes": (0.15, self._strokes),
            "model": (0.06, self._load),
            "idx": (0.12, self._read),
            "bill": (0.003, self._bill),
            "schema": (0.03, self._schema),
            "events": (0.01, self._events),
        }
        self._bill_peak = 0
        # One pad for all: it bears whatever came before.
        self._pad = dl.DigitPad(dl.SoftmaxRegression(rngs=nnx.Rngs(0)))
        self._surface = next(one for one in _parts(self._pad) if isinstance(one, DrawingSurface))

    def run(self, count: int) -> Report:
        """Try `count` inputs."""
        report = Report(self.seed)
        names = list(self.kinds)
        shares = np.array([share for share, _ in self.kinds.values()])
        for _, attempt in self.kinds.values():  # first use imports and compiles
            attempt(np.random.default_rng(0))
        before = resident()
        for index in range(count):
            rng = np.random.default_rng([self.seed, index])
            name = names[rng.choice(len(names), p=shares / shares.sum())]
            begin = time.thread_time()
            try:
                outcome = self.kinds[name][1](rng)
            except Exception as error:
                outcome = f"! {type(error).__name__}"
                report.problems.append(f"{name} {index}: {type(error).__name__}: {error}"[:300])
            seconds = time.thread_time() - begin
            report.outcomes[name, outcome] += 1
            if self._bill_peak > report.highest:
                report.highest, report.highest_input = self._bill_peak, f"{name} {index}"
            if self._bill_peak > PEAK:
                report.problems.append(f"{name} {index}: {self._bill_peak / 1e6:.0f} MB")
            self._bill_peak = 0
            if seconds > report.slowest:
                report.slowest, report.slowest_input = seconds, f"{name} {index}"
            if seconds > SECONDS:
                report.problems.append(f"{name} {index}: {seconds:.1f} s of processor time")
            if index % 500 == 499 or index == count - 1:
                report.growth = max(report.growth, resident() - before)
        if report.growth > GROWTH:
            report.problems.append(f"memory grew by {report.growth:,} bytes")
        return report

    def _expect(self, call: Callable[[], Any], errors: tuple[type[Exception], ...]) -> tuple[str, Any]:
        """Return "answered" and the result, or the kind of the error; raise what isn't documented."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return "answered", call()
        except errors as error:
            text = str(error)
            is_sentence = 25 <= len(text) <= LONGEST and text.rstrip().endswith((".", ")"))
            if type(error) not in errors or not is_sentence:
                raise
            return type(error).__name__, None

    def _mnistify(self, picture: Any) -> str:
        outcome, image = self._expect(lambda: dl.mnistify(picture), (dl.pictures.PictureError,))
        if outcome == "answered" and not is_image(image):
            raise AssertionError(f"no image in MNIST's form: {image!r:.80}")
        return outcome

    def _file(self, rng: np.random.Generator) -> str:
        content = some_file(rng)
        if rng.integers(8):
            return self._mnistify(content)
        path = self.folder / f"picture.{rng.choice(['png', 'jpg', 'txt', 'gif', 'exe'])}"
        path.write_bytes(content)
        return self._mnistify(path)

    def _image(self, rng: np.random.Generator) -> str:
        return self._mnistify(some_image(rng))

    def _array(self, rng: np.random.Generator) -> str:
        return self._mnistify(some_array(rng))

    def _bomb(self, rng: np.random.Generator) -> str:
        return self._mnistify(bomb(rng))

    def _blank(self, rng: np.random.Generator) -> str:
        height, width = some_size(rng)
        level, grain = float(rng.uniform(0, 255)), float(rng.choice([0, 0, 1, 3]))
        picture = np.clip(level + rng.normal(0, 1, (height, width)) * grain, 0, 255).astype(np.uint8)
        buffer = io.BytesIO()
        kinds = ["PNG", "BMP", "TIFF", "WEBP"][: 3 if max(height, width) > 16_000 else 4]  # WEBP has a limit
        Image.fromarray(picture).save(buffer, str(rng.choice(kinds)))
        image = dl.mnistify(buffer.getvalue())
        if image.any():
            raise AssertionError(f"marks on a blank picture, {height} x {width}, level {level:.0f}, grain {grain}")
        return "answered"

    def _strokes(self, rng: np.random.Generator) -> str:
        drawing = some_strokes(rng)
        outcome, image = self._expect(lambda: dl.render_strokes(drawing), (TypeError, ValueError))
        if outcome == "answered" and not is_image(image):
            raise AssertionError(f"no image in MNIST's form: {image!r:.80}")
        return outcome

    def _load(self, rng: np.random.Generator) -> str:
        content = self._model
        if rng.integers(2):
            size = struct.unpack("<Q", content[:8])[0]
            about = json.loads(content[8 : 8 + size])
            inner = json.loads(about["__metadata__"]["digitlab"])
            odd = [None, -1, 1e300, "x" * 50, [], {}, [[]] * 9, {"hidden": [10**9]}, {"hidden": [3, 3]}, True]
            target = inner if rng.integers(2) else inner["config"]
            target[str(rng.choice([*target, "more"]))] = odd[rng.integers(len(odd))]
            about["__metadata__"]["digitlab"] = json.dumps(inner)
            header = json.dumps(about).encode()
            content = struct.pack("<Q", len(header)) + header + content[8 + size :]
        path = self.folder / "model.safetensors"
        path.write_bytes(damaged(rng, content))
        return self._expect(lambda: dl.load_model(path), (dl.models.CheckpointError,))[0]

    def _read(self, rng: np.random.Generator) -> str:
        content = damaged(rng, self._idx)
        if rng.integers(2):
            content = damaged(rng, gzip.compress(content))
        path = self.folder / "images-idx3-ubyte"
        path.write_bytes(content)
        outcome, array = self._expect(lambda: _idx.read_idx(path), (_idx.IdxError,))
        if outcome == "answered" and array.dtype != np.uint8:
            raise AssertionError(f"dtype {array.dtype}")
        return outcome

    def _bill(self, rng: np.random.Generator) -> str:
        kind = rng.integers(len(bills.PICTURES) + 3)
        path = self.folder / "bill"
        if kind < len(bills.PICTURES):
            content = bills.PICTURES[kind](rng)
            work, errors = (lambda: dl.mnistify(content)), (dl.pictures.PictureError,)
        elif kind == len(bills.PICTURES):
            path.write_bytes(bills.drawings(rng))
            work, errors = (lambda: dl.strokes.load_drawings(path)), (ValueError,)
        elif kind == len(bills.PICTURES) + 1:
            path.write_bytes(bills.idx(rng))
            work, errors = (lambda: _idx.read_idx(path)), (_idx.IdxError,)
        else:
            path.write_bytes(bills.model(rng, self._model))
            model_path = path.rename(self.folder / "bill.safetensors")
            work, errors = (lambda: dl.load_model(model_path)), (dl.models.CheckpointError,)
        before = peak(anew=True)
        begin = time.thread_time()
        outcome = self._expect(work, errors)[0]
        if time.thread_time() - begin > SECONDS:
            raise AssertionError(f"{time.thread_time() - begin:.1f} s")
        self._bill_peak = peak() - before
        return outcome

    def _schema(self, rng: np.random.Generator) -> str:
        path = self.folder / "scores.json"
        path.write_bytes(bills.scores(rng))
        table = dl.Scoreboard(path)
        if len(repr(table)) + len(table._repr_html_()) > 5_000_000:  # the file has a million bytes at most
            raise AssertionError("a table without end")
        return "answered" if table.rows else "empty"

    def _events(self, rng: np.random.Generator) -> str:
        """Send a stream of events, some of them odd; then a stroke, which must be answered."""
        canvas = self._surface.children[0]
        for _ in range(rng.integers(1, 40)):
            event = str(rng.choice(EVENTS))
            odd = [float("nan"), None, "7", [], {}, 1e400, -1e308, 10**400, True, b"x", [[1, 2]], 0.0]
            places = [float(place) for place in rng.uniform(-50, 700, 2)]
            x, y = (odd[rng.integers(len(odd))] if rng.integers(4) == 0 else place for place in places)
            content = {
                "event": event,
                "x": x,
                "y": y,
                "touches": [[x, y]] if rng.integers(3) else odd[rng.integers(12)],
            }
            if rng.integers(10) == 0:
                content.pop(str(rng.choice(list(content))))
            canvas._handle_custom_msg(content, [])
        self._pad.clear()
        places = [(60.0, 60.0), (400.0, 80.0), (240.0, 480.0)]
        for event, (x, y) in zip(("mouse_down", "mouse_move", "mouse_up"), places, strict=True):
            canvas._handle_custom_msg({"event": event, "x": x, "y": y}, [])
        if not self._pad._reader.settle(20) or self._pad.probabilities is None:
            raise AssertionError("the pad doesn't answer any more")
        return "answered"


EVENTS = ("mouse_down", "mouse_move", "mouse_up", "mouse_out", "mouse_wheel", "touch_start", "touch_move")
EVENTS += ("touch_end", "touch_cancel", "client_ready", "key_down", "no such event")


def _parts(widget: Any) -> Iterator[Any]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _parts(child)


def main(count: int = 100_000, seed: int = 0) -> int:
    """Try so many inputs and print what happened; return how many problems there were."""
    import faulthandler

    faulthandler.dump_traceback_later(HANG + count, exit=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Fuzzer(seed, Path(folder)).run(count)
    print(report)
    return len(report.problems)


if __name__ == "__main__":
    sys.exit(min(1, main(*(int(argument) for argument in sys.argv[1:]))))
