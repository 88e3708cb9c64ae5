"""The worksheets print on one page each, and their answers are right."""

from __future__ import annotations

import html
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page
from scipy import stats

from digitlab.teaching.lessons import ROOT

SHEETS = ROOT / "notebooks" / "for_teachers" / "worksheets"
PAGES = sorted(SHEETS.glob("*.html"))


def answers(lesson: int) -> str:
    """Return the answers of a lesson as plain text."""
    text = (SHEETS / "answers.html").read_text(encoding="utf-8")
    part = text.split(f"<h2>Lesson {lesson}</h2>")[1].split("<h2>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", part)).replace("−", "-").split())


def tables(lesson: int) -> list[np.ndarray]:
    """Return the tables of a worksheet that hold numbers only."""
    text = (SHEETS / f"lesson_0{lesson}.html").read_text(encoding="utf-8")
    found = []
    for table in re.findall(r"<table[^>]*>(.*?)</table>", text, re.S):
        rows = [re.findall(r"<td>(.*?)</td>", row) for row in re.findall(r"<tr>(.*?)</tr>", table, re.S)]
        if all(row and all(re.fullmatch(r"-?\d+", cell) for cell in row) for row in rows):
            found.append(np.array(rows, int))
    return found


def test_there_is_one_for_each_lesson_and_each_has_answers() -> None:
    lessons = [f"lesson_{path.stem[:2]}" for path in sorted((ROOT / "notebooks").glob("0*.ipynb"))]
    assert [path.stem for path in PAGES] == ["answers", *lessons]
    assert all(len(answers(number)) > 60 for number in range(len(lessons)))


def test_the_pen_s_way_and_the_box() -> None:
    strokes = [np.array([(2, 1), (6, 1), (4, 5), (3, 9)]), np.array([(3, 5), (6, 5)])]
    ways = [np.linalg.norm(np.diff(stroke, axis=0), axis=1).sum() for stroke in strokes]
    assert f"Stroke 1: {ways[0]:.1f}, stroke 2: {ways[1]:.0f}, together {sum(ways):.1f}" in answers(0)
    points = np.concatenate(strokes)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    assert f"{len(points)} points. Left {left}, top {top}, right {right}, bottom {bottom}" in answers(0)
    count = 1 + 2 + 2
    assert f"4. {count}; then 1; then {1 + 2}." in answers(0)


def test_bytes_means_distances_and_counts() -> None:
    sums = (np.array([200, 250], np.uint8) + np.array([100, 10], np.uint8)).tolist()
    assert f"{sums[0]}, {sums[1]}, {(3 - 5) % 256}" in answers(1)
    assert "Means 5 and 5; -3, -1, 1, 3 and -5, 5, 5, -5" in answers(1)
    assert [table.mean() for table in tables(1)] == [5, 5]
    image, means = np.array([0, 9, 9, 0]), np.array([[0, 6, 9, 0], [9, 0, 0, 9], [3, 9, 9, 3]])
    a, b, c = ((means - image) ** 2).sum(axis=1)
    assert f"A {a}, B {b}, C {c}: read as A" in answers(1)
    pairs = [(3, 3), (3, 8), (8, 8), (8, 8), (5, 3), (5, 5), (3, 3), (8, 3)]
    rows = [", ".join(str(pairs.count((true, read))) for read in (3, 5, 8)) for true in (3, 5, 8)]
    assert f"Row 3: {rows[0]}; row 5: {rows[1]}; row 8: {rows[2]}. 5 of 8" in answers(1)


def test_the_gradient_and_the_step() -> None:
    x, W = np.array([1, 0.5]), np.array([[1.0, 0], [0, 2]])
    p = np.exp(x @ W) / np.exp(x @ W).sum()
    error = p - [0, 1]
    np.testing.assert_allclose(error, [0.5, -0.5])
    np.testing.assert_allclose(np.outer(x, error), [[0.5, -0.5], [0.25, -0.25]])
    new = W - np.outer(x, error)
    np.testing.assert_allclose(new, [[0.5, 0.5], [-0.25, 2.25]])
    scores = x @ new
    after = np.exp(scores) / np.exp(scores).sum()
    assert f"scores {scores[0]:g} and {scores[1]:g}; yes, {after[1]:.2f} instead of 0.5" in answers(2)
    assert f"loss {-np.log(p[1]):.2f}" in answers(2)
    three = np.exp([0, 1, 2]) / np.exp([0, 1, 2]).sum()
    assert ", ".join(f"{value:.2f}" for value in three) in answers(2)


def test_forward_and_backward() -> None:
    x, W1 = np.array([2, 1]), np.array([[1, -1], [-1, 1]])
    W2, b2 = np.array([[2, 1], [0, 3]]), np.array([0, 1])
    z1 = x @ W1
    h = np.maximum(0, z1)
    z2 = h @ W2 + b2
    p = np.exp(z2) / np.exp(z2).sum()
    delta2 = p - [1, 0]
    back = W2 @ delta2
    delta1 = back * (z1 > 0)
    assert f"z: {z1[0]}, {z1[1]}, {z2[0]}, {z2[1]}; after ReLU {h[0]}, {h[1]}; p: {p[0]}, {p[1]}" in answers(3)
    assert f"at the classes {delta2[0]}, {delta2[1]}; at the hidden neurons {back[0]}, {back[1]}" in answers(3)
    np.testing.assert_allclose(np.outer(h, delta2), [[-0.5, 0.5], [0, 0]])
    np.testing.assert_allclose(np.outer(x, delta1), [[-1, 0], [-0.5, 0]])
    assert f"3. {2 * 2 + 2 + 2 * 2 + 2}; {4 * 3 + 3 + 3 * 2 + 2}." in answers(3)


def test_convolution_pooling_sizes_and_counts() -> None:
    image, kernel, pooled = tables(4)
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    rows = ["{}, {}, {}".format(*row) for row in (windows * kernel).sum(axis=(2, 3))]
    assert f"Rows {'; '.join(rows)}." in answers(4)
    sizes = [(28 + 2 * padding - 5) // stride + 1 for padding, stride in ((0, 1), (2, 1), (0, 2))]
    assert "2. {}; {}; {}.".format(*sizes) in answers(4)
    assert f"3. {5 * 5 * 8 + 8}; {3 * 3 * 8 * 16 + 16:,}." in answers(4)
    most = pooled.reshape(2, 2, 2, 2).max(axis=(1, 3))
    assert f"4. {most[0, 0]}, {most[0, 1]} and {most[1, 0]}, {most[1, 1]}." in answers(4)
    row = np.array([9, 0, 0, 5, 0, 0, 0, 0])
    told = [
        ", ".join(map(str, np.roll(row, by).reshape(4, 2).max(axis=1))) for by in range(3)
    ]  # nothing comes back on the left: the row ends in zeros
    assert "Pooled {}; shifted by 1: {}; by 2: {}".format(*told) in answers(4)


def test_comparisons_gaps_and_centres() -> None:
    truth, first, second = (
        np.array(list(map(int, digits))) for digits in ("7210414959", "7270474964", "7210414459")
    )
    one, two = first == truth, second == truth
    counts = (one & two).sum(), (one & ~two).sum(), (~one & two).sum(), (~one & ~two).sum()
    assert "Both right {}, only the first {}, only the second {}, both wrong {}".format(*counts) in answers(5)
    assert f"p = 12/32 = {stats.binomtest(1, 5).pvalue}" in answers(5)
    low, high = stats.binomtest(49, 50).proportion_ci(method="wilson")
    assert f"from {low:.3f} to {high:.3f}" in answers(5)
    (ink,) = tables(6)
    rows, columns = np.indices(ink.shape)
    mass = ink.sum(), (rows * ink).sum() / ink.sum(), (columns * ink).sum() / ink.sum()
    assert "3. {}; {:g}; {:g}; row 2, column 2".format(*mass) in answers(6)
    assert "2. 0.25, 10 × 20; 2.5" in answers(6)
    assert f"{14 - 11} and {14 - 16}" in answers(6)
    change = np.array([97.5, 97.6, 97.6]) - [97.1, 97.4, 97.0]
    spread = change.std(ddof=1)
    assert f"mean {change.mean():.1f}, spread {spread:.1f}, standard error {spread / 3**0.5:.2f}" in answers(7)
    assert f"14 of 64, p = {stats.binomtest(1, 6).pvalue:.2f}" in answers(7)


@pytest.mark.browser
def test_each_prints_on_one_page_and_needs_nothing_else(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(Path(request.url).name))
    for path in PAGES:
        asked.clear()
        page.goto(path.as_uri())
        assert set(asked) == {path.name, "worksheet.css"}
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, path.name
