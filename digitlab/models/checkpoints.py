"""Saving and loading models: arrays and a JSON description in one safetensors file, never a pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jax
import numpy as np
import safetensors
import safetensors.numpy
from flax import nnx
from numpy.typing import NDArray

from digitlab._shared import arguments, files
from digitlab._shared.forks import check_process
from digitlab.models import networks

FORMAT = "digitlab model"
VERSION = 1
# Ten times the largest network that a lesson builds.
MAX_BYTES = 100_000_000
MAX_ARRAYS = 200
# Of what a file says of itself; a lesson's network needs 2,000.
_MAX_HEADER = 200_000
PRETRAINED = ("softmax", "mlp", "cnn", "detector")
PRETRAINED_FOLDER = Path(__file__).resolve().parents[1] / "pretrained"
ARCHITECTURES: dict[str, Any] = {
    "SoftmaxRegression": networks.SoftmaxRegression,
    "MLP": networks.MLP,
    "CNN": networks.CNN,
}


class CheckpointError(ValueError):
    """A file is not a model that this version of digitlab can load; the message says why."""


def save_model(model: nnx.Module, path: str | Path) -> Path:
    """Save a model, whole or not at all.

    Args:
        model: a `SoftmaxRegression`, `MLP` or `CNN`; or a network of your own, of which the file holds the weights
            and the statistics of batch norm, but not the class.
        path: the file; ".safetensors" is added if it has no suffix, and its folder is made if missing.

    Returns:
        The path of the file.

    Raises:
        TypeError: if the model is no `flax.nnx.Module`, or `path` is no path.
        ValueError: if it couldn't be loaded again: it has no weights, they hold NaN or infinity or are not
            float32, or it is too large.
        OSError: if the file can't be written; an older file of that name is left as it was.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     save_model(networks.MLP(hidden=(8,), rngs=nnx.Rngs(0)), Path(folder) / "mine").name
        'mine.safetensors'
    """
    name = type(model).__name__
    if not isinstance(model, nnx.Module):
        raise TypeError(
            f"save_model: model must be a flax.nnx.Module such as digitlab.CNN(rngs=nnx.Rngs(0)), but it is a "
            f"{name}. Pass the network itself."
        )
    arrays = _arrays(model)
    about: dict[str, Any] = {"format": FORMAT, "version": VERSION, "architecture": name}
    if ARCHITECTURES.get(name) is type(model):
        about["config"] = getattr(model, "config")()  # noqa: B009
    else:
        about["own"] = True
    if not arrays:
        raise ValueError(
            f"save_model: the model, a {name}, has no weights, so there is nothing to keep. Make its layers in "
            "__init__ and keep them as self.something."
        )
    if len(arrays) > MAX_ARRAYS:
        raise ValueError(
            f"save_model: the {name} has {len(arrays)} arrays; files with at most {MAX_ARRAYS} are read again. "
            "Build it with fewer layers."
        )
    if odd := _not_finite(arrays):
        raise ValueError(
            f"save_model: {odd} holds NaN or infinity, so this {name} answers nothing. "
            "Train a new one, with a smaller learning rate."
        )
    if any(array.dtype != np.float32 for array in arrays.values()):
        raise ValueError(
            f"save_model: the {name} holds numbers that are not float32, and only these are read again. "
            "Convert its weights to float32 first."
        )
    about["sha256"] = _digest(about, arrays)
    content = safetensors.numpy.save(arrays, metadata={"digitlab": json.dumps(about, sort_keys=True)})
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"save_model: the {name} takes {len(content):,} bytes; files of at most {MAX_BYTES:,} are read again. "
            "Build it with smaller layers."
        )
    path = files.check_path(path, where="save_model")
    if not path.suffix:
        path = path.with_suffix(".safetensors")
    files.write_whole(path, content)
    return path


def load_model(path: str | Path, model: Any = None) -> Any:
    """Load a model that `save_model` saved. Nothing in the file is executed.

    Args:
        path: the file; ".safetensors" is added if it has no suffix.
        model: for a network of your own, one of the same class and sizes: it takes the weights of the file.

    Returns:
        A `SoftmaxRegression`, `MLP` or `CNN`, or `model`: ready to predict.

    Raises:
        TypeError, ValueError: if `path` is no path, or `model` no `flax.nnx.Module`.
        OSError: if there is no such file, or it can't be read.
        CheckpointError: if the file is truncated, altered, of another version, or not digitlab's; if it holds
            another network than `model`; or if `model` is missing for a network of your own.
        RuntimeError: in a process that was forked after JAX had been used.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = save_model(networks.SoftmaxRegression(rngs=nnx.Rngs(0)), Path(folder) / "mine")
        ...     type(load_model(path)).__name__
        'SoftmaxRegression'
    """
    check_process("load_model")
    path = files.check_path(path, where="load_model")
    if not path.suffix:
        path = path.with_suffix(".safetensors")
    try:
        content = files.read_bounded(path, MAX_BYTES)
    except FileNotFoundError:
        raise FileNotFoundError(
            f"load_model: there is no file {path}. Train and save the model first with digitlab.save_model, "
            "or check the folder and the spelling."
        ) from None
    except files.TooLargeError:
        raise CheckpointError(
            f"load_model: {path.name} is larger than {MAX_BYTES:,} bytes; none of digitlab's models is. "
            "Choose a file that digitlab.save_model wrote."
        ) from None
    about, arrays = _read(path, content)
    is_built = model is None
    if model is not None:
        _check_class(path, about, model)
    else:
        # Its shapes alone: no memory is spent on them, and no random numbers are drawn that the file replaces.
        model = _outline(path, about, _builder(path, about, len(arrays)))
    shapes = {key: variable.get_value().shape for key, variable in _variables(model)}
    found = {key: value.shape for key, value in arrays.items()}
    if shapes != found:
        odd = sorted(key for key in shapes.keys() | found.keys() if shapes.get(key) != found.get(key))[0]
        raise CheckpointError(
            f"load_model: {path.name} doesn't hold the arrays of {'a' if is_built else 'this'} "
            f"{about['architecture']}: {odd:.80} should have shape {shapes.get(odd, 'none')}, but has "
            f"{found.get(odd, 'none')!s:.80}. "
            + ("Train and save it again." if is_built else "Build it as it was when it was saved.")
        )
    if any(value.dtype != np.float32 for value in arrays.values()):
        raise CheckpointError(
            f"load_model: {path.name} holds numbers that are not float32, as digitlab's are. "
            "Train and save the model again."
        )
    if about.get("sha256") != _digest(about, arrays):
        raise CheckpointError(
            f"load_model: the numbers in {path.name} are not those that were saved (their SHA-256 differs). "
            "The file was damaged or altered: train and save the model again."
        )
    if (bad := _not_finite(arrays)) is not None:
        raise CheckpointError(
            f"load_model: {bad} in {path.name} holds NaN or infinity, so the network would answer nothing. "
            "Train and save the model again."
        )
    for key, variable in _variables(model):
        variable.set_value(jax.numpy.asarray(arrays[key]))
    if is_built:  # what dropout draws from, should the training go on; a model that was passed brings its own
        for _, random in nnx.to_flat_state(nnx.state(model, nnx.RngKey)):
            random.set_value(jax.random.key(0))
        for _, count in nnx.to_flat_state(nnx.state(model, nnx.RngCount)):
            count.set_value(jax.numpy.zeros((), jax.numpy.uint32))
    model.eval()
    return model


def load_pretrained(name: str) -> Any:
    """Load a network that comes with digitlab, trained on MNIST and on written digits.

    Args:
        name: "softmax", "mlp" or "cnn"; or "detector", a CNN with an eleventh output for marks that are no digit.

    Returns:
        The network, ready to predict, its probabilities calibrated. `pretrained/MODEL_CARD.md` says what it was
        trained on, what it scores and what it can't read.

    Raises:
        ValueError: if there is no network of that name.

    Example:
        >>> type(load_pretrained("cnn")).__name__
        'CNN'
    """
    arguments.check_choice(name, PRETRAINED, where="load_pretrained", name="name")
    return load_model(PRETRAINED_FOLDER / f"{name}.safetensors")


def _arrays(model: nnx.Module) -> dict[str, NDArray[Any]]:
    """Return the model's weights by name, without the random state of dropout."""
    return {key: np.asarray(variable[...]) for key, variable in _variables(model)}


def _variables(model: nnx.Module) -> list[tuple[str, Any]]:
    state = nnx.to_flat_state(nnx.state(model, nnx.Any(nnx.Param, nnx.BatchStat)))
    return [(".".join(str(key) for key in keys), variable) for keys, variable in state]


def _digest(about: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> str:
    described = {key: value for key, value in about.items() if key != "sha256"}
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode())
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {array.dtype.str} {array.shape}".encode())
        digest.update(array.tobytes())
    return digest.hexdigest()


def _short(value: Any) -> str:
    """Return a value from a file for a message: what a file holds may be of any length."""
    return f"{value!r:.80}"


def _not_finite(arrays: dict[str, NDArray[Any]]) -> str | None:
    """Return the name of an array that holds NaN or infinity, or None."""
    return next((name for name, array in arrays.items() if not np.isfinite(array).all()), None)


def _read(path: Path, content: bytes) -> tuple[dict[str, Any], dict[str, NDArray[Any]]]:
    try:
        # A safetensors file: eight bytes for the length of the description, the description as JSON, the numbers.
        length = int.from_bytes(content[:8], "little")
        if length > _MAX_HEADER:
            raise ValueError
        described = json.loads(content[8 : 8 + length])
        about = json.loads((described.get("__metadata__") or {})["digitlab"])
        if not isinstance(about, dict) or about["format"] != FORMAT or len(described) > MAX_ARRAYS + 1:
            raise KeyError
        arrays = safetensors.numpy.load(content)
    except KeyError:
        raise CheckpointError(
            f"load_model: {path.name} is a safetensors file, but not one that digitlab.save_model wrote. "
            "Choose one that it wrote; other files are read with safetensors.numpy.load_file(...)."
        ) from None
    except (safetensors.SafetensorError, ValueError, TypeError, AttributeError, RecursionError):
        raise CheckpointError(
            f"load_model: {path.name} is not a safetensors file, or it is truncated. "
            "Train and save the model again."
        ) from None
    if about.get("version") != VERSION:
        raise CheckpointError(
            f"load_model: {path.name} was saved in version {_short(about.get('version'))} of the form; this "
            f"digitlab reads version {VERSION}. Update digitlab, or train and save the model again."
        )
    return about, arrays


def _check_class(path: Path, about: dict[str, Any], model: Any) -> None:
    """Refuse to fill a network of another class than the one that was saved."""
    name = type(model).__name__
    if not isinstance(model, nnx.Module):
        what = f"the class {model.__name__}" if isinstance(model, type) else f"a {name}"
        raise TypeError(
            f"load_model: model must be a flax.nnx.Module such as DigitCNN(rngs=nnx.Rngs(0)), but it is {what}. "
            "Build a network of your class and pass it."
        )
    if about.get("architecture") != name:
        raise CheckpointError(
            f"load_model: {path.name} holds a {_short(about.get('architecture'))}, but the model to fill is a "
            f"{name}. Pass a network of the class that was saved."
        )


def _builder(path: Path, about: dict[str, Any], count: int) -> Callable[[], Any]:
    """Return what builds the network that the file describes; it holds `count` arrays."""
    architecture, config = about.get("architecture"), about.get("config")
    if about.get("own") is True and isinstance(architecture, str):
        raise CheckpointError(
            f"load_model: {path.name} holds a {architecture:.80}, a class of your own, and a file holds no code. "
            "Run the cell that defines the class, build a network of it, and pass that, such as "
            f"load_model({path.name!r}, {architecture:.80}(rngs=nnx.Rngs(0)))."
        )
    if not isinstance(architecture, str) or architecture not in ARCHITECTURES:
        raise CheckpointError(
            f"load_model: {path.name} holds a {_short(architecture)}; known are {', '.join(ARCHITECTURES)}. "
            "Update digitlab, or train and save one of these."
        )
    too_many = isinstance(config, dict) and any(isinstance(v, list) and len(v) > count for v in config.values())
    if not isinstance(config, dict) or too_many:
        raise CheckpointError(
            f"load_model: {path.name} doesn't say which layers its {architecture} has. "
            "Train and save the model again."
        )
    return lambda: ARCHITECTURES[architecture](**config, rngs=nnx.Rngs(0))


def _outline(path: Path, about: dict[str, Any], build: Callable[[], Any]) -> Any:
    """Return the network with shapes in place of arrays."""
    try:
        return nnx.eval_shape(build)
    except (TypeError, ValueError, OverflowError) as error:
        # A wrong name among the arguments is Python's to complain of, in words of its own.
        reason = f" ({error!s:.200})" if isinstance(error, ValueError) else ""
        raise CheckpointError(
            f"load_model: {path.name} states a {about['architecture']} that can't be built{reason}. "
            "Train and save the model again."
        ) from None
