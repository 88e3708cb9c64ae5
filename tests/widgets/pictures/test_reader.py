"""Pictures are uploaded and read; whatever a file holds, its row ends in an answer or in one clear sentence."""

from __future__ import annotations

import datetime
import tracemalloc

import numpy as np
import pytest
from hostile_files import hostile_files, no_ink, saved, seven
from parts import pages, said
from PIL import Image

import digitlab as dl
from digitlab.pictures.greyscale import read_grey
from digitlab.pictures.segmentation import split_grey
from digitlab.widgets.pictures import page
from digitlab.widgets.pictures.reader import MOST_FILES

WHEN = datetime.datetime(2024, 2, 3, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def model():
    return dl.load_pretrained("cnn")


@pytest.fixture
def reader(model):
    made = dl.PictureReader(model)
    yield made
    made.close()


def upload(reader, files):
    """Do what the page does when files are chosen."""
    reader.upload.value = [
        {
            "name": name,
            "type": "image/png",
            "size": len(content),
            "content": memoryview(content),
            "last_modified": WHEN,
        }
        for name, content in files.items()
    ]


def test_three_files_one_of_them_broken(reader):
    row = np.full((100, 200), 250, np.uint8)
    row[10:90, 30:40] = 10
    row[15:25, 120:160] = 10
    row[15:90, 150:160] = 10
    upload(
        reader,
        {
            "seven.png": saved(seven(), "PNG"),
            "broken.png": b"\x89PNG no",
            "row.png": saved(Image.fromarray(row), "PNG"),
        },
    )
    good, bad, two = reader.results
    assert [one.digit for one in good.readings] == [7]
    assert bad.problem.startswith("This file is no picture")
    assert bad.readings == ()
    assert [one.digit for one in two.readings] == [1, 7]
    assert two.bounds[1] == pytest.approx((120, 15, 160, 90), abs=2)
    assert "2 pictures read. 1 file could not be read" in said(reader)
    assert said(reader).count("<tr") == 4
    # The steps of the first; then, chosen, the boxes of the third.
    assert pages(reader)[-1].count("<figure") == 5
    reader.chosen.value = 2
    assert pages(reader)[-1].count('class="box"') == 2
    reader.chosen.value = 1
    assert "no picture" in pages(reader)[-1]


def test_the_same_file_can_be_chosen_again(reader):
    for _ in range(2):
        upload(reader, {"seven.png": saved(seven(), "PNG")})
        assert reader.upload.value == ()
        assert len(reader.results) == 1


def test_too_many_files_are_told(reader):
    content = saved(seven((30, 40)).resize((15, 20)), "PNG")
    upload(reader, {f"{place}.png": content for place in range(MOST_FILES + 3)})
    assert len(reader.results) == MOST_FILES
    assert "the other 3 were left out" in said(reader)


def test_names_are_text_and_nothing_else(reader):
    upload(reader, {"<img src=x onerror=alert(1)>.png": b"x", "../../etc/passwd": saved(seven(), "PNG")})
    page = "".join(pages(reader))
    assert "<img src=x" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;.png" in page
    assert reader.results[1].name == "../../etc/passwd"
    assert reader.results[1].problem is None


def test_uploads_do_not_pile_up(reader):
    files = {f"{place}.png": saved(seven((700, 700)), "PNG") for place in range(3)}
    upload(reader, files)
    tracemalloc.start()
    upload(reader, files)
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(4):
        upload(reader, files)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 700 * 700 * 4  # one picture as it is worked with has more
    assert len(reader.results) == len(reader.chosen.options) == 3


def test_our_photographs_are_read_one_after_the_other(reader):
    names = []
    for _ in range(4):
        reader.ours_button.click()
        (result,) = reader.results
        assert result.problem is None
        assert result.readings
        names.append(result.name)
    assert len(set(names)) == 4
    assert len(reader.results[0].readings) == 4


def test_a_failing_model_is_told_and_the_next_goes_on(reader, monkeypatch):
    def fail(*_):
        raise RuntimeError("no")

    monkeypatch.setattr("digitlab.evaluation.reading.read_images", fail)
    upload(reader, {"seven.png": saved(seven(), "PNG"), "white.png": saved(Image.new("L", (50, 50), 255), "PNG")})
    assert "could not be read (RuntimeError)" in reader.results[0].problem
    assert reader.results[1].problem is None


def test_without_widgets_a_sample_is_shown(reader):
    bundle = reader._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/html"].count("<figure") == 5
    assert "still picture" in data["text/plain"]
    assert reader.results == ()


def test_who_is_no_model_is_told():
    with pytest.raises(TypeError, match="PictureReader: model must be a model"):
        dl.PictureReader("cnn")


def test_there_are_two_hundred_hostile_files():
    assert len(hostile_files()) >= 200


def test_every_hostile_file_ends_in_an_answer_or_a_sentence(reader):
    files = hostile_files()
    blank = set(no_ink())
    for name, content in files.items():
        reader.show({name: content})
        (result,) = reader.results
        shown = page.shown_name(name)
        assert result.name == shown, name
        assert len(shown) <= 60
        assert "\n" not in shown
        if result.problem is not None:
            # A sentence of ours, not an exception's that nobody expected.
            assert result.problem.endswith("."), (name, result.problem)
            assert "could not be read (" not in result.problem, (name, result.problem)
            assert "Traceback" not in pages(reader)[-1]
        if name in blank:
            assert result.problem is None, (name, result.problem)
            assert all(one.digit is None for one in result.readings), name
        if name.startswith(("hurt", "cut")):
            continue
        if name.startswith(("paper", "moving", "16 bit", "cmyk", "wrong name", "no name", "turned 1.")):
            assert [one.digit for one in result.readings] == [7], name


def test_boxes_lie_within_the_picture():
    for name, content in hostile_files().items():
        try:
            grey = read_grey(content)
        except dl.pictures.PictureError:
            continue
        if grey.size > 200_000:
            continue
        for (left, top, right, bottom), image in split_grey(grey):
            assert 0 <= left < right <= grey.shape[1], name
            assert 0 <= top < bottom <= grey.shape[0], name
            assert image.shape == (28, 28)
