"""Which of two models is better? Both read the same images, and what they disagree on tells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from flax import nnx
from numpy.typing import NDArray
from scipy import stats

from digitlab._shared import arguments
from digitlab.data.datasets import Dataset
from digitlab.evaluation import prediction

RESAMPLES = 10_000
_CERTAINTY = 0.95


@dataclass(frozen=True, eq=False)
class Comparison:
    """How two models do on the same images.

    Attributes:
        count: the number of images.
        both_right: how many both read correctly.
        only_first: how many only the first reads correctly.
        only_second: how many only the second does.
        both_wrong: how many neither does.
        difference: accuracy of the second minus that of the first, -1 to 1.
        interval: the lower and the upper end of the difference's 95 % bootstrap interval.
        p_value: how often a fair coin splits those that only one reads at least as unevenly, 0 to 1.
        only_first_places: int64 (only_first,), positions of these images in the data set.
        only_second_places: int64 (only_second,), positions of those.
    """

    count: int
    both_right: int
    only_first: int
    only_second: int
    both_wrong: int
    difference: float
    interval: tuple[float, float]
    p_value: float
    only_first_places: NDArray[np.int64]
    only_second_places: NDArray[np.int64]

    def __str__(self) -> str:
        """Return two sentences for people."""
        if self.only_first + self.only_second == 0:
            return f"The two are right on the same {self.both_right:,} of {_images(self.count)}."
        gap = f"{abs(100 * self.difference):.2f} percentage points {'higher' if self.difference > 0 else 'lower'}"
        low, high = (f"{100 * end:+.2f}" for end in self.interval)
        return (
            f"{_images(self.only_first)} only the first reads, {self.only_second:,} only the second: the second's "
            f"accuracy is {gap if self.difference else 'the same'} (95 % interval {low} to {high}). A fair coin "
            f"splits {self.only_first + self.only_second:,} at least as unevenly with probability "
            f"{self.p_value:.2g}."
        )

    def _repr_html_(self) -> str:
        cells = (
            ("", "second right", "second wrong"),
            ("first right", f"{self.both_right:,}", f"{self.only_first:,}"),
            ("first wrong", f"{self.only_second:,}", f"{self.both_wrong:,}"),
        )
        # Numbers and words of ours alone, so nothing is to be escaped.
        rows = "".join(
            "<tr>" + "".join(f'<{tag} style="text-align:left">{cell}</{tag}>' for cell in row) + "</tr>"
            for tag, row in zip(("th", "td", "td"), cells, strict=True)
        )
        return f"<table>{rows}</table><p>{self}</p>"


def compare(first: nnx.Module, second: nnx.Module, dataset: Dataset, *, seed: int = 0) -> Comparison:
    """Let two models read the same images, and say whether their difference could be chance.

    Images that both read, or neither, don't tell which is better. Of those that only one reads, two equally good
    models would have half each, apart from chance, as a fair coin falls: that is McNemar's test, here exact. The
    interval is that of the paired bootstrap: images are drawn anew, with replacement, each with what both models
    made of it.

    Both are about *these two* trained models and other images of the same kind. They say nothing about how much a
    training with another seed changes: train several for that. With few images that only one reads (below ten,
    say) the interval is too narrow; trust the test.

    Args:
        first: from (n, 28, 28, 1) to logits (n, 10).
        second: another one.
        dataset: at least one image with its label, which neither was trained on.
        seed: of the bootstrap. The same seed gives the same interval.

    Returns:
        Counts, the difference of the accuracies with its interval, the p-value, and where the models disagree.

    Raises:
        TypeError: if `first` or `second` is no network, `dataset` no `Dataset` or `seed` no whole number.
        ValueError: if the data set is empty, the seed negative, or a model answers NaN.

    Source: Q. McNemar, "Note on the sampling error of the difference between correlated proportions or
    percentages" (Psychometrika 12, 1947); B. Efron, "Bootstrap methods: another look at the jackknife" (Annals of
    Statistics 7, 1979).

    Example:
        >>> from digitlab.models import SoftmaxRegression
        >>> model = SoftmaxRegression(rngs=nnx.Rngs(0))
        >>> print(compare(model, model, Dataset(np.zeros((3, 28, 28), np.uint8), [0, 0, 5])))
        The two are right on the same 2 of 3 images.
    """
    prediction.check_model(first, "compare", "first")
    prediction.check_model(second, "compare", "second")
    prediction.check_dataset(dataset, "compare", "dataset", least=1)
    seed = arguments.check_count(seed, where="compare", name="seed", least=0)
    first_right = prediction.predict(first, dataset.images) == dataset.labels
    second_right = prediction.predict(second, dataset.images) == dataset.labels
    only_first = np.flatnonzero(first_right & ~second_right).astype(np.int64)
    only_second = np.flatnonzero(~first_right & second_right).astype(np.int64)
    both_right = int((first_right & second_right).sum())
    apart = len(only_first) + len(only_second)
    cells = (both_right, len(only_first), len(only_second), len(dataset) - both_right - apart)
    return Comparison(
        len(dataset),
        *cells,
        difference=(len(only_second) - len(only_first)) / len(dataset),
        interval=_bootstrap(cells, seed),
        p_value=float(stats.binomtest(len(only_first), apart).pvalue) if apart else 1.0,
        only_first_places=only_first,
        only_second_places=only_second,
    )


def _bootstrap(cells: tuple[int, int, int, int], seed: int) -> tuple[float, float]:
    """Return the percentile interval of (third - second) / all, images drawn anew."""
    # An image matters only by its cell. So n images drawn with replacement are one multinomial draw of four
    # counts, which costs the same however many images there are.
    count = sum(cells)
    drawn = np.random.default_rng(seed).multinomial(count, np.divide(cells, count), size=RESAMPLES)
    outside = (1 - _CERTAINTY) / 2
    low, high = np.quantile((drawn[:, 2] - drawn[:, 1]) / count, [outside, 1 - outside])
    return float(low), float(high)


def _images(count: int) -> str:
    return "1 image" if count == 1 else f"{count:,} images"
