"""The IDX format, against bytes written by hand."""

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitlab.data import _idx


def by_hand(array):
    """Write the format as its description says, with struct alone."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


@pytest.fixture
def array():
    return np.random.default_rng(0).integers(0, 256, (3, 5, 2), np.uint8)


@pytest.mark.parametrize("shape", [(0,), (7,), (3, 5), (3, 5, 2), (2, 3, 4, 5), (0, 28, 28)])
@pytest.mark.parametrize("zipped", [False, True])
def test_reads_what_was_written_by_hand(tmp_path, shape, zipped):
    array = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    path = tmp_path / "x"  # the first bytes tell, not the name
    path.write_bytes(gzip.compress(by_hand(array)) if zipped else by_hand(array))
    read = _idx.read_idx(path)
    assert read.dtype == np.uint8
    assert read.shape == shape
    np.testing.assert_array_equal(read, array)
    assert read.flags.writeable


def test_writes_what_the_format_says(tmp_path, array):
    _idx.write_idx(tmp_path / "plain", array)
    assert (tmp_path / "plain").read_bytes() == by_hand(array)
    _idx.write_idx(tmp_path / "zipped.gz", array)
    assert gzip.decompress((tmp_path / "zipped.gz").read_bytes()) == by_hand(array)


def test_writing_a_transposed_array_keeps_its_values(tmp_path, array):
    _idx.write_idx(tmp_path / "x", array.T)
    np.testing.assert_array_equal(_idx.read_idx(tmp_path / "x"), array.T)


@pytest.mark.parametrize("wrong", [np.zeros(3), np.uint8(3), np.zeros((1,) * 5, np.uint8), [300]])
def test_writing_another_kind_of_array_is_refused(tmp_path, wrong):
    with pytest.raises(_idx.IdxError, match="expected a uint8 array with one to four axes"):
        _idx.write_idx(tmp_path / "x", wrong)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("zipped", [False, True])
def test_a_file_cut_anywhere_is_refused(tmp_path, array, zipped):
    whole = gzip.compress(by_hand(array)) if zipped else by_hand(array)
    path = tmp_path / "x"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(_idx.IdxError, match="Delete it, so that it is fetched again"):
            _idx.read_idx(path)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_zip_is_refused_or_reads_the_same(tmp_path_factory, data):
    array = np.arange(60, dtype=np.uint8).reshape(3, 20)
    whole = bytearray(gzip.compress(by_hand(array), mtime=0))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.mktemp("idx") / "x"
    path.write_bytes(whole)
    try:
        read = _idx.read_idx(path)
    except _idx.IdxError:
        return
    np.testing.assert_array_equal(read, array)


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><html>",
        struct.pack(">BBBBI", 0, 0, 9, 1, 0),  # signed bytes
        struct.pack(">BBBB", 0, 0, 8, 0),  # no axes
        struct.pack(">BBBB5I", 0, 0, 8, 5, 1, 1, 1, 1, 1) + b"x",
        struct.pack(">BBBBI", 1, 0, 8, 1, 0),
        struct.pack(">BBBBI", 0, 1, 8, 1, 0),
    ],
)
def test_another_kind_of_file_is_refused(tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(_idx.IdxError, match="x is no IDX file of unsigned bytes"):
        _idx.read_idx(tmp_path / "x")


@pytest.mark.parametrize("extra", [b"\0", b"more"])
def test_more_bytes_than_stated_are_refused(tmp_path, array, extra):
    (tmp_path / "x").write_bytes(by_hand(array) + extra)
    with pytest.raises(_idx.IdxError, match=r"states the shape \(3, 5, 2\), 30 bytes, but holds 3"):
        _idx.read_idx(tmp_path / "x")


def test_sizes_that_overflow_are_refused_before_memory_is_spent(tmp_path):
    (tmp_path / "x").write_bytes(struct.pack(">BBBB4I", 0, 0, 8, 4, *[2**32 - 1] * 4) + b"abc")
    with pytest.raises(_idx.IdxError, match="holds 3"):
        _idx.read_idx(tmp_path / "x")


@pytest.mark.parametrize("zipped", [False, True])
def test_a_bomb_is_refused(tmp_path, monkeypatch, zipped):
    monkeypatch.setattr(_idx, "MAX_BYTES", 1000)
    exact = by_hand(np.zeros(1000 - 8, np.uint8))
    (tmp_path / "x").write_bytes(gzip.compress(exact) if zipped else exact)
    assert _idx.read_idx(tmp_path / "x").shape == (992,)
    bomb = by_hand(np.zeros(100_000, np.uint8))
    (tmp_path / "x").write_bytes(gzip.compress(bomb) if zipped else bomb)
    with pytest.raises(_idx.IdxError, match="more than 1,000 bytes"):
        _idx.read_idx(tmp_path / "x")


def test_a_missing_file_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        _idx.read_idx(tmp_path / "none")
