"""Saved models: they come back bit for bit, and no damaged or foreign file gets through."""

import json
import os
import pickle
import struct

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import safetensors.numpy
from flax import nnx

from digitlab.evaluation.prediction import predict_logits
from digitlab.models import checkpoints, networks
from digitlab.models.checkpoints import CheckpointError, load_model, save_model

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)


def small_mlp(seed=3):
    return networks.MLP((3,), dropout=0.25, rngs=nnx.Rngs(seed))


BUILD = {
    "SoftmaxRegression": lambda: networks.SoftmaxRegression(rngs=nnx.Rngs(3)),
    "MLP": lambda: networks.MLP((12, 9), dropout=0.3, rngs=nnx.Rngs(3)),
    "CNN": lambda: networks.CNN((3, 5), 7, dropout=0.1, rngs=nnx.Rngs(3)),
}


def weights(model):
    return {".".join(map(str, k)): np.asarray(v[...]) for k, v in nnx.to_flat_state(nnx.state(model, nnx.Param))}


def assert_same(one, other):
    assert type(one) is type(other)
    assert one.config() == other.config()
    ours, theirs = weights(one), weights(other)
    assert ours.keys() == theirs.keys()
    for name in ours:
        np.testing.assert_array_equal(ours[name], theirs[name])


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a saved model."""
    return save_model(small_mlp(), tmp_path_factory.mktemp("models") / "whole").read_bytes()


def read_parts(content):
    """Take a safetensors file apart by hand: the JSON header and the numbers."""
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + length]), content[8 + length :]


def altered(whole, arrays=None, keep_digest=False, **changes):
    """Return the file with other arrays or another description, its SHA-256 fitting."""
    header, _ = read_parts(whole)
    about = json.loads(header["__metadata__"]["digitlab"])
    arrays = safetensors.numpy.load(whole) if arrays is None else arrays
    about.update(changes)
    if not keep_digest:
        about["sha256"] = checkpoints._digest(about, arrays)
    return safetensors.numpy.save(arrays, metadata={"digitlab": json.dumps(about)})


def load_bytes(folder, content):
    path = folder / "x.safetensors"
    path.write_bytes(content)
    return load_model(path)


@pytest.mark.parametrize("name", BUILD)
def test_a_model_comes_back_bit_for_bit(tmp_path, name):
    model = BUILD[name]()
    path = save_model(model, tmp_path / "new" / "mine")
    assert path == tmp_path / "new" / "mine.safetensors"
    for place in (path, str(path), tmp_path / "new" / "mine"):
        loaded = load_model(place)
    assert_same(loaded, model)
    np.testing.assert_array_equal(predict_logits(loaded, IMAGES), predict_logits(model, IMAGES))
    if name != "SoftmaxRegression":
        assert loaded.dropout.deterministic is True  # ready to predict
    assert [entry.name for entry in (tmp_path / "new").iterdir()] == ["mine.safetensors"]


def test_saving_again_replaces_and_leaves_the_model_alone(tmp_path):
    one, other = small_mlp(3), small_mlp(4)
    other.train()
    save_model(one, tmp_path / "x")
    save_model(other, tmp_path / "x")
    assert_same(load_model(tmp_path / "x"), other)
    assert other.dropout.deterministic is False


def test_a_chosen_suffix_stays(tmp_path):
    assert save_model(small_mlp(), tmp_path / "a.bin").name == "a.bin"
    assert_same(load_model(tmp_path / "a.bin"), small_mlp())


def test_the_file_is_plain_safetensors(whole):
    header, numbers = read_parts(whole)
    about = json.loads(header.pop("__metadata__")["digitlab"])
    assert about["architecture"] == "MLP"
    assert about["config"] == {"hidden": [3], "dropout": 0.25}
    first, last = header["hidden.0.kernel"]["data_offsets"]
    kernel = np.frombuffer(numbers[first:last], "<f4").reshape(784, 3)
    np.testing.assert_array_equal(kernel, small_mlp().hidden[0].kernel[...])


def test_a_failed_save_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = save_model(small_mlp(3), tmp_path / "x")
    before = path.read_bytes()

    def fail(*ignored):
        raise OSError("disk full")

    for step in ("replace", "fsync"):
        with monkeypatch.context() as patch:
            patch.setattr(os, step, fail)
            with pytest.raises(OSError, match="disk full"):
                save_model(small_mlp(4), path)
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]


class Mine(nnx.Module):
    """A network of a learner's own, with batch norm and a list of layers."""

    def __init__(self, units=5, *, rngs):
        self.layers = nnx.List([nnx.Linear(784, units, rngs=rngs), nnx.Linear(units, 10, rngs=rngs)])
        self.norm = nnx.BatchNorm(units, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        x = self.norm(self.layers[0](x.reshape(len(x), -1)))
        return self.layers[1](self.dropout(nnx.relu(x)))


class CNN(Mine):
    """Of the same name as digitlab's, but somebody else's."""


@pytest.mark.parametrize("own", [Mine, CNN])
def test_a_network_of_ones_own_comes_back_into_one_of_its_class(tmp_path, own):
    model = own(rngs=nnx.Rngs(3))
    model(jnp.ones((4, 28, 28, 1)))  # moves the statistics of batch norm
    path = save_model(model, tmp_path / "mine")
    other = own(rngs=nnx.Rngs(4))
    assert load_model(path, other) is other
    assert other.dropout.deterministic is True  # ready to predict
    model.eval()
    np.testing.assert_array_equal(predict_logits(other, IMAGES), predict_logits(model, IMAGES))


@pytest.mark.parametrize("own", [Mine, CNN])
def test_a_network_of_ones_own_needs_its_class(tmp_path, own):
    path = save_model(own(rngs=nnx.Rngs(3)), tmp_path / "mine")
    name = own.__name__
    with pytest.raises(CheckpointError, match=rf"holds a {name}, a class of your own.*{name}\(rngs=nnx"):
        load_model(path)


def test_a_network_takes_only_weights_of_its_class_and_sizes(tmp_path):
    path = save_model(Mine(rngs=nnx.Rngs(3)), tmp_path / "mine")
    digitlabs = save_model(small_mlp(), tmp_path / "theirs")
    kept = weights(other := Mine(6, rngs=nnx.Rngs(4)))
    for file, model, message in [
        (path, other, r"doesn't hold the arrays of this Mine: layers\.0\..*Build it as it was"),
        (path, small_mlp(), "holds a 'Mine', but the model to fill is a MLP"),
        (digitlabs, other, "holds a 'MLP', but the model to fill is a Mine"),
    ]:
        with pytest.raises(CheckpointError, match=message):
            load_model(file, model)
    for name, array in weights(other).items():
        np.testing.assert_array_equal(array, kept[name])
    with pytest.raises(TypeError, match=r"load_model: model must be a flax.nnx.Module.*but it is the class Mine"):
        load_model(path, Mine)
    assert_same(load_model(digitlabs, small_mlp(9)), small_mlp())


def test_what_is_no_network_is_refused(tmp_path):
    with pytest.raises(TypeError, match=r"save_model: model must be a flax.nnx.Module.*but it is a str"):
        save_model("model", tmp_path / "x")
    with pytest.raises(ValueError, match="save_model: the model, a Dropout, has no weights"):
        save_model(nnx.Dropout(0.5, rngs=nnx.Rngs(0)), tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_missing_file_says_what_to_do(tmp_path):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(FileNotFoundError, match=r"Train and save the model first with digitlab\.save_model"):
            load_model(path)


def test_a_file_cut_anywhere_is_refused(tmp_path, whole):
    for length in [*range(0, 900, 9), *range(900, len(whole), 331), len(whole) - 1]:
        with pytest.raises(CheckpointError, match=r"x\.safetensors"):
            load_bytes(tmp_path, whole[:length])
    with pytest.raises(CheckpointError):
        load_bytes(tmp_path, whole + b"\0")


def test_a_changed_byte_anywhere_is_refused_or_changes_nothing(tmp_path, whole):
    rng = np.random.default_rng(0)
    head = 8 + struct.unpack("<Q", whole[:8])[0]
    places = [*range(0, head), *rng.integers(head, len(whole), 40)]
    refused = 0
    for place in places:
        content = bytearray(whole)
        content[place] ^= 1 << int(rng.integers(8))
        try:
            loaded = load_bytes(tmp_path, content)
        except CheckpointError:
            refused += 1
        else:
            assert_same(loaded, small_mlp())
    assert refused > 0.95 * len(places)


@pytest.mark.parametrize("change", [{"config": {"hidden": [3], "dropout": 0.75}}, {"sha256": "0" * 64}])
def test_a_description_that_was_not_saved_with_the_numbers_is_refused(tmp_path, whole, change):
    with pytest.raises(CheckpointError, match="SHA-256 differs"):
        load_bytes(tmp_path, altered(whole, keep_digest=True, **change))


def test_swapped_arrays_are_refused(tmp_path, whole):
    arrays = safetensors.numpy.load(whole)
    arrays["hidden.0.kernel"] = arrays["hidden.0.kernel"][::-1].copy()
    with pytest.raises(CheckpointError, match="damaged or altered: train and save the model again"):
        load_bytes(tmp_path, altered(whole, arrays, keep_digest=True))


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_is_named(tmp_path, whole, version):
    with pytest.raises(
        CheckpointError, match=rf"saved in version {version!r} .* reads version 1\. Update digitlab"
    ):
        load_bytes(tmp_path, altered(whole, version=version))


@pytest.mark.parametrize("name", ["Transformer", "os.system", None, [], {}, 3])
def test_another_network_is_named(tmp_path, whole, name):
    with pytest.raises(CheckpointError, match="known are SoftmaxRegression, MLP, CNN"):
        load_bytes(tmp_path, altered(whole, architecture=name))


@pytest.mark.parametrize(
    "config",
    [
        {"hidden": [100_000] * 3},  # 40 GB
        {"hidden": [100_000, 100_000]},
        {"hidden": [10**30]},
        {"hidden": [1] * 100_000},
        {"hidden": [0]},
        {"hidden": 3},
        {"hidden": [3], "dropout": 7},
        {"hidden": [3], "rngs": 0},
        {"hidden": [3], "colour": "blue"},
        {"hidden": [4]},
        {},
        [],
        None,
        7,
    ],
)
def test_layers_that_do_not_fit_are_refused_before_memory_is_spent(tmp_path, whole, config, monkeypatch):
    def build_nothing(*ignored, **also):
        raise AssertionError("memory was spent")

    monkeypatch.setattr(nnx, "update", build_nothing)
    with pytest.raises(CheckpointError, match=r"x\.safetensors") as caught:
        load_bytes(tmp_path, altered(whole, config=config))
    assert "__" not in str(caught.value)  # no words of Python's


def test_renamed_missing_additional_and_reshaped_arrays_are_named(tmp_path, whole):
    arrays = safetensors.numpy.load(whole)
    bias = arrays.pop("output.bias")
    for changed, name in (
        (arrays, "output.bias"),
        ({**arrays, "output.bais": bias}, "output.bais"),
        ({**arrays, "output.bias": bias, "zebra": bias}, "zebra"),
        ({**arrays, "output.bias": bias[None]}, "output.bias"),
        ({**arrays, "output.bias": bias, "output.kernel": arrays["output.kernel"].T.copy()}, "output.kernel"),
    ):
        with pytest.raises(CheckpointError, match=f"{name} should have"):
            load_bytes(tmp_path, altered(whole, changed))


@pytest.mark.parametrize("kind", [np.float64, np.float16, np.int32])
def test_numbers_of_another_kind_are_refused(tmp_path, whole, kind):
    arrays = {name: array.astype(kind) for name, array in safetensors.numpy.load(whole).items()}
    with pytest.raises(CheckpointError, match="float32"):
        load_bytes(tmp_path, altered(whole, arrays))


def test_foreign_files_are_refused(tmp_path, whole):
    class Trap:
        def __reduce__(self):
            return (os.mkdir, (str(tmp_path / "executed"),))

    arrays = safetensors.numpy.load(whole)
    for content, message in (
        (pickle.dumps(Trap()), "not a safetensors file"),
        (b"", "not a safetensors file"),
        (b"\0" * 500, "not a safetensors file"),
        (struct.pack("<Q", 2**63) + b"{}", "not a safetensors file"),
        (b"PK\x03\x04" + bytes(100), "not a safetensors file"),
        (safetensors.numpy.save(arrays), "not one that digitlab.save_model wrote"),
        (safetensors.numpy.save(arrays, metadata={"format": "pt"}), "not one that digitlab.save_model wrote"),
        (safetensors.numpy.save(arrays, metadata={"digitlab": "[]"}), "not one that digitlab.save_model wrote"),
        (safetensors.numpy.save(arrays, metadata={"digitlab": "{}"}), "not one that digitlab.save_model wrote"),
        (safetensors.numpy.save(arrays, metadata={"digitlab": "[" * 50_000}), "not a safetensors file"),
    ):
        with pytest.raises(CheckpointError, match=message):
            load_bytes(tmp_path, content)
    assert not (tmp_path / "executed").exists()


def test_a_huge_file_is_refused_unread(tmp_path, whole, monkeypatch):
    monkeypatch.setattr(checkpoints, "MAX_BYTES", len(whole) - 1)
    with pytest.raises(CheckpointError, match="larger than"):
        load_bytes(tmp_path, whole)


def test_what_could_not_be_loaded_again_is_not_saved(tmp_path, monkeypatch):
    model = networks.MLP((4,), rngs=nnx.Rngs(0))
    content = save_model(model, tmp_path / "m").read_bytes()
    monkeypatch.setattr(checkpoints, "MAX_BYTES", len(content))
    save_model(model, tmp_path / "n")
    assert load_model(tmp_path / "n")
    monkeypatch.setattr(checkpoints, "MAX_BYTES", len(content) - 1)
    with pytest.raises(ValueError, match=r"files of at most .* are read again\. Build it with smaller layers\."):
        save_model(model, tmp_path / "o")
    monkeypatch.undo()
    for spoil, message in [(jnp.bfloat16, "not float32"), (None, "NaN or infinity")]:
        model = networks.MLP((4,), rngs=nnx.Rngs(0))
        state = nnx.state(model, nnx.Param)
        change = (lambda a: a.astype(jnp.bfloat16)) if spoil else (lambda a: a * jnp.nan)
        nnx.update(model, jax.tree.map(change, state))
        with pytest.raises(ValueError, match=message):
            save_model(model, tmp_path / "o")
    assert not list(tmp_path.glob("o*"))
