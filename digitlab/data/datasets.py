"""`Dataset`: images with their labels; splits of it, and batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images of digits with their labels, kept together.

    Attributes:
        images: uint8 (n, 28, 28), 0 is paper and 255 is ink.
        labels: uint8 (n,), the digits 0 to 9.
        name: where they come from, in a few words.

    Raises:
        TypeError, ValueError: if images or labels have the wrong form, or their numbers differ.

    Example:
        >>> data = Dataset(np.zeros((3, 28, 28), np.uint8), [7, 1, 7], "three blanks")
        >>> len(data), data[data.labels == 7].labels
        (3, array([7, 7], dtype=uint8))
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    name: str = "digits"

    def __post_init__(self) -> None:
        images = arguments.check_images(self.images, where="Dataset")
        object.__setattr__(self, "images", images)
        labels = arguments.check_labels(self.labels, len(images), where="Dataset")
        object.__setattr__(self, "labels", labels)

    def __len__(self) -> int:
        """Return the number of images."""
        return len(self.labels)

    def __getitem__(self, index: Any) -> Dataset:
        """Return the chosen images with their labels: a slice, a mask, or a list of positions."""
        if np.ndim(index) == 0 and not isinstance(index, slice):
            index = [index]
        return Dataset(self.images[index], self.labels[index], self.name)

    def __repr__(self) -> str:
        """Return one line that says what this is."""
        return f"<Dataset {self.name}: {len(self):,} images of 28 x 28, labels 0 to 9>"


def train_validation_split(data: Dataset, validation: float = 0.1, *, seed: int = 0) -> tuple[Dataset, Dataset]:
    """Set a part of the training data aside for validation, with each digit's share kept.

    Args:
        data: n images with labels.
        validation: the share of each digit to set aside, more than 0 and less than 1.
        seed: the same seed gives the same split.

    Returns:
        (train, validation): no image is in both.

    Raises:
        TypeError, ValueError: if `validation` or `seed` is out of range.

    Example:
        >>> data = Dataset(np.zeros((400, 28, 28), np.uint8), np.arange(400) % 10)
        >>> rest, validation = train_validation_split(data, 0.1, seed=0)
        >>> len(rest), np.bincount(validation.labels)
        (360, array([4, 4, 4, 4, 4, 4, 4, 4, 4, 4]))
    """
    where = "train_validation_split"
    share = arguments.check_number(validation, where=where, name="validation", open_least=True, most=0.999)
    rng = np.random.default_rng(arguments.check_count(seed, where=where, name="seed", least=0))
    held = np.zeros(len(data), bool)
    for digit in range(arguments.CLASSES):
        places = np.flatnonzero(data.labels == digit)
        held[rng.permutation(places)[: round(share * len(places))]] = True
    return data[~held], Dataset(data.images[held], data.labels[held], f"{data.name}, held out for validation")


def batches(
    data: Dataset, batch_size: int, *, seed: int | None = None, epoch: int | None = None
) -> Iterator[Dataset]:
    """Go through the data once, a batch at a time, the last short batch included.

    Args:
        data: n images with labels.
        batch_size: images in a batch.
        seed: shuffle with this seed; keep the order if None.
        epoch: counted from 0; with it, each epoch has an order of its own: the one in which `fit` with this seed
            meets the images.

    Yields:
        Datasets of `batch_size` images; the last one may be shorter.

    Raises:
        TypeError, ValueError: if `batch_size`, `seed` or `epoch` is out of range, or there is an epoch without a
            seed.

    Example:
        >>> data = Dataset(np.zeros((5, 28, 28), np.uint8), [0, 1, 2, 3, 4])
        >>> [len(batch) for batch in batches(data, 2)]
        [2, 2, 1]
    """
    size = arguments.check_count(batch_size, where="batches", name="batch_size")
    order = np.arange(len(data))
    if seed is not None:
        seed = arguments.check_count(seed, where="batches", name="seed", least=0)
        if epoch is not None:
            epoch = arguments.check_count(epoch, where="batches", name="epoch", least=0)
        order = np.random.default_rng(seed if epoch is None else [seed, epoch]).permutation(len(data))
    elif epoch is not None:
        raise ValueError(
            "batches: an epoch has an order of its own only with a seed. Pass seed=..., too, or leave epoch out."
        )
    for start in range(0, len(data), size):
        yield data[order[start : start + size]]
