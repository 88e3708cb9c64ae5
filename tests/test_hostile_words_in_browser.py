"""Names, labels and errors that hold a script, wherever they become part of a page: a browser never runs it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import SEVEN
from flax import nnx
from jupyter_driver import browser_page
from parts import pages

import digitlab as dl
from digitlab.checkup.findings import Finding
from digitlab.checkup.report import Checkup
from digitlab.exercises.results import Hint, Result, Solution
from digitlab.widgets.answer import panel
from digitlab.widgets.explore.explorer import Explorer

SCRIPT = """<img src=x onerror="hit('PLACE')"><script>hit('PLACE')</script>'"`><svg onload=hit('PLACE')>"""
PANEL = Path(panel.__file__).with_suffix(".js")


def model() -> Any:
    return dl.SoftmaxRegression(rngs=nnx.Rngs(0))


def bundle(shown: Any) -> str:
    """Return what a notebook shows of an object, widgets in their still form and part by part."""
    still = shown._still()["text/html"] if hasattr(shown, "_still") and "text/html" in shown._still() else ""
    live = "".join(pages(shown)) + getattr(getattr(shown, "failures", None), "value", "")
    return still + live + (shown._repr_html_() if hasattr(shown, "_repr_html_") else "")


def fails(words: str) -> Callable[..., Any]:
    def work(*given: Any, **named: Any) -> Any:
        raise ValueError(words)

    return work


def pad_with(words: str) -> str:
    pad = dl.DigitPad({words: model(), "other": model()})
    pad.strokes = [60 + 150 * stroke for stroke in SEVEN]
    assert pad.probabilities is not None
    pad._on_why(True)
    assert pad._explainer.settle(60)
    receiver = fails(words)
    receiver.__name__ = words
    pad._receivers.append(receiver)
    pad._on_change("finished")
    pad.failures.guard(fails(words))()
    return bundle(pad)


def reader_with(words: str) -> str:
    reader = dl.PictureReader(model())
    now = datetime.datetime.now(datetime.UTC)
    content = [b"broken", (np.eye(28) * 255).astype(np.uint8)]
    reader.show({words: content[1], words + "2": content[0]})
    reader.upload.value = ({"name": words, "type": "", "size": 6, "content": b"broken", "last_modified": now},)
    return bundle(reader)


def monitor_with(words: str) -> str:
    data = dl.Dataset(np.zeros((10, 28, 28), np.uint8), np.arange(10))
    monitor = dl.TrainingMonitor(model(), data, epochs=1)
    monitor._training.problem = monitor._said = monitor._drawing_problem = words
    monitor._show()
    return bundle(monitor)


def collector_with(words: str) -> str:
    collector = dl.DigitCollector(Path("no") / words.replace("/", "|"))
    collector._show_kept(words)
    return bundle(collector)


def explorer_with(words: str) -> str:
    slider = ipywidgets.IntSlider(1)
    explorer = Explorer(lambda size: plt.figure(figsize=(1, 1)), {"size": slider}, alt=words)
    explorer._draw = fails(words)
    slider.value = 2
    return bundle(explorer)


def table_with(words: str) -> str:
    Path("models").mkdir(exist_ok=True)
    row = {"model": words, "parameters": 1, "seconds": 1.0, "accuracy": 0.5, "tested": 10, "right": 1, "own": 2}
    rows = [{**row, "misread": [words], "hand": words}]
    Path("models/scores.json").write_text(json.dumps({"format": "digitlab scores", "version": 1, "rows": rows}))
    table = dl.Scoreboard()
    assert len(table.rows) == 1
    return bundle(table)


def bar_with(words: str) -> str:
    from digitlab._shared import progress

    shown: list[str] = []
    bar = progress.ProgressBar(10, visible=False)
    bar._handle = type("Handle", (), {"update": lambda self, data, raw: shown.append(data["text/html"])})()
    bar.tell(words)
    bar.start(words)
    return "".join(shown)


PLACES: dict[str, Callable[[str], str]] = {
    "pad": pad_with,
    "reader": reader_with,
    "monitor": monitor_with,
    "collector": collector_with,
    "scoreboard": table_with,
    "guess": lambda words: bundle(dl.Guess(words, [words])) + dl.Guess(words).compare(words)._repr_html_(),
    "progress": bar_with,
    "explorer": explorer_with,
    "exercise": lambda words: Result("incorrect", words)._repr_html_(),
    "hint": lambda words: Hint((words,), 1)._repr_html_(),
    "solution": lambda words: Solution(words, words, words)._repr_html_(),
    "checkup": lambda words: Checkup((Finding(words, "well", words, words),))._repr_html_(),
}


@pytest.mark.browser
@pytest.mark.slow
def test_no_word_becomes_a_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with browser_page(tmp_path / "browser") as page:
        page.set_content("<body></body>")
        page.evaluate("window.hits = []; window.hit = (place) => window.hits.push(place); null")
        # What the test puts there itself does run: else it would prove nothing.
        page.evaluate("(text) => { document.body.innerHTML = text; }", SCRIPT.replace("PLACE", "proof"))
        page.wait_for_function("window.hits.includes('proof')")
        for place, make in PLACES.items():
            text = make(SCRIPT.replace("PLACE", place))
            assert "onerror" in text, place
            page.evaluate("(text) => { document.body.innerHTML = text; }", text)
            page.wait_for_timeout(50)
            assert set(page.evaluate("window.hits")) == {"proof"}, place
            assert "hit('" in page.locator("body").inner_text() or place == "pad", place
        # The panel of answers is the one part that makes its page in the browser.
        words = SCRIPT.replace("PLACE", "panel")
        page.evaluate(
            """async ([source, words]) => {
              document.body.innerHTML = "<div id=here></div>";
              const module = await import("data:text/javascript," + encodeURIComponent(source));
              const names = ["big", "small", "note", "live", "described", "verdict", "digit", "count"];
              const all = Object.fromEntries(names.map((name) => [name, words]));
              const state = {...all, said: [words, words], rows: []};
              const values = {models: [{name: words, colour: "red"}, {name: words, colour: "blue"}], state};
              const model = {get: (name) => values[name], on: () => {}, off: () => {}};
              module.default.render({model, el: document.getElementById("here")});
            }""",
            [PANEL.read_text(), words],
        )
        page.wait_for_timeout(100)
        assert page.locator(".digitlab-panel").inner_text().count("<script>") >= 5
        assert set(page.evaluate("window.hits")) == {"proof"}
