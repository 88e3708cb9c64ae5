"""A drawing pad in a page of a browser, for tests: draw on it, read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

Strokes = Sequence[NDArray[Any]]


class PadPage:
    """One pad of a page.

    Args:
        page: of the browser.
        place: which pad of the page, from 0.
    """

    def __init__(self, page: Page, place: int = 0) -> None:
        self.page = page
        self.whole = page.locator(".digitlab-whole-pad").nth(place)
        self.canvas = self.whole.locator("canvas.digitlab-pad")
        self.answer = self.whole.locator(".digitlab-prediction")
        self.live = self.whole.locator(".digitlab-said")
        self.note = self.whole.locator(".digitlab-surface-note")
        self.kernel_note = self.whole.locator(".digitlab-kernel-note")

    def button(self, name: str) -> Locator:
        """Return a button of the pad."""
        return self.whole.get_by_role("button", name=name)

    def places(self, stroke: NDArray[Any], scale: float, corner: tuple[float, float]) -> list[tuple[float, float]]:
        """Return where the points of a stroke within the unit square lie on the page."""
        box = self.canvas.bounding_box()
        assert box is not None
        return [
            (box["x"] + (corner[0] + scale * x) * box["width"], box["y"] + (corner[1] + scale * y) * box["height"])
            for x, y in stroke
        ]

    def draw(self, strokes: Strokes, scale: float = 0.8, corner: tuple[float, float] = (0.1, 0.1)) -> None:
        """Draw with the mouse: `scale` and `corner` are shares of the pad's side."""
        self.canvas.scroll_into_view_if_needed()
        self.settle()
        for stroke in strokes:
            places = self.places(stroke, scale, corner)
            self.page.mouse.move(*places[0])
            self.page.mouse.down()
            for place in places[1:]:
                self.page.mouse.move(*place)
            self.page.mouse.up()

    def settle(self) -> None:
        """Wait until the pad stands still: what is above it may still grow."""
        last = None
        while (box := self.canvas.bounding_box()) != last:
            last = box
            self.page.wait_for_timeout(50)

    def expect_digit(self, digit: int | None) -> None:
        """Wait until the pad shows this answer; None means no digit."""
        expect(self.answer).to_have_attribute("data-digit", "" if digit is None else str(digit))

    def expect_verdict(self, verdict: str) -> None:
        """Wait until the pad is in this state."""
        expect(self.answer).to_have_attribute("data-verdict", verdict)

    def clear(self) -> None:
        """Clear it, and wait until it is."""
        self.button("Clear").click()
        self.expect_verdict("empty")

    @property
    def count(self) -> int:
        """The number of answers so far."""
        return int(self.answer.get_attribute("data-count") or "-1")

    def count_at_rest(self) -> int:
        """Wait until no more answers come, and return their number."""
        last, same = -1, 0
        while same < 5:
            same = same + 1 if self.count == last else 0
            last = self.count
            self.page.wait_for_timeout(100)
        return last

    def dark_pixels(self) -> int:
        """Return how many pixels of the canvas carry ink, on the page as it is."""
        return int(
            self.canvas.evaluate(
                """(canvas) => {
                  const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
                  let count = 0;
                  for (let i = 0; i < data.length; i += 4) count += data[i] < 60;
                  return count;
                }"""
            )
        )

    def ink_at_rest(self) -> int:
        """Wait until the ink no longer changes, and return its pixels."""
        last, same = -1, 0
        while same < 4:
            count = self.dark_pixels()
            same = same + 1 if count == last else 0
            last = count
            self.page.wait_for_timeout(100)
        return last
