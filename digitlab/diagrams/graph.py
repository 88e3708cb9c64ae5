"""Backpropagation as a graph: what is computed forward, and how the gradients come back through it."""

from __future__ import annotations

from digitlab.diagrams import _canvas
from digitlab.diagrams._canvas import BLACK, BLUE, GREEN, LARGE, NORMAL, RED, Canvas, Diagram

_FORWARD, _BACKWARD, _PARAMETERS = 94, 200, 306  # the middle of each row
_BOX = 46
_X, _FIRST, _RELU, _SECOND, _SOFTMAX, _LOSS = 32, 136, 246, 354, 476, 570  # the middle of each column
_THICK = 2.2
_ALT = (
    "A computation graph. Forward, from left to right: X, then X W1 + b1 gives Z1, ReLU gives H, H W2 + b2 gives "
    "Z2, softmax gives P, and cross-entropy with Y the loss. Backward, from right to left: delta2 = (P − Y) / n; "
    "delta2 times W2 transposed goes through where H > 0 and is 0 elsewhere: that is delta1. The gradients of the "
    "parameters: dW2 = H transposed times delta2, db2 = the sum of delta2's rows, dW1 = X transposed times "
    "delta1, db1 = the sum of delta1's rows."
)


def backpropagation() -> Diagram:
    """Draw the computation graph of a network with one hidden layer: forward above, backward below.

    The rows of X are n images, Y is the one-hot truth and P the probabilities; d before a parameter is the
    gradient of the loss for it.

    Returns:
        The drawing: values on the arrows to the right, gradients on the dashed arrows to the left.

    Source: D. Rumelhart, G. Hinton, R. Williams, "Learning representations by back-propagating errors"
    (Nature, 1986).

    Example:
        >>> backpropagation().alt[:58]
        'A computation graph. Forward, from left to right: X, then '
    """
    with _canvas.card(_PARAMETERS + 48) as canvas:
        _forward(canvas)
        _backward(canvas)
        return canvas.diagram(_ALT)


def _forward(canvas: Canvas) -> None:
    canvas.text(16, 24, "forward", bold=True, ha="left")
    canvas.circle(_X, _FORWARD, 20, "$X$", size=LARGE)
    edges: list[float] = [_X + 20]
    for x, text, width in (
        (_FIRST, "$X\\,W_1 + b_1$", 96),
        (_RELU, "ReLU", 56),
        (_SECOND, "$H\\,W_2 + b_2$", 96),
        (_SOFTMAX, "softmax: $P$\ncross-entropy", 104),
    ):
        canvas.box(x, _FORWARD, width, _BOX, text, size=NORMAL)
        edges += [x - width / 2, x + width / 2]
    edges.append(_LOSS - 21)
    canvas.circle(_LOSS, _FORWARD, 21, "loss", BLACK)
    for start, end, value in zip(edges[::2], edges[1::2], ("", "$Z_1$", "$H$", "$Z_2$", ""), strict=True):
        canvas.arrow((start, _FORWARD), (end, _FORWARD), BLUE, _THICK)
        canvas.text((start + end) / 2, _FORWARD - 36, value, LARGE, colour=BLUE)
    canvas.text(_SOFTMAX, 24, "$Y$", LARGE, colour=BLUE)
    canvas.arrow((_SOFTMAX, 34), (_SOFTMAX, _FORWARD - _BOX / 2), BLUE, _THICK)


def _backward(canvas: Canvas) -> None:
    canvas.text(16, _BACKWARD, "backward", bold=True, ha="left")
    canvas.line((_LOSS, _FORWARD + 21), (_LOSS, _BACKWARD), RED, _THICK, linestyle=(0, (4, 2)))
    edges = [float(_LOSS)]
    for x, text, width in (
        (_SOFTMAX, "$\\delta_2 = (P - Y)\\;/\\;n$", 122),
        (_SECOND, "$\\delta_2\\,W_2^{\\mathsf{T}}$", 66),
        (_RELU, "where $H > 0$,\nelse 0", 96),
        (_FIRST, "$\\delta_1$", 44),
    ):
        canvas.box(x, _BACKWARD, width, _BOX, text, RED, LARGE if width < 90 else NORMAL)
        edges += [x + width / 2, x - width / 2]
    for start, end in zip(edges[::2], edges[1::2], strict=False):
        canvas.arrow((start, _BACKWARD), (end, _BACKWARD), RED, _THICK, dashed=True)
    for x, layer, before in ((_SOFTMAX, 2, "H"), (_FIRST, 1, "X")):
        product = f"$dW_{layer} = {before}^{{\\mathsf{{T}}}}\\,\\delta_{layer}$"
        canvas.arrow((x, _BACKWARD + _BOX / 2), (x, _PARAMETERS - 32), RED, _THICK, dashed=True)
        canvas.box(x, _PARAMETERS, 176, 64, colour=GREEN)
        canvas.text(x, _PARAMETERS - 14, product, LARGE)
        canvas.text(x, _PARAMETERS + 15, f"$db_{layer}$ = sum of $\\delta_{layer}$'s rows")
    canvas.text((_FIRST + _SOFTMAX) / 2, _PARAMETERS, "gradients of\nthe parameters")
