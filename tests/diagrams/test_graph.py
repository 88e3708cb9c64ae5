"""The graph of backpropagation: forward goes right, backward goes left, and its formulas are true."""

import jax
import jax.numpy as jnp
import numpy as np
from drawn_diagrams import draw
from matplotlib.colors import to_hex

from digitlab import diagrams


def test_forward_goes_right_and_backward_goes_left_and_down():
    drawn = draw(diagrams.backpropagation)
    lines = [line for line in drawn.figure.axes[0].lines if line.get_linewidth() == 2.2]
    ways = {"#0072b2": [], "#d55e00": []}
    for line in lines:
        (x0, y0), (x1, y1) = line.get_xydata()
        ways[to_hex(line.get_color())].append((np.sign(x1 - x0), np.sign(y1 - y0)))
    # Y comes from above; the loss, and the gradients of the parameters, go down.
    assert sorted(ways["#0072b2"]) == [(0, 1)] + [(1, 0)] * 5
    assert sorted(ways["#d55e00"]) == [(-1, 0)] * 4 + [(0, 1)] * 3
    dashed = [line.is_dashed() for line in lines]
    assert dashed == [to_hex(line.get_color()) == "#d55e00" for line in lines]


def test_the_values_stand_above_their_arrows_in_the_order_of_computing():
    drawn = draw(diagrams.backpropagation)
    places = [drawn.place(text) for text in ("$Z_1$", "$H$", "$Z_2$")]
    assert places == sorted(places)
    back = [drawn.place(text)[0] for text in ("$\\delta_1$", "$\\delta_2\\,W_2^{\\mathsf{T}}$")]
    assert back == sorted(back)
    assert {"$dW_1 = X^{\\mathsf{T}}\\,\\delta_1$", "$dW_2 = H^{\\mathsf{T}}\\,\\delta_2$"} <= set(drawn.texts)


def test_what_it_says_is_the_gradient_that_jax_finds():
    """The drawing has no numbers, so its formulas are computed as they are written."""
    assert "delta2 = (P − Y) / n" in diagrams.backpropagation().alt
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(5, 4)), np.eye(3)[[0, 2, 1, 1, 0]]
    W1, b1, W2, b2 = rng.normal(size=(4, 6)), rng.normal(size=6), rng.normal(size=(6, 3)), rng.normal(size=3)

    def loss(W1, b1, W2, b2):
        return -(Y * jax.nn.log_softmax(jax.nn.relu(X @ W1 + b1) @ W2 + b2)).sum(axis=1).mean()

    H = np.maximum(0, X @ W1 + b1)
    powers = np.exp(H @ W2 + b2)
    P = powers / powers.sum(axis=1, keepdims=True)
    delta2 = (P - Y) / len(X)
    delta1 = np.where(H > 0, delta2 @ W2.T, 0)
    told = X.T @ delta1, delta1.sum(axis=0), H.T @ delta2, delta2.sum(axis=0)
    found = jax.grad(loss, argnums=(0, 1, 2, 3))(*map(jnp.asarray, (W1, b1, W2, b2)))
    for ours, theirs in zip(told, found, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-5)
