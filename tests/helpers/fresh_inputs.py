"""Random arguments for every exercise whose answer is a function, within what its task allows.

They are drawn apart from the cases that the checks use, so they can tell what those overlook.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

Arguments = tuple[Any, ...]


def strokes(rng: np.random.Generator) -> list[np.ndarray]:
    return [rng.integers(-50, 150, (rng.integers(1, 6), 2)).astype(float) for _ in range(rng.integers(1, 5))]


def shares(rng: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    return rng.dirichlet(np.full(columns, 0.7), rows)


def scores(rng: np.random.Generator) -> np.ndarray:
    shape = rng.integers(1, 6), rng.integers(2, 7)
    return rng.normal(size=shape) * rng.choice([1.0, 3.0, 400.0])


def dealt(rng: np.random.Generator) -> Arguments:
    while True:
        count, share = int(rng.integers(20, 120)), float(rng.uniform(0.1, 0.8))
        if abs(share * count % 1 - 0.5) > 0.05:
            return count, share, int(rng.integers(0, 1000))


def ten_means(rng: np.random.Generator) -> Arguments:
    image = rng.integers(0, 256, (28, 28)).astype(np.uint8)
    noise = rng.integers(-90, 91, (10, 28, 28)) * (
        rng.uniform(size=(10, 28, 28)) < rng.uniform(0.1, 1, (10, 1, 1))
    )
    return image, np.clip(image + noise, 0, 255).astype(np.uint8)


def gradient(rng: np.random.Generator) -> Arguments:
    n, d, k = (int(size) for size in rng.permutation([3, 4, 5, 6, 7])[:3])
    P, Y = shares(rng, n, k), np.eye(k)[rng.integers(0, k, n)]
    return rng.normal(size=(n, d)), P, Y, rng.normal(size=(d, k)), float(rng.uniform(0.05, 2))


def layers(rng: np.random.Generator) -> Arguments:
    sizes = rng.permutation([2, 3, 4, 5, 6])[: rng.integers(2, 6)]
    weights = [rng.normal(size=pair) for pair in itertools.pairwise(sizes)]
    return rng.normal(size=(7, sizes[0])), weights, [rng.normal(size=size) for size in sizes[1:]]


def back(rng: np.random.Generator) -> Arguments:
    n, k, hidden = (int(size) for size in rng.permutation([2, 3, 4, 5, 6])[:3])
    return rng.normal(size=(n, k)), rng.normal(size=(hidden, k)), rng.uniform(0.01, 0.99, (n, hidden))


def sliding(rng: np.random.Generator) -> Arguments:
    kernel = rng.normal(size=(rng.choice([1, 3, 5]), rng.choice([1, 3, 5])))
    return rng.normal(size=rng.integers(5, 10, 2)), kernel


def sizes(rng: np.random.Generator) -> Arguments:
    kernel = int(rng.integers(1, 8))
    return int(rng.integers(kernel, 40)), kernel, int(rng.integers(0, 4)), int(rng.integers(1, 5))


def losses(rng: np.random.Generator) -> Arguments:
    return tuple(list(map(float, rng.uniform(0.1, 2, size))) for size in [rng.integers(2, 15)] * 3)


def bins(rng: np.random.Generator) -> Arguments:
    count, number = int(rng.integers(3, 80)), int(rng.integers(2, 12))
    sure = (rng.integers(0, number, count) + rng.uniform(0.1, 0.9, count)) / number
    sure[rng.uniform(size=count) < 0.1] = 1.0
    return sure, rng.uniform(size=count) < rng.uniform(0.2, 0.9), number


def turning(rng: np.random.Generator) -> Arguments:
    count = int(rng.integers(10, 90))
    while True:
        share = float(rng.uniform(0.01, 0.6))
        if 0.05 < share * count % 1 < 0.95:
            return rng.permutation(np.linspace(0.1, 1, count) ** 0.5), share


def inked(rng: np.random.Generator) -> np.ndarray:
    image = np.zeros(rng.integers(6, 30, 2), np.uint8)
    top, left = rng.integers(0, np.array(image.shape) - 4)
    part = image[top : top + rng.integers(2, 12), left : left + rng.integers(2, 12)]
    part[:] = rng.integers(0, 256, part.shape) * (rng.uniform(size=part.shape) < 0.5)
    return image if image.any() else inked(rng)


def likely(rng: np.random.Generator) -> Arguments:
    P = np.round(shares(rng, int(rng.integers(1, 9)), 10), 3)
    return P, float(rng.choice([0.2, 0.3, 0.5, 0.8, P.max()]))


def recipes(rng: np.random.Generator) -> Arguments:
    start = rng.uniform(0.5, 0.9, int(rng.integers(2, 9)))
    return start, start + rng.normal(0.02, 0.03, len(start))


def slopes(rng: np.random.Generator) -> Arguments:
    shape = rng.integers(1, 6, rng.integers(1, 4))
    slope = rng.normal(size=shape) * rng.choice([0.01, 1.0, 20.0]) * (rng.uniform(size=shape) < 0.8)
    return rng.uniform(size=shape), slope, float(rng.uniform(0.01, 0.6))


def cloud(rng: np.random.Generator) -> np.ndarray:
    n, d = int(rng.integers(2, 12)), int(rng.integers(1, 7))
    return rng.normal(size=(n, d)) @ rng.normal(size=(d, d)) + rng.normal(size=d) * 2


def adam(rng: np.random.Generator) -> Arguments:
    W, m, gradient = rng.normal(size=(3, *rng.integers(1, 6, rng.integers(1, 3))))
    v = rng.uniform(0, 3, W.shape)
    return W, m, v, gradient, int(rng.integers(1, 60)), float(rng.uniform(0.001, 1))


def dropped(rng: np.random.Generator) -> Arguments:
    H, share = rng.normal(size=rng.integers(2, 8, 2)), float(rng.uniform(0.05, 0.9))
    return H, (rng.uniform(size=H.shape) >= share).astype(int), share


class Learner:
    """A network whose number grows with each step, less in evaluation mode, and looks smaller in training mode."""

    def __init__(self, number: float, training: bool) -> None:
        self.number, self.training = number, training

    def train(self) -> None:
        self.training = True

    def eval(self) -> None:
        self.training = False

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Learner)

    __hash__ = None  # type: ignore[assignment]


def one_step(network: Learner, batch: float) -> float:
    network.number += batch * (1 if network.training else 0.3)
    return 1 / network.number


def measured(network: Learner) -> float:
    return network.number * (0.5 if network.training else 1)


def loop(rng: np.random.Generator) -> Arguments:
    network = Learner(float(rng.uniform(1, 5)), bool(rng.integers(2)))
    batches = list(map(float, rng.uniform(0.2, 3, rng.integers(2, 6))))
    return network, one_step, measured, batches, int(rng.integers(2, 6))


def moved(rng: np.random.Generator) -> Arguments:
    factors = rng.normal(size=9)
    layers = (
        lambda image: image * factors[: image.shape[1]],
        lambda image: np.cumsum(image, axis=1),
        lambda image: np.maximum(image, np.roll(image, 1, axis=1)),
        lambda image: image**2 - image[:, :1],
    )
    image = rng.normal(size=(rng.integers(2, 5), rng.integers(5, 9)))
    return layers[rng.integers(len(layers))], image, int(rng.integers(1, 5))


def two_read(rng: np.random.Generator) -> Arguments:
    labels = rng.integers(0, 10, rng.integers(5, 60))
    read = [np.where(rng.uniform(size=len(labels)) < 0.5, labels, rng.integers(0, 10, len(labels))) for _ in "ab"]
    return labels, *read


def two_drawn(rng: np.random.Generator) -> Arguments:
    n, k = rng.integers(5, 40), rng.integers(5, 60)
    first, second = (rng.uniform(size=(2, n)) < rng.uniform(0.3, 0.9, (2, 1))).astype(int)
    return first, second, rng.integers(0, n, (k, n))


FRESH: dict[str, Callable[[np.random.Generator], Arguments]] = {
    "count_points": lambda rng: (strokes(rng),),
    "bounding_box": lambda rng: (strokes(rng),),
    "pen_travel": lambda rng: (strokes(rng),),
    "scale": lambda rng: (rng.integers(0, 256, rng.integers(1, 5, rng.integers(1, 4))).astype(np.uint8),),
    "one_hot_rows": lambda rng: (rng.integers(0, 10, rng.integers(1, 8)),),
    "channels_first": lambda rng: (rng.integers(0, 256, rng.integers(1, 6, 4)).astype(np.uint8),),
    "subtract_means": lambda rng: (rng.integers(0, 256, rng.integers(1, 6, 3)).astype(np.uint8),),
    "nearest_of_ten": ten_means,
    "deal": dealt,
    "tempered_softmax": lambda rng: (scores(rng), float(rng.uniform(0.2, 4))),
    "safe_loss": lambda rng: (Z := scores(rng), rng.integers(0, Z.shape[1], len(Z))),
    "one_gradient": lambda rng: (
        rng.normal(size=rng.integers(1, 7)),
        p := shares(rng, 1, int(rng.integers(2, 8)))[0],
        int(rng.integers(len(p))),
    ),
    "decayed_gradient": gradient,
    "momentum_step": lambda rng: (*rng.normal(size=(3, 4, 2)), float(rng.uniform(0.01, 1)), float(rng.uniform())),
    "top_two": lambda rng: (P := shares(rng, 30, int(rng.integers(3, 9))), rng.integers(0, P.shape[1], len(P))),
    "leaky_slope": lambda rng: (rng.normal(size=rng.integers(1, 5, rng.integers(1, 4))), float(rng.uniform())),
    "deep_scores": layers,
    "sigmoid_delta": back,
    "adam_step": adam,
    "dropout_layer": dropped,
    "convolve_same": sliding,
    "output_size": sizes,
    "pool_maps": lambda rng: (rng.normal(size=rng.integers(3, 10, 3)), int(rng.integers(1, 4))),
    "train_loop": loop,
    "best_epoch": losses,
    "equivariance_gap": moved,
    "confusion_table": lambda rng: (*rng.integers(0, (k := int(rng.integers(2, 6))), (2, 30)), k),
    "calibration_error": bins,
    "strictest_threshold": turning,
    "wilson_interval": lambda rng: (
        int(rng.integers(0, 31)),
        int(rng.integers(31, 200)),
        float(rng.uniform(0.5, 3)),
    ),
    "only_one_right": two_read,
    "difference_interval": two_drawn,
    "crop_ink": lambda rng: (inked(rng),),
    "scale_factor": lambda rng: (float(rng.uniform(1, 90)), float(rng.uniform(1, 90))),
    "shift_to_middle": lambda rng: (inked(rng),),
    "read_or_not": likely,
    "mcnemar_p": lambda rng: tuple(int(number) for number in rng.integers(0, rng.integers(2, 14), 2)),
    "seed_spread": recipes,
    "fooling_step": slopes,
    "explained_shares": lambda rng: (cloud(rng),),
}
