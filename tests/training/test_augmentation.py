"""Augmentation against SciPy, on an image without any symmetry."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from digitlab.training import augmentation as module
from digitlab.training.augmentation import Augmentation, augment, augment_images


@pytest.fixture
def image() -> NDArray[np.uint8]:
    """A smooth blob off the diagonal, with a bar to its right."""
    field = np.zeros((28, 28))
    field[6:14, 9:12] = 255
    field[9:11, 12:20] = 255
    return ndimage.gaussian_filter(field, 1.0).astype(np.uint8)


def centre(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    return np.array(ndimage.center_of_mass(image.astype(float)))


def test_sampling_between_pixels_is_scipys(image: NDArray[np.uint8]) -> None:
    rng = np.random.default_rng(0)
    row, col = rng.uniform(-3, 30, (2, 1, 28, 28))
    ours = module._interpolate(jnp.asarray(image[None], jnp.float32), jnp.asarray(row), jnp.asarray(col))[0]
    padded = np.pad(image, 8).astype(float)  # paper all around
    theirs = ndimage.map_coordinates(padded, [row[0] + 8, col[0] + 8], order=1)
    np.testing.assert_allclose(ours, theirs, atol=0.05)


def test_nothing_changes_without_amounts(image: NDArray[np.uint8]) -> None:
    np.testing.assert_array_equal(augment_images(image[None], Augmentation()), image[None])


def test_shifts_reach_both_ways_along_both_axes_and_no_further(image: NDArray[np.uint8]) -> None:
    moved = augment_images(np.repeat(image[None], 300, axis=0), Augmentation(shift=3))
    by = np.array([centre(one) for one in moved]) - centre(image)
    assert np.abs(by).max() < 3.1
    assert (by.min(axis=0) < -2.7).all()
    assert (by.max(axis=0) > 2.7).all()
    assert abs(np.corrcoef(by.T)[0, 1]) < 0.2  # rows and columns are drawn apart


def test_a_turn_is_scipys(image: NDArray[np.uint8]) -> None:
    turned = augment_images(np.repeat(image[None], 40, axis=0), Augmentation(turn=30)).astype(float)
    angles = np.linspace(-30, 30, 241)
    candidates = np.stack([ndimage.rotate(image.astype(float), a, reshape=False, order=1) for a in angles])
    nearest = np.abs(turned[:, None] - candidates).mean(axis=(2, 3))  # (40, 241)
    assert nearest.min(axis=1).max() < 0.7
    assert np.ptp(angles[nearest.argmin(axis=1)]) > 45


def test_scale_changes_the_size_and_keeps_the_middle() -> None:
    block = np.zeros((200, 28, 28), np.uint8)
    block[:, 9:19, 11:17] = 255
    changed = augment_images(block, Augmentation(scale=0.3)).astype(float) / 255
    heights, widths = changed.max(axis=2).sum(axis=1), changed.max(axis=1).sum(axis=1)
    # An image sampled 1.3 times as far apart is 1.3 times smaller.
    assert 10 / 1.3 - 0.5 < heights.min() < 8.5
    assert 13 < heights.max() < 10 / 0.7 + 0.5
    assert abs(np.corrcoef(heights, widths)[0, 1]) < 0.3
    np.testing.assert_allclose([centre(one) for one in changed], np.full((200, 2), 13.5), atol=0.05)


def test_shear_moves_rows_sideways_and_not_up(image: NDArray[np.uint8]) -> None:
    bar = np.zeros((50, 28, 28), np.uint8)
    bar[:, 6:22, 13:15] = 255
    sheared = augment_images(bar, Augmentation(shear=0.4)).astype(float)
    cols = (sheared * np.arange(28)).sum(axis=2)[:, 7:21] / sheared.sum(axis=2)[:, 7:21]
    slopes = np.polyfit(np.arange(14), cols.T, 1)[0]
    assert 0.35 < np.abs(slopes).max() < 0.41
    assert not sheared[:, :6].any()
    assert not sheared[:, 22:].any()


def test_the_elastic_field_is_smooth_and_as_strong_as_asked() -> None:
    row, col = module._source_places(400, jax.random.key(1), Augmentation(elastic=1.5))
    bend = np.stack([row - np.mgrid[:28, :28][0], col - np.mgrid[:28, :28][1]])
    knots = bend[:, :, [0, 9, 18, 27]][..., [0, 9, 18, 27]]  # where a knot alone decides
    assert knots.std() == pytest.approx(1.5, rel=0.05)
    # Half a cosine wave between knots nine pixels apart: its steepest place has pi / 2 / 9 of their difference.
    steepest = np.pi / 2 / 9 * np.abs(np.diff(knots, axis=-1)).max(axis=(-1, -2))
    steps = np.abs(np.diff(bend, axis=-1)).max(axis=(-1, -2))
    assert (steps <= steepest + 1e-4).all()
    assert abs(np.corrcoef(bend.reshape(2, -1))[0, 1]) < 0.1


def test_thickness_lies_between_scipys_erosion_and_dilation(image: NDArray[np.uint8]) -> None:
    changed = augment_images(np.repeat(image[None], 60, axis=0), Augmentation(thickness=1)).astype(int)
    thinner, thicker = ndimage.grey_erosion(image, (3, 3)), ndimage.grey_dilation(image, (3, 3))
    assert (changed >= thinner.astype(int) - 1).all()
    assert (changed <= thicker.astype(int) + 1).all()
    ink = changed.sum(axis=(1, 2)) / image.sum()
    assert ink.min() < 0.7
    assert ink.max() > 1.3


def test_the_seed_decides_and_images_differ_from_each_other(image: NDArray[np.uint8]) -> None:
    batch, change = np.repeat(image[None], 5, axis=0), Augmentation(shift=2, turn=10, scale=0.1, elastic=1)
    one, same, other = (augment_images(batch, change, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
    assert len({part.tobytes() for part in one}) == 5
    np.testing.assert_array_equal(batch, np.repeat(image[None], 5, axis=0))


def test_it_works_inside_a_compiled_step(image: NDArray[np.uint8]) -> None:
    change, key = Augmentation(shift=2, thickness=0.5), jax.random.key(0)
    inside = jax.jit(lambda x: augment(x, key, change))(image[None])
    np.testing.assert_allclose(inside, augment(jnp.asarray(image[None]), key, change), atol=1e-2)
    assert inside.dtype == jnp.float32
    assert augment_images(np.zeros((0, 28, 28), np.uint8), change).shape == (0, 28, 28)


@pytest.mark.parametrize(
    ("amounts", "error"),
    [
        ({"shift": 15}, ValueError),
        ({"turn": -1}, ValueError),
        ({"scale": "a"}, TypeError),
        ({"shear": np.nan}, ValueError),
    ],
)
def test_odd_amounts_are_refused_in_a_sentence(amounts: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error, match=f"Augmentation: {next(iter(amounts))} must be"):
        Augmentation(**amounts)  # type: ignore[arg-type]
