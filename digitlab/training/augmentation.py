"""Small random changes that leave a digit the same digit, made on the device while training runs."""

from __future__ import annotations

from dataclasses import dataclass, fields

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab.models import layers

_SIDE = arguments.IMAGE_SIDE
_MOST = {"shift": 14.0, "turn": 180.0, "scale": 0.9, "shear": 1.0, "elastic": 10.0, "thickness": 1.0}
_GRID = 4  # knots of the elastic field along each side


@dataclass(frozen=True)
class Augmentation:
    """How much an image may be changed in each training step. Each change is drawn anew for each image.

    Attributes:
        shift: at most so many pixels down or up and right or left, 0 to 14.
        turn: at most so many degrees to either side, 0 to 180.
        scale: at most this share larger or smaller, height and width apart, 0 to 0.9.
        shear: at most this many pixels sideways for each pixel down, 0 to 1.
        elastic: pixels by which a smooth random field bends the image, as standard deviation, 0 to 10.
        thickness: at most this share of the way to strokes one pixel thicker or thinner on each side, 0 to 1.

    Raises:
        TypeError, ValueError: if a figure is no number or out of range.

    Source: P. Simard, D. Steinkraus, J. Platt, "Best practices for convolutional neural networks applied to
    visual document analysis", 2003.

    Example:
        >>> Augmentation(shift=1, turn=5)
        Augmentation(shift=1.0, turn=5.0, scale=0.0, shear=0.0, elastic=0.0, thickness=0.0)
    """

    shift: float = 0.0
    turn: float = 0.0
    scale: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    thickness: float = 0.0

    def __post_init__(self) -> None:
        for entry in fields(self):
            value = getattr(self, entry.name)
            value = arguments.check_number(value, where="Augmentation", name=entry.name, most=_MOST[entry.name])
            object.__setattr__(self, entry.name, value)


def augment_images(images: NDArray[np.uint8], augmentation: Augmentation, *, seed: int = 0) -> NDArray[np.uint8]:
    """Return a changed copy of each image, as training sees it.

    Args:
        images: uint8 (n, 28, 28).
        augmentation: how much may change.
        seed: the same seed gives the same changes.

    Returns:
        uint8 (n, 28, 28).

    Raises:
        TypeError, ValueError: if the images have the wrong form.

    Example:
        >>> image = np.zeros((1, 28, 28), np.uint8)
        >>> augment_images(image, Augmentation(turn=10)).shape
        (1, 28, 28)
    """
    pixels = arguments.check_images(images, where="augment_images")
    seed = arguments.check_count(seed, where="augment_images", name="seed", least=0)
    if not len(pixels):
        return pixels.copy()
    changed = augment(jnp.asarray(pixels), jax.random.key(seed), augmentation)
    return np.asarray(jnp.round(changed)).astype(np.uint8)


def augment(images: jax.Array, key: jax.Array, augmentation: Augmentation) -> jax.Array:
    """Change images inside a compiled training step.

    Args:
        images: uint8 or float (n, 28, 28), 0 to 255.
        key: a JAX random key.
        augmentation: how much may change.

    Returns:
        float32 (n, 28, 28), 0 to 255.
    """
    pixels = images.astype(jnp.float32)
    where, thick = jax.random.split(key)
    if augmentation.thickness:
        pixels = _change_thickness(pixels, thick, augmentation.thickness)
    if any((augmentation.shift, augmentation.turn, augmentation.scale, augmentation.shear, augmentation.elastic)):
        pixels = _interpolate(pixels, *_source_places(len(images), where, augmentation))
    return pixels


def _source_places(count: int, key: jax.Array, augmentation: Augmentation) -> tuple[jax.Array, jax.Array]:
    """Return from which row and column each pixel of the result is taken, each (n, 28, 28).

    From the result back to the source, so that each pixel of the result gets exactly one value.
    """
    keys = jax.random.split(key, 5)

    def draw(index: int, *shape: int) -> jax.Array:
        return jax.random.uniform(keys[index], (count, *shape, 1, 1), minval=-1.0, maxval=1.0)

    angle = jnp.deg2rad(augmentation.turn) * draw(0)
    shear = augmentation.shear * draw(1)
    stretch = 1 + augmentation.scale * draw(2, 2)  # (n, 2, 1, 1)
    shift = augmentation.shift * draw(3, 2)
    middle = (_SIDE - 1) / 2
    row, col = jnp.mgrid[:_SIDE, :_SIDE].astype(jnp.float32)[:, None] - middle  # each (1, 28, 28)
    # Around the middle, so that turning and scaling leave the digit in its place.
    row, col = row * stretch[:, 0], col * stretch[:, 1] + shear * row
    turned_row = row * jnp.cos(angle) - col * jnp.sin(angle) + middle + shift[:, 0]
    turned_col = row * jnp.sin(angle) + col * jnp.cos(angle) + middle + shift[:, 1]
    if augmentation.elastic:
        # A random shift for each of 4 x 4 knots, spread smoothly over the pixels: a neighbour's shift is nearly
        # the same, so that strokes bend and don't fray.
        knots = augmentation.elastic * jax.random.normal(keys[4], (2, count, _GRID, _GRID))
        spread = jnp.asarray(_interpolation())  # (28, knots)
        bend = jnp.einsum("rk,dnkl,cl->dnrc", spread, knots, spread)
        turned_row, turned_col = turned_row + bend[0], turned_col + bend[1]
    return turned_row, turned_col


def _interpolation() -> NDArray[np.float32]:
    """Return weights (28, knots) that spread the knots' values smoothly over the pixels."""
    places = np.linspace(0, _GRID - 1, _SIDE)
    near = np.abs(places[:, None] - np.arange(_GRID))
    # A cosine from 1 at its own knot to 0 at the next, without a kink: linear weights would bend strokes at the
    # knots.
    weights = np.where(near < 1, (1 + np.cos(np.pi * near)) / 2, 0)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _interpolate(pixels: jax.Array, row: jax.Array, col: jax.Array) -> jax.Array:
    """Read images between their pixels, bilinearly; outside there is paper."""
    count = len(pixels)
    side = _SIDE + 2  # a rim of paper, where everything outside is read from
    flat = jnp.pad(pixels, ((0, 0), (1, 1), (1, 1))).reshape(count, -1)  # (n, 900)
    # Just below the last pixel, so that the neighbour to the right and below exists as well.
    row = jnp.clip(row + 1, 0, side - 1.001).reshape(count, -1)  # (n, 784)
    col = jnp.clip(col + 1, 0, side - 1.001).reshape(count, -1)
    top, left = jnp.floor(row), jnp.floor(col)
    down, right = row - top, col - left
    # A place in the flat image, from which the four neighbours lie 0, 1, `side` and `side` + 1 further on.
    corner = (top * side + left).astype(jnp.int32)

    def take(offset: int) -> jax.Array:
        return jnp.take_along_axis(flat, corner + offset, axis=1, mode="promise_in_bounds")

    upper = take(0) * (1 - right) + take(1) * right
    lower = take(side) * (1 - right) + take(side + 1) * right
    return (upper * (1 - down) + lower * down).reshape(count, _SIDE, _SIDE)  # (n, 28, 28)


def _change_thickness(pixels: jax.Array, key: jax.Array, most: float) -> jax.Array:
    # The largest of 3 x 3 neighbours moves the edge out by one pixel, the smallest moves it in; a share of the way
    # there moves it by a fraction of a pixel.
    amount = most * jax.random.uniform(key, (len(pixels), 1, 1), minval=-1.0, maxval=1.0)
    thicker = layers.max_pool(pixels[..., None], (3, 3), (1, 1), "SAME")[..., 0]
    thinner = -layers.max_pool(-pixels[..., None], (3, 3), (1, 1), "SAME")[..., 0]
    other = jnp.where(amount > 0, thicker, thinner)
    return pixels + jnp.abs(amount) * (other - pixels)
