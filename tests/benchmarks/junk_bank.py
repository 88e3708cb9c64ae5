"""A bank of images that hold no digit, made by other rules than the junk that the detector was trained on.

Printed letters and signs of many alphabets, words and sums, in the fonts that Matplotlib carries; curves of
Lissajous and Bézier, trees, crystals, cuttings of a photograph and of its edges. Characters that many
readers would take for a digit are left out.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

import digitlab as dl

FONTS = (
    "DejaVuSans",
    "DejaVuSans-Bold",
    "DejaVuSerif",
    "DejaVuSerif-Italic",
    "DejaVuSansMono-Oblique",
    "STIXGeneral",
)
# Letters of five alphabets, signs and dingbats.
LETTERS = "ACEFHKLMNPRTUVWXadefhkmnprtuwxΓΔΛΞΠΣΨΩαδεζηκλμξπψωЖЛПФЦШЩЭЮЯджимпшщюяאבגדהכמפצרשתԱԲԳԴԵԶԷԹ"
SIGNS = "#%&@*+=÷±≠≈∞√∑∫∂∇∈∉∩∪⊂⊃∀∃¬←→↑↓↔⇒☀☂☃★☆☎☺♀♂♠♣♥♦♪♫♯✂✈✉✓✗❄❤➔⌘⌂▲▼◆■⬟€¥£§¶©®?!<>{}[]~^"
# Left out before any network saw them: to many readers some of these are a digit, in some font at least.
_LIKE_DIGITS = "adLCUuδζ∫ε!ξЭэדרבכפגԳԶ§&}¬∂∃"


def junk_bank(count: int, *, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.str_]]:
    """Return images uint8 (count, 28, 28) and the kind of each."""
    rng = np.random.default_rng(seed)
    makers = {
        "letter": _letter,
        "sign": _sign,
        "word": _word,
        "sum": _sum,
        "Lissajous": _lissajous,
        "Bézier": _bezier,
        "tree": _tree,
        "crystal": _crystal,
        "photograph": _photograph,
        "edges": _edges,
    }
    kinds = rng.choice(list(makers), count)
    return np.stack([makers[kind](rng) for kind in kinds]), kinds


def _printed(text: str, rng: np.random.Generator) -> NDArray[np.uint8]:
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    while True:
        font = ImageFont.truetype(str(folder / f"{rng.choice(FONTS)}.ttf"), 64)
        image = Image.new("L", (80 * len(text) + 80, 160), 0)
        ImageDraw.Draw(image).text((40, 30), text, fill=255, font=font)
        image = image.rotate(rng.uniform(-12, 12), Image.Resampling.BICUBIC)
        if image.getbbox():
            return dl.mnistify(image)


def _letter(rng: np.random.Generator) -> NDArray[np.uint8]:
    letters = [letter for letter in LETTERS if letter not in _LIKE_DIGITS]
    return _printed(str(rng.choice(letters)), rng)


def _sign(rng: np.random.Generator) -> NDArray[np.uint8]:
    signs = [sign for sign in SIGNS if sign not in _LIKE_DIGITS]
    return _printed(str(rng.choice(signs)), rng)


def _word(rng: np.random.Generator) -> NDArray[np.uint8]:
    return _printed(
        "".join(rng.choice(list("abcdefghkmnprstuvwxyzABCDEFGHKMNPRSTUVWXYZ"), rng.integers(2, 5))), rng
    )


def _sum(rng: np.random.Generator) -> NDArray[np.uint8]:
    return _printed(f"{rng.integers(100)}{rng.choice(list('+-×=:'))}{rng.integers(100)}", rng)


def _lissajous(rng: np.random.Generator) -> NDArray[np.uint8]:
    time = np.linspace(0, 2 * np.pi, 200)
    a, b = rng.choice([(2, 3), (3, 2), (3, 4), (4, 3), (3, 5), (5, 2), (5, 4)])
    curve = np.stack([np.sin(a * time + rng.uniform(0, np.pi)), np.sin(b * time)], axis=1)
    return dl.render_strokes([100 * curve], pen_width=rng.uniform(1.6, 3.2))


def _bezier(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Four to seven Bézier curves, each with a beginning of its own."""
    time = np.linspace(0, 1, 20)[:, None]
    strokes = []
    for _ in range(rng.integers(4, 8)):
        a, b, c = rng.uniform(0, 100, (3, 2))
        strokes.append((1 - time) ** 2 * a + 2 * time * (1 - time) * b + time**2 * c)
    return dl.render_strokes(strokes, pen_width=rng.uniform(1.6, 3.2))


def _tree(rng: np.random.Generator) -> NDArray[np.uint8]:
    strokes: list[NDArray[np.float64]] = []

    def grow(foot: NDArray[np.float64], angle: float, length: float, left: int) -> None:
        top = foot + length * np.array([np.sin(angle), -np.cos(angle)])
        strokes.append(np.stack([foot, top]))
        if left:
            spread = rng.uniform(0.4, 0.9)
            for side in (-1, 1):
                grow(top, angle + side * spread, length * rng.uniform(0.55, 0.8), left - 1)

    grow(np.zeros(2), rng.normal(0, 0.2), 40.0, int(rng.integers(2, 4)))
    return dl.render_strokes(strokes, pen_width=rng.uniform(1.6, 2.6))


def _crystal(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Arms around a centre, with small branches."""
    strokes = []
    arms = int(rng.integers(5, 9))
    for arm in range(arms):
        angle = 2 * np.pi * arm / arms + rng.normal(0, 0.05)
        along = np.array([np.cos(angle), np.sin(angle)])
        strokes.append(np.stack([np.zeros(2), 100 * along]))
        side = np.array([-along[1], along[0]])
        strokes.append(np.stack([60 * along + 18 * side, 60 * along - 18 * side]))
    return dl.render_strokes(strokes, pen_width=rng.uniform(1.4, 2.4))


def _cutting(rng: np.random.Generator) -> NDArray[np.float32]:
    path = Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
    with Image.open(path) as image:
        photograph = np.asarray(image.convert("L"), np.float32)
    side = int(rng.integers(28, 200))
    top, left = (int(rng.integers(0, size - side)) for size in photograph.shape)
    part = Image.fromarray(photograph[top : top + side, left : left + side]).resize((28, 28))
    return np.asarray(part)


def _photograph(rng: np.random.Generator) -> NDArray[np.uint8]:
    return np.clip(_cutting(rng), 0, 255).astype(np.uint8)


def _edges(rng: np.random.Generator) -> NDArray[np.uint8]:
    edges = ndimage.gaussian_gradient_magnitude(_cutting(rng), 0.8)
    return np.clip(255 * edges / max(float(edges.max()), 1), 0, 255).astype(np.uint8)
