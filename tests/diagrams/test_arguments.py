"""Whatever stands in the place of an argument: a drawing, or a sentence that names function and argument."""

import numpy as np
import pytest

from digitlab import diagrams
from digitlab.diagrams import _numbers

ODD = {
    "nothing": None,
    "text": "ab",
    "a class": object,
    "empty": [],
    "a dict": {"a": 1},
    "not a number": np.nan,
    "infinite": [np.inf, 1.0],
    "texts": ["1", "2"],
    "ragged": [[1, 2], [3]],
    "objects": np.array([None, None]),
    "complex": np.array([1j, 2]),
    "masked": np.ma.masked_array([1.0, 2.0], [True, False]),
    "huge": 10**30,
    "negative": -3,
    "three axes": np.zeros((2, 2, 2)),
    "no axis": np.array(3.5),
    "pairs": [("a", (1, 2, 3, 4)), ("b", None)],
}
CALLS = {
    "neuron": ({"inputs": [1, 2], "weights": [3, 4], "bias": 5}),
    "neurons": ({"features": 3, "count": 2}),
    "network": ({"sizes": (3, 2)}),
    "passes": ({"activations": [[1], [2]], "weights": [[[3]]], "biases": [[4]], "deltas": [[5]]}),
    "kernel": ({"image": np.eye(4), "kernel": np.eye(2), "row": 0, "col": 0}),
    "shapes": ({"steps": [("a", (2, 2)), ("b", (4,))]}),
    "sets": ({"counts": {"training": 3}}),
    "bins": ({"edges": [0, 1], "confidence": [0.5], "accuracy": [0.5], "counts": [2]}),
}


# A single number is a bias, and gradients may be left out.
FINE = {("bias", "negative"), ("bias", "no axis"), ("deltas", "nothing")}


@pytest.mark.parametrize(("name", "argument"), [(name, one) for name, given in CALLS.items() for one in given])
def test_an_odd_argument_is_told_in_a_sentence(name, argument):
    assert isinstance(getattr(diagrams, name)(**CALLS[name]), diagrams.Diagram)
    for what, value in ODD.items():
        if (argument, what) in FINE:
            continue
        with pytest.raises((TypeError, ValueError)) as error:
            getattr(diagrams, name)(**{**CALLS[name], argument: value})
        told = str(error.value)
        assert told.startswith(f"diagrams.{name}: "), what
        assert argument in told or name == "bins", what
        assert told.endswith((".", ")")), what
        assert len(told) < 500, what


def test_what_fits_comes_back_as_float():
    array = _numbers.check_array([[1, 2, 3]], where="f", name="x", axes=2, sizes=range(1, 4))
    assert (array.dtype, array.shape) == (np.float64, (1, 3))
