"""`PictureReader`: upload pictures of digits and read them, several digits in a row too."""

from __future__ import annotations

import html
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets
import numpy as np
from flax import nnx
from numpy.typing import NDArray

from digitlab.evaluation import prediction, reading
from digitlab.evaluation.reading import Reading
from digitlab.handwriting.photographs import photographs
from digitlab.pictures import greyscale
from digitlab.pictures.greyscale import PictureError
from digitlab.pictures.segmentation import split_grey
from digitlab.pictures.steps import steps_from_grey
from digitlab.widgets._shared.composite import Composite
from digitlab.widgets._shared.images import image_html
from digitlab.widgets.pictures import page

# Files at a time. The next ones take the place of these, so that nothing piles up.
MOST_FILES = 20
ACCEPT = ".png,.jpg,.jpeg,.webp,.gif,.bmp,.tif,.tiff"
STILL = "This is a still picture: run the notebook in JupyterLab to read pictures of your own."
# All files that are chosen come in one message, and a server drops one that is too large: other servers than ours
# from 10 MB on.
_HINT = (
    f"PNG, JPEG, WebP, GIF, BMP or TIFF; at most {MOST_FILES} files at a time, together at most 10 MB, or 60 MB "
    "where make lab or make app runs. A picture may hold one digit, or several in a row."
)
_SEEDS = 100


@dataclass(frozen=True)
class PictureResult:
    """What became of one picture.

    Attributes:
        name: of the file, as plain text to be shown; never a path to open.
        readings: one for each digit, from left to right; empty if there is no ink, or if it can't be read.
        bounds: for each digit left, top, right and bottom, in pixels of the picture as it is looked at, whose
            longer side is at most 800.
        problem: one sentence if the file can't be read, else None.
    """

    name: str
    readings: tuple[Reading, ...]
    bounds: tuple[tuple[int, int, int, int], ...]
    problem: str | None


class PictureReader(Composite):
    """Reads pictures that are uploaded: a table of answers, and the steps for the picture that is chosen.

    A file that can't be read says why in its row, and the others go on.

    Args:
        model: from (n, 28, 28, 1) to logits (n, 10).

    Raises:
        TypeError: if `model` is no model.
        ValueError: if it doesn't return (n, 10).

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> reader = PictureReader(SoftmaxRegression(rngs=nnx.Rngs(0)))
        >>> reader.show({"broken.png": b"no picture"})
        >>> reader.results[0].problem[:23]
        'This file is no picture'
    """

    def __init__(self, model: nnx.Module) -> None:
        self._model = prediction.check_model(model, "PictureReader")
        reading.read_images(model, np.zeros((1, 28, 28), np.uint8))  # compiles ahead
        self._lock = threading.RLock()
        self._results: list[PictureResult] = []
        # For each result its row of the table and its steps, as HTML: the pictures themselves are let go.
        self._rows: list[str] = []
        self._details: list[str] = []
        self._ours = 0
        self.upload = ipywidgets.FileUpload(
            accept=ACCEPT, multiple=True, description="Choose pictures", layout={"width": "190px"}
        )
        guard = self.failures.guard
        self.upload.observe(guard(self._on_upload), "value")
        self.ours_button = ipywidgets.Button(
            description="Try one of ours", icon="picture-o", tooltip="Read a picture that comes with digitlab"
        )
        self.ours_button.on_click(guard(lambda _: self.try_one_of_ours()))
        self.chosen = ipywidgets.Dropdown(
            options=[], description="Show", layout={"width": "420px", "max_width": "100%"}
        )
        self.chosen.observe(guard(self._on_choice), "value")
        self._said = ipywidgets.HTML()
        self._table = ipywidgets.HTML()
        self._detail = ipywidgets.HTML(layout={"min_height": "170px"})
        top = ipywidgets.HBox([self.upload, self.ours_button], layout={"overflow": "visible"})
        super().__init__(
            [
                ipywidgets.HTML(page.style_html()),
                top,
                self._said,
                self._table,
                self.chosen,
                self._detail,
            ]
        )
        self.add_class("digitlab-picture-reader")
        self._say(_HINT)
        self._show_table()

    @property
    def results(self) -> tuple[PictureResult, ...]:
        """What became of the pictures that were given last, in their order."""
        return tuple(self._results)

    def show(self, given: Mapping[str, Any]) -> None:
        """Read pictures and show them in the place of those before.

        Args:
            given: pictures as for `mnistify`, by the names to show. What can't be read says so in the table.
        """
        self._read_all(list(given.items()))

    def try_one_of_ours(self) -> None:
        """Read the next of the pictures that digitlab draws."""
        with self._lock:
            seed, place = divmod(self._ours, 4)
            self._ours += 1
            name, picture = list(photographs(seed=seed % _SEEDS).items())[place]
            self._read_all([(name, picture)])

    def _on_upload(self, change: dict[str, Any]) -> None:
        files = change["new"]
        if not files:
            return
        given = [(str(one.get("name", "")), one.get("content", b"")) for one in files]
        self.upload.value = ()  # frees the files' memory, and the same file can be chosen again
        self._read_all([(name, bytes(content)) for name, content in given[:MOST_FILES]], len(given))

    def _read_all(self, given: Sequence[tuple[Any, Any]], count: int | None = None) -> None:
        count = len(given) if count is None else count
        with self._lock:
            self._results, self._rows, self._details = [], [], []
            for place, (name, picture) in enumerate(given[:MOST_FILES]):
                self._say(f"Reading {place + 1} of {min(count, MOST_FILES)} …")
                self._add(page.shown_name(name), picture)
                self._show_table()
            names = [f"{place + 1}: {result.name}" for place, result in enumerate(self._results)]
            self.chosen.options = [(name, place) for place, name in enumerate(names)]
            self.chosen.value = 0 if names else None
            self._on_choice(None)
            self._say(self._summary(count))

    def _summary(self, count: int) -> str:
        bad = sum(result.problem is not None for result in self._results)
        read = len(self._results) - bad
        said = f"{read} {'picture' if read == 1 else 'pictures'} read."
        if bad:
            said += f" {bad} {'file' if bad == 1 else 'files'} could not be read; the table says why."
        if count > MOST_FILES:
            said += f" At most {MOST_FILES} files at a time: the other {count - MOST_FILES} were left out."
        return said

    def _add(self, name: str, picture: Any) -> None:
        """Read one picture. Whatever goes wrong, its row says so."""
        problem, grey = None, None
        readings: tuple[Reading, ...] = ()
        bounds: tuple[Any, ...] = ()
        detail = ""
        try:
            grey = greyscale.read_grey(picture)
            found = split_grey(grey)
            bounds = tuple(own for own, _ in found)
            if found:
                readings = tuple(reading.read_images(self._model, np.stack([image for _, image in found])))
            detail = self._detail_html(grey, bounds, readings, name)
        except (PictureError, OSError) as error:
            problem = str(error)
        except MemoryError:
            problem = "There is not enough memory for this picture. Save it smaller."
        except Exception as error:
            problem = (
                f"This picture could not be read ({type(error).__name__}). Save it as PNG in another program."
            )
        if problem is not None:
            readings, bounds, grey = (), (), None
            detail = f'<div class="digitlab-pictures">{html.escape(problem)}</div>'
        self._results.append(PictureResult(name, readings, bounds, problem))
        self._rows.append(_row(name, grey, readings, problem))
        self._details.append(detail)

    def _detail_html(
        self, grey: NDArray[np.float32], bounds: Sequence[Any], readings: Sequence[Reading], name: str
    ) -> str:
        if len(readings) == 1:
            return page.steps_html(steps_from_grey(grey))
        tiles = "".join(
            f'<figure><div class="frame sharp">{image_html(255 - one.image, f"digit {place + 1}")}</div>'
            f"<figcaption>{place + 1}. {html.escape(one.brief)}</figcaption></figure>"
            for place, one in enumerate(readings)
        )
        whole = page.bounded_html(grey, bounds, readings, name)
        return f'{whole}<div class="digitlab-pictures"><div class="digitlab-steps">{tiles}</div></div>'

    def _show_table(self) -> None:
        self._table.value = _table(self._rows)
        self.chosen.layout.display = None if len(self._results) > 1 else "none"

    def _on_choice(self, change: Any) -> None:
        place = self.chosen.value
        self._detail.value = self._details[place] if place is not None and place < len(self._details) else ""

    def _say(self, text: str) -> None:
        self._said.value = f'<div class="digitlab-pictures" role="status">{html.escape(text)}</div>'

    def _still(self) -> dict[str, str]:
        """Return the table and the steps, or those of a picture of ours."""
        shown = self
        if not self._results:
            shown = PictureReader(self._model)
            shown.try_one_of_ours()
        whole = f"{page.style_html()}{_table(shown._rows)}{shown._detail.value}<p>{STILL}</p>"
        if shown is not self:
            shown.close()
        return {"text/html": whole, "text/plain": STILL}


def _row(name: str, grey: NDArray[np.float32] | None, readings: Sequence[Reading], problem: str | None) -> str:
    """Return a row of the table: thumbnail, name, answer, probability."""
    safe = html.escape(name)
    if problem is not None or grey is None:
        return (
            f'<tr class="bad"><td class="thumb"></td><td>{safe}</td>'
            f'<td colspan="2" class="problem">{html.escape(problem or "")}</td></tr>'
        )
    answer, sure = page.answer_text(readings)
    return (
        f'<tr><td class="thumb">{image_html(grey, "", most=84)}</td><td>{safe}</td>'
        f'<td class="answer">{html.escape(answer)}</td><td class="sure">{html.escape(sure)}</td></tr>'
    )


def _table(rows: Sequence[str]) -> str:
    heads = '<th class="thumb"></th><th>file</th><th class="answer">answer</th><th class="sure">probability</th>'
    body = "".join(rows) or '<tr><td class="thumb"></td><td colspan="3">No picture yet.</td></tr>'
    return (
        f'<div class="digitlab-pictures"><table class="digitlab-answers"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
