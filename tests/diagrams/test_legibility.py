"""Every drawing: large type, nothing over anything else or cut off, a small file, the same bytes each time."""

import base64
import functools
import itertools
import re
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawn_diagrams import draw
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Circle, FancyBboxPatch

from digitlab import diagrams

RNG = np.random.default_rng(0)


def layers(*sizes):
    """Numbers with signs and two decimals for each circle and arrow."""
    matrices = [RNG.uniform(-9.99, 9.99, pair) for pair in itertools.pairwise(sizes)]
    rows = [-RNG.uniform(0.1, 0.99, size) for size in sizes]
    return rows, matrices, rows[1:], rows[1:]


CNN = [
    *(("input", (28, 28, 1)), ("conv 1", (28, 28, 16)), ("pool 1", (14, 14, 16)), ("conv 2", (14, 14, 32))),
    *(("pool 2", (7, 7, 32)), ("flatten", (1568,)), ("dense", (128,)), ("output", (10,))),
]
DRAWINGS = {
    "neuron": (diagrams.neuron, [0.5, -0.25], [1.5, -2.25], 0.1),
    "neuron of six": (
        diagrams.neuron,
        [-999.99, -254.33, 1, 0.0004, 0.25, -999.99],
        [-99.99] * 5 + [-0.004],
        -99.99,
    ),
    "neurons": (diagrams.neurons, 784, 10),
    "two neurons": (diagrams.neurons, 3, 2),
    "many neurons": (diagrams.neurons, 9_999, 9_999),
    "network": (diagrams.network, (784, 200, 10)),
    "deep network": (diagrams.network, (9_999, 9_999, 9_999, 9_999, 9_999, 9_999)),
    "passes 2-2-2": (diagrams.passes, *layers(2, 2, 2)),
    "passes 4-4-4": (diagrams.passes, *layers(4, 4, 4)),
    "passes 3-4-1": (diagrams.passes, *layers(3, 4, 1)),
    "large passes": (diagrams.passes, [[-254.33, 999], [-999.99]], [[[-999.9], [0.004]]], [[-999.9]], [[-999.99]]),
    "passes 1-2": (diagrams.passes, *layers(1, 2)[:3]),
    "kernel 3": (diagrams.kernel, RNG.random((28, 28)), [[-1, -1, -1], [0, 0, 0], [1, 1, 1]], 6, 9),
    "kernel 5": (diagrams.kernel, RNG.integers(0, 256, (28, 20), np.uint8), RNG.uniform(-1, 1, (5, 5)), 23, 0),
    "kernel 2": (diagrams.kernel, np.zeros((4, 9)), [[1, -1], [0.5, -1 / 3]], 0, 7),
    "kernel 4": (diagrams.kernel, np.eye(4), RNG.uniform(-9, 9, (4, 4)), 0, 0),
    "shapes": (diagrams.shapes, CNN),
    "few shapes": (diagrams.shapes, [("picture", (99_999, 3)), ("flatten", (99_999,))]),
    "backpropagation": (diagrams.backpropagation,),
    "sets": (diagrams.sets, {"training": 54_000, "validation": 6_000, "test": 10_000}),
    "large sets": (diagrams.sets, {"training": 9_999_999, "validation": 1, "test": 9_999_999}),
    "bins": (
        *(diagrams.bins, np.linspace(0, 1, 11), np.arange(10) / 10 + 0.05, np.r_[0, 1, np.linspace(0, 1, 8)]),
        [0, 99_999, 0, 1, 22_222, 99_999, 99_999, 99_999, 99_999, 99_999],
    ),
    "two bins": (diagrams.bins, [0, 0.5, 1], [0.25, 1], [0.5, 1], [3, 4]),
}


# The first of each function.
FIRST = {call[0].__name__: name for name, call in reversed(DRAWINGS.items())}.values()


@functools.cache
def made(name):
    return draw(*DRAWINGS[name])


@pytest.fixture(params=DRAWINGS)
def drawn(request):
    return made(request.param)


def test_no_text_touches_another_or_is_cut_off(drawn):
    figure = drawn.figure
    found = drawn.boxes
    width, height = figure.get_size_inches() * 72
    assert figure.dpi == 72
    assert found
    for text, box in found:
        inside = box.x0 >= 3 and box.y0 >= 3 and box.x1 <= width - 3 and box.y1 <= height - 3
        assert inside, f"{text.get_text()!r} is cut off"
    for (one, first), (other, second) in itertools.combinations(found, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        high = min(first.y1, second.y1) - max(first.y0, second.y0)
        # Half a point for the room that a line leaves around its letters.
        assert min(wide, high) <= 0.5, f"{one.get_text()!r} lies on {other.get_text()!r}"


def test_what_stands_in_a_circle_or_box_fits_into_it(drawn):
    figure = drawn.figure
    renderer = FigureCanvasAgg(figure).get_renderer()
    patches = [one for one in figure.axes[0].patches if isinstance(one, Circle | FancyBboxPatch)]
    shapes = [one.get_window_extent(renderer) for one in patches]
    for text, box in drawn.boxes:
        middle = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        for shape in shapes:
            if shape.contains(*middle):
                assert box.x0 >= shape.x0, text.get_text()
                assert box.x1 <= shape.x1, text.get_text()
                assert box.y0 >= shape.y0, text.get_text()
                assert box.y1 <= shape.y1, text.get_text()


def test_type_is_large_enough_at_800_pixels(drawn):
    figure = drawn.figure
    # 600 points are 800 pixels of 1/96 inch: narrower drawings would be shown smaller, wider ones shrunk.
    assert figure.get_size_inches()[0] * 72 == 600
    assert min(text.get_fontsize() for text, _ in drawn.boxes) >= 11


def test_the_file_is_small_self_contained_and_says_what_it_shows(drawn):
    diagram = drawn.diagram
    assert len(diagram.svg.encode()) < 200_000
    root = ElementTree.fromstring(diagram.svg)
    assert (root.get("width"), root.tag) == ("600pt", "{http://www.w3.org/2000/svg}svg")
    assert not root.findall(".//{http://www.w3.org/2000/svg}text")  # outlines need no font
    links = re.findall(r'href="([^"]*)"', diagram.svg)
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in links)
    assert 40 < len(diagram.alt) <= 600
    assert diagram.alt.endswith(".")
    assert repr(diagram) == diagram.alt


@pytest.mark.parametrize("name", FIRST)
def test_the_same_arguments_give_the_same_bytes_whatever_the_notebook_has_set(name):
    drawn = made(name)
    before = plt.get_fignums()
    odd = {
        "font.size": 30,
        "axes.facecolor": "red",
        "svg.fonttype": "none",
        "lines.marker": "o",
        "figure.dpi": 200,
    }
    with matplotlib.rc_context(odd):
        assert drawn.again() == drawn.diagram
        assert plt.rcParams["font.size"] == 30
    assert plt.get_fignums() == before


def test_the_picture_stands_on_a_white_card(drawn):
    figure = drawn.figure
    assert figure.get_facecolor() == (1, 1, 1, 1)
    width, height = figure.get_size_inches() * 72
    first = re.search(r'<path d="([^"]*)" style="fill: (#\w+)"/>', drawn.diagram.svg)
    corners = np.array(re.findall(r"[-.\d]+", first[1]), float).reshape(-1, 2)
    assert first[2] == "#ffffff"
    assert (*corners.min(axis=0), *corners.max(axis=0)) == pytest.approx((0, 0, width, height))


def test_the_image_of_a_notebook_holds_the_svg_and_the_escaped_text():
    diagram = diagrams.Diagram("<svg>é</svg>", 'a < b & "c"')
    page = diagram._repr_html_()
    alt, data = re.fullmatch(
        r'<img alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]*)" style="max-width:100%;height:auto">', page
    ).groups()
    assert alt == "a &lt; b &amp; &quot;c&quot;"
    assert base64.b64decode(data).decode() == "<svg>é</svg>"
