"""A small model of handwriting: it writes digits as strokes, in the styles that people use.

Three things make a drawing:

1. The style: which strokes the digit is made of (`_styles.py`), each a smooth curve through a few points.
2. The writer: slant, proportions, round or angular, how sizes stand to each other, a calm or a wild hand.
3. The performance: points that miss their mark, strokes that stop short, overshoot, join or break, hooks where
   the pen lands and leaves, and the uneven speed at which a mouse or a pen reports its places.

Nothing here was fitted to data: the amounts are estimates that were set by eye and judged by how a model
trained on the result reads digits it never saw.

Sources: B. Lake, R. Salakhutdinov, J. Tenenbaum, "Human-level concept learning through probabilistic program
induction" (Science, 2015) also writes characters as strokes, with motor noise on top of a motor program.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.data.datasets import Dataset
from digitlab.handwriting import _hand
from digitlab.handwriting._hand import Drawing
from digitlab.handwriting._styles import STYLES
from digitlab.strokes import rendering

_HABIT = 0.85  # how often a writer writes a digit in the usual style
# The pens that draw strokes as wide as MNIST's, 5th and 95th percentile. Measured on 8,000 training images as
# twice the ink over the length of its edge, and on 1,500 as the width at the ridge of the distance transform.
_PEN_WIDTHS = (1.6, 3.7)

# For whoever can't draw now: ways of writing that are common outside of North America, and in `ten_digits` a
# hand that was chosen because a network that has seen nothing but MNIST stumbles over it, as it does over many.
_TEN_STYLES = (
    "slashed",
    "long flag",
    "big loop",
    "flat top",
    "open",
    "bar apart",
    "small loop",
    "crossed",
    "two circles",
    "like a g",
)


def handwriting_styles(digit: int) -> list[str]:
    """Return the names of the styles in which a digit is written.

    Raises:
        TypeError, ValueError: if `digit` is no whole number from 0 to 9.

    Example:
        >>> "crossed" in handwriting_styles(7)
        True
    """
    digit = arguments.check_count(digit, where="handwriting_styles", name="digit", least=0, most=9)
    return [style.name for style in STYLES[digit]]


def write_digit(digit: int, *, style: str | None = None, seed: int) -> Drawing:
    """Write one digit as strokes.

    Args:
        digit: 0 to 9.
        style: one of `handwriting_styles(digit)`; None draws one by how usual it is.
        seed: the same seed writes the same drawing, another seed another one.

    Returns:
        A list of float64 arrays (k, 2), x right and y down, in the pixels of a drawing area.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind, or the digit has no such style.

    Example:
        >>> drawing = write_digit(7, style="crossed", seed=0)
        >>> len(drawing), rendering.render_strokes(drawing).shape
        (2, (28, 28))
    """
    digit = arguments.check_count(digit, where="write_digit", name="digit", least=0, most=9)
    drawings, _, _ = write_digits([digit], seed=seed, styles=None if style is None else [style])
    return drawings[0]


def write_digits(
    labels: int | Sequence[int] | NDArray[Any],
    *,
    seed: int,
    styles: Sequence[str] | None = None,
    writers: Sequence[int] | NDArray[Any] | None = None,
) -> tuple[list[Drawing], NDArray[np.uint8], list[str]]:
    """Write many digits, thousands a second.

    Args:
        labels: the digits to write, or how many: then each digit comes equally often, in random order.
        seed: the same arguments and seed write the same drawings.
        styles: the style of each drawing; None draws them by how usual they are.
        writers: for each drawing the number of the hand that writes it, 0 or more: equal numbers, equal hand.
            None lets another hand write each.

    Returns:
        (drawings, labels, styles): a list of n drawings as `write_digit` returns them, uint8 (n,), and n names.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind, or a digit has no such style.

    Example:
        >>> drawings, labels, styles = write_digits(range(10), seed=1, writers=[0] * 10)
        >>> len(drawings), labels
        (10, array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], dtype=uint8))
    """
    where = "write_digits"
    seed = arguments.check_count(seed, where=where, name="seed", least=0)
    rng = np.random.default_rng(seed)
    digits = _digits(labels, rng, where)
    hands = _hands(writers, len(digits), where)
    traits = _hand.draw_traits(hands, rng)
    chosen = _usual_styles(digits, hands, rng) if styles is None else _named_styles(digits, styles, where)
    drawings: list[Drawing] = [[] for _ in digits]
    for digit, table in STYLES.items():
        for index, style in enumerate(table):
            members = np.flatnonzero((digits == digit) & (chosen == index))
            if len(members):
                own = {name: values[members] for name, values in traits.items()}
                performed = _hand.perform(style, own, hands[members], rng)
                for member, drawing in zip(members, performed, strict=True):
                    drawings[member] = drawing
    names = [STYLES[int(digit)][int(index)].name for digit, index in zip(digits, chosen, strict=True)]
    return drawings, digits, names


def ten_digits(seed: int = 8) -> list[Drawing]:
    """Write the digits 0 to 9 in one hand and in styles that are common in Europe and Latin America.

    Args:
        seed: of the hand.

    Returns:
        Ten drawings, as `write_digit` returns them.

    Example:
        >>> len(ten_digits())
        10
    """
    return write_digits(range(10), seed=seed, styles=_TEN_STYLES, writers=[0] * 10)[0]


def written_dataset(count: int, *, seed: int) -> Dataset:
    """Write digits and draw them as images in MNIST's form, with pens as wide as MNIST's.

    Args:
        count: how many; each digit comes equally often, give or take one.
        seed: the same seed gives the same images.

    Returns:
        A `Dataset` of `count` images in random order.

    Raises:
        TypeError, ValueError: if an argument is of the wrong kind or out of range.

    Example:
        >>> written_dataset(20, seed=0)
        <Dataset written digits: 20 images of 28 x 28, labels 0 to 9>
    """
    count = arguments.check_count(count, where="written_dataset", name="count", most=10_000_000)
    drawings, labels, _ = write_digits(count, seed=seed)
    rng = np.random.default_rng([seed, 1])
    low, high = np.log(_PEN_WIDTHS)
    # Log-normal, so that a twentieth lies below and a twentieth above the two widths.
    widths = np.exp(rng.normal((low + high) / 2, (high - low) / 2 / 1.645, count)).clip(1.2, 6)
    edges = rng.uniform(0.9, 1.6, count)
    images = rendering.render_many(drawings, pen_width=widths, pen_edge=edges)
    return Dataset(images, labels, "written digits")


def _digits(labels: Any, rng: np.random.Generator, where: str) -> NDArray[np.uint8]:
    if np.ndim(labels) == 0:
        count = arguments.check_count(labels, where=where, name="labels", most=10_000_000)
        return rng.permutation(np.arange(count) % arguments.CLASSES).astype(np.uint8)
    return arguments.check_labels(labels, len(labels), where=where)


def _hands(writers: Any, count: int, where: str) -> NDArray[np.int64]:
    """Return for each drawing its writer, numbered from 0 without gaps."""
    if writers is None:
        return np.arange(count)
    hands = np.asarray(writers)
    if hands.shape != (count,) or hands.dtype.kind not in "iu" or (hands < 0).any():
        raise ValueError(
            f"{where}: writers must hold one whole number of at least 0 for each of the {count} digits, "
            f"but it is {writers!r:.80}."
        )
    return np.unique(hands, return_inverse=True)[1]


def _usual_styles(
    digits: NDArray[np.uint8], hands: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Draw for each digit the position of its style in the table: the writer's own, or now and then another."""
    usual = rng.uniform(size=(hands.max(initial=-1) + 1, arguments.CLASSES))[hands, digits]
    place = np.where(rng.uniform(size=len(digits)) < _HABIT, usual, rng.uniform(size=len(digits)))
    chosen = np.zeros(len(digits), np.int64)
    for digit, table in STYLES.items():
        weights = np.cumsum([style.weight for style in table])
        members = digits == digit
        chosen[members] = np.searchsorted(weights / weights[-1], place[members], side="right")
    return chosen


def _named_styles(digits: NDArray[np.uint8], styles: Sequence[str], where: str) -> NDArray[np.int64]:
    if isinstance(styles, str) or len(styles) != len(digits):
        raise ValueError(
            f"{where}: styles must name one style for each of the {len(digits)} digits, but it is {styles!r:.80}."
        )
    chosen = np.zeros(len(digits), np.int64)
    for position, (digit, name) in enumerate(zip(digits, styles, strict=True)):
        known = [style.name for style in STYLES[int(digit)]]
        arguments.check_choice(name, known, where=where, name=f"the style of a {digit}")
        chosen[position] = known.index(name)
    return chosen
