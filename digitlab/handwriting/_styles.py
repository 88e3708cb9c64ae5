"""The ways in which people write each digit, as strokes of a few control points.

A shape is text: points "x,y" in percent of the digit's height, x to the right and y down; "!" after a point makes
it a sharp corner; "/" lifts the pen. The shapes were drawn for this table after looking at how people write.
The weights are rough: how often a style should be met in training, not a census. Where a style is usual is
said where it is well known; no survey of all of them is known to us. A shape that most readers would take for
another digit is left out: there is nothing to learn from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Style:
    """One way of writing one digit.

    Attributes:
        name: what it is called.
        weight: how often it is written, relative to the digit's other styles.
        shape: its strokes as text, as the head of this module says.
    """

    name: str
    weight: float
    shape: str

    def strokes(self) -> list[tuple[NDArray[np.float64], NDArray[np.bool_]]]:
        """Return for each stroke its control points (k, 2), in heights, and which of them are corners (k,).

        Example:
            >>> Style("plain", 1, "3,3 62,3! 25,100").strokes()[0][1]
            array([False,  True, False])
        """
        strokes = []
        for stroke in self.shape.split("/"):
            marks = stroke.split()
            points = np.array([mark.rstrip("!").split(",") for mark in marks], np.float64) / 100
            strokes.append((points, np.array([mark.endswith("!") for mark in marks])))
        return strokes


STYLES: dict[int, tuple[Style, ...]] = {
    0: (
        Style("round", 4, "42,2 15,14 3,50 14,88 38,100 62,88 74,50 63,14 40,2"),
        Style("narrow", 2, "28,2 12,18 5,55 12,88 24,99 36,85 41,50 36,16 27,2"),
        Style("clockwise", 1, "22,6 50,1 72,32 70,75 40,100 12,86 3,50 9,18 26,4"),
        Style("from the left", 1, "4,45 12,86 38,100 66,82 73,42 52,6 22,7 5,40"),
        Style("open at the top", 2, "30,6 9,30 4,62 18,92 42,100 66,84 73,52 66,22 52,7"),
        Style("open at the left", 1, "6,30 3,58 14,90 38,100 62,90 73,55 66,18 46,2 22,6"),
        Style("tail outside", 2, "46,1 17,16 4,55 16,90 38,100 62,86 70,52 60,16 38,4 4,22"),
        Style("start inside", 2, "38,24 42,10 26,5 8,28 4,60 18,92 42,100 66,82 72,48 60,14 38,1 18,8"),
        Style("end inside", 1, "40,1 14,16 3,52 15,90 40,100 64,86 72,50 62,20 44,10 26,16 22,30"),
        Style("crossed at the top", 1, "62,0 40,12 12,40 8,72 26,98 54,96 70,72 66,40 44,14 24,0"),
        # Against confusion with the letter O: programmers, engineers, the military.
        Style("slashed", 2, "42,2 15,14 3,50 14,88 38,100 62,88 74,50 63,14 40,2 / 66,10 10,92"),
        Style("slashed beyond", 1.5, "42,6 18,16 8,50 16,84 38,96 60,84 70,50 61,16 40,6 / 78,0 2,100"),
        Style("slashed inside", 1, "42,2 15,14 3,50 14,88 38,100 62,88 74,50 63,14 40,2 / 54,28 26,68"),
        Style("slashed in one stroke", 1, "68,4 40,4 12,24 4,60 18,92 42,98 66,78 72,42 62,10! 14,90"),
        Style("slashed the other way", 0.5, "42,2 15,14 3,50 14,88 38,100 62,88 74,50 63,14 40,2 / 14,12 64,90"),
        Style("dotted", 0.5, "42,2 15,14 3,50 14,88 38,100 62,88 74,50 63,14 40,2 / 36,46 39,51 40,56"),
        Style(
            "twice round", 0.5, "44,4 14,16 5,52 18,92 46,96 70,60 60,12 34,0 10,22 2,60 22,98 56,90 74,46 58,6"
        ),
        Style("narrowing", 0.7, "58,0 34,12 8,44 2,76 16,98 38,84 58,46 62,16 50,2"),
    ),
    1: (
        # A plain stroke is the rule in North America; a flag in most of Europe and Latin America.
        Style("plain", 4, "20,0 20,50 20,100"),
        Style("curved", 1, "24,0 18,30 18,70 24,100"),
        Style("top bent", 1, "12,4 22,0 26,12 24,60 22,100"),
        Style("small flag", 3, "10,20 24,0! 23,100"),
        Style("flag", 3, "4,34 34,0! 32,100"),
        Style("round flag", 2, "0,40 26,14 46,0 48,16 42,60 38,100"),
        # The long upstroke of Germany and France.
        Style("long flag", 2, "0,55 44,0! 38,100"),
        Style("flag to the ground", 0.8, "0,84 54,0! 46,100"),
        Style("roof", 0.7, "0,54 70,0! 58,100"),
        Style("wide roof", 0.5, "0,44 84,0! 64,70"),
        Style("retraced flag", 1, "22,55 32,0! 28,100"),
        Style("curved flag", 1, "0,30 20,28 38,0! 36,100"),
        Style("flag and foot", 3, "8,28 36,0! 36,97 / 4,98 72,97"),
        Style("flag and foot in one stroke", 2, "8,28 36,0! 36,80 22,97 4,99 20,95 50,96 76,98"),
        Style("flag and sharp foot", 1, "8,28 36,0! 36,97! 4,98! 72,96"),
        Style("flag and half a foot", 1, "6,30 34,0! 34,96! 4,98"),
        Style("foot", 1, "34,0 34,98 / 8,99 62,98"),
        Style("curved back", 1, "8,24 34,0! 34,78 26,96 2,100"),
        Style("turned to the right", 0.6, "8,24 34,0! 32,80 38,97 66,97"),
        Style("loop at the top and foot", 0.6, "20,34 6,38 8,18 24,3 32,14 24,34 28,60 30,97 / 0,99 72,96"),
    ),
    2: (
        Style("plain", 4, "8,22 25,3 50,2 64,18 56,46 30,75 5,98! 35,97 74,97"),
        Style("narrow", 2, "6,22 22,2 40,6 42,24 28,58 5,97! 30,98 56,97"),
        Style("round foot", 2, "6,18 28,2 54,5 60,26 38,58 14,82 16,95 42,99 72,98"),
        Style("small loop", 3, "10,25 25,4 48,3 58,24 46,56 20,90 4,96 4,86 20,84 46,93 76,97"),
        Style("loop", 2, "12,28 28,4 54,5 60,28 42,62 18,94 3,94 6,78 28,76 56,90 82,96"),
        Style("big loop", 1, "16,26 30,4 54,5 58,26 44,58 18,98 0,92 6,70 30,68 48,84 64,98"),
        Style("flat loop", 1, "10,24 26,4 52,4 60,24 44,58 16,86 2,96 14,92 44,90 82,90"),
        Style("z-like", 1, "5,4 60,3! 5,97! 68,97"),
        Style("z-like and soft", 1, "4,14 20,3 58,6 52,28 8,96! 70,95"),
        Style("waved foot", 1.5, "8,22 25,3 48,3 58,22 44,60 8,96! 28,86 48,90 74,100"),
        Style("rising foot", 1, "5,25 24,3 44,10 34,48 5,98! 64,86"),
        Style("curled start", 2, "28,24 16,26 12,14 28,2 52,5 58,26 40,64 6,97! 40,96 76,97"),
        Style("hooked end", 0.6, "14,16 28,2 48,6 54,26 40,62 8,96! 30,90 56,98 72,92 74,76"),
        Style("low arch", 1, "2,20 30,2 62,6 60,24 30,54 8,84 24,97 80,98"),
        Style("leaning back", 1, "4,10 24,0 40,10 40,50 26,78 2,92! 40,96 80,96"),
        Style("swan", 1, "14,34 10,16 28,2 52,8 56,32 36,72 4,98! 40,92 80,97"),
        Style("upright", 0.7, "10,26 16,6 38,1 52,14 46,44 34,72 30,95! 2,98 28,95 70,97"),
    ),
    3: (
        Style("round", 4, "5,14 25,1 52,6 56,26 44,42 24,47! 54,53 66,74 50,96 22,100 2,88"),
        Style("soft middle", 3, "8,12 30,0 54,9 50,30 34,46 56,60 60,84 36,100 4,95"),
        Style("flat top", 2, "5,4 60,3! 28,42! 54,50 66,74 48,97 20,100 2,90"),
        Style("flat and bent top", 1, "2,16 8,4 62,4! 24,44! 56,52 64,76 44,98 2,97"),
        Style("middle loop", 2, "5,15 25,1 52,5 58,24 44,44 26,52 20,44 34,43 56,54 66,77 46,99 15,98 0,86"),
        Style("big middle loop", 0.7, "12,12 28,0 48,8 46,30 20,54 8,46 24,38 52,50 62,76 40,99 2,92"),
        Style("hardly a middle", 2, "6,16 34,0 56,10 46,36 36,52 46,70 34,90 0,99"),
        Style("lazy", 1.5, "4,20 32,2 54,6 46,36 40,58 42,76 24,96 0,100"),
        Style("long waist", 1.5, "4,16 26,0 58,4 62,16 42,32 50,62 62,92 40,99 0,97"),
        Style("angular", 1.5, "22,10 32,1 58,2 58,12 30,46 62,74 56,84 0,98"),
        Style("z-like", 1, "4,10 28,2 64,6 56,22 24,48 62,68 66,82 48,95 0,96"),
        Style("large belly", 1.5, "16,10 34,0 48,8 44,24 26,36! 58,44 68,68 50,96 20,100 0,82"),
        Style("small belly", 1, "2,22 18,2 52,2 62,22 48,48 26,56! 52,62 56,82 36,98 6,96"),
        Style("flat base", 1, "10,12 26,1 50,6 50,26 28,44! 60,62 70,88 50,98 0,98"),
        Style("high arm", 1, "4,18 14,2 32,2 26,28 12,46! 34,40 62,54 62,80 34,99 0,94"),
    ),
    4: (
        Style("open", 3, "18,0 5,58! 68,56 / 52,18 50,100"),
        Style("open and round", 3, "22,0 8,26 5,50 16,60 68,56 / 60,26 54,60 48,100"),
        Style("open, stem beyond the bar", 1, "14,10 8,58! 74,58 / 52,0 50,100"),
        # The 4 of print: usual in North America.
        Style("closed", 3, "45,0 2,62! 76,60 / 48,2 46,100"),
        Style("closed in one stroke", 1.5, "52,100 54,4! 4,64! 76,62"),
        Style("from the corner", 1, "46,0 4,60! 58,62! 60,2! 54,100"),
        Style("open in one stroke", 2, "24,0 4,60! 56,62 66,46 64,24! 54,100"),
        Style("open, sharp, in one stroke", 1, "28,0 2,64! 62,62! 70,34! 56,100"),
        Style("like a y", 2, "10,2 5,34 18,54 44,46 60,4! 54,100"),
        Style("like a u", 1, "8,0 6,36 20,52 42,36 50,8 56,30 54,100"),
        Style("lightning", 2, "34,0 4,52! 56,46! 30,100"),
        Style("round lightning", 2, "22,0 8,34 14,52 34,50 54,42! 40,66 36,100"),
        Style("like an h", 0.8, "14,0 8,40 12,60 34,60 44,72 44,100"),
        Style("short stem", 2, "20,0 3,70! 56,68 / 52,44 44,100"),
        Style("hooked short stem", 1.5, "16,0 4,50 8,72 40,72 / 36,54 54,46 54,66 48,100"),
        Style("tiny stem", 1, "18,0 6,36 3,62 10,74 34,74 / 42,62 42,80 36,100"),
        Style("tiny stem, narrow", 0.7, "14,0 6,50 6,84 22,90 / 36,66 38,80 34,100"),
        Style("tiny stem below a corner", 1, "20,0 4,74! 42,74 / 38,58 46,56 44,78 36,100"),
        Style("hooked stem", 1.5, "18,0 4,58! 64,58 / 44,34 58,22 62,40 58,70 54,100"),
        Style("like a c", 1.5, "44,0 16,18 6,44 22,58 56,52 / 76,34 56,48 34,100"),
        Style("pointed left", 1, "50,0 26,40 0,68! 60,62 / 64,24 44,66 36,100"),
        Style("curled start", 1, "10,16 16,2 26,8 8,62! 64,62 / 62,32 52,100"),
        Style("loop at the right", 1, "26,0 8,54 14,64 52,56 68,30 56,26 50,54 50,100"),
        Style("three strokes", 1, "16,4 10,54 / 6,56 72,56 / 52,6 50,100"),
    ),
    5: (
        Style("one stroke", 3, "62,2 18,2! 12,42! 34,36 58,48 63,74 42,97 4,95"),
        Style("one stroke and slanted", 1.5, "70,0 30,3! 12,44! 36,40 54,52 50,78 32,96 0,100"),
        Style("bar apart", 4, "18,5 12,42! 34,36 58,48 62,74 42,98 5,96 / 17,3 70,2"),
        Style("bar lifted", 1.5, "16,18 12,46! 34,40 56,52 60,76 40,99 5,97 / 24,4 74,-2"),
        Style("long bar", 1, "16,10 14,44! 34,38 54,50 58,76 38,98 4,97 / 0,8 82,2"),
        Style("s-like", 3, "62,6 40,1 16,14 18,34 44,52 58,74 42,98 4,95"),
        Style("s-like and angular", 1.5, "66,8 56,2 36,4 12,32 18,42 48,54 56,72 30,96 0,99"),
        Style("s-like with a bar", 2, "26,4 12,20 22,40 48,56 58,78 40,98 6,96 / 24,5 46,5 76,0"),
        Style("arched bar", 1.5, "20,14 18,34 42,48 56,72 42,98 10,97 / 6,24 14,8 36,3 80,2"),
        Style("hooked bar", 1.5, "20,10 14,40! 36,38 54,52 56,78 36,99 8,96 / 6,28 10,4! 72,3"),
        Style("straight back", 1.5, "22,8 32,34 52,66 56,84 42,99 18,98 / 4,26 24,6 78,0"),
        Style("straight and open", 1, "14,12 26,36 44,62 50,100 / 2,30 22,8 74,2"),
        Style("rising bar", 1.5, "22,16 16,40 44,50 56,72 40,96 4,99 / 12,18 40,10 84,-4"),
        Style("large belly", 1, "60,4 24,4! 16,34! 46,28 68,50 64,82 36,100 4,88"),
        Style("small belly", 1, "64,3 20,3! 12,56! 36,50 52,62 50,84 32,98 6,94"),
        Style("belly turned in", 0.7, "18,6 14,44! 38,38 58,54 56,82 34,99 8,92 4,78 / 20,4 68,3"),
        Style("hook at the start", 1, "64,18 62,4! 22,3! 14,42! 38,36 60,50 58,80 36,98 2,95"),
        Style("neck and round", 1, "60,2 22,2 14,24 10,46! 34,34 60,46 62,74 42,97 6,97"),
    ),
    6: (
        Style("curled", 3, "48,0 24,18 7,55 10,86 30,100 54,88 54,66 34,56 12,68"),
        Style("straight", 3, "40,0 12,52 5,80 22,100 46,88 46,66 28,60 8,74"),
        Style("small loop", 2, "34,0 12,40 3,80 18,99 40,92 40,76 24,72 9,82"),
        Style("big loop", 2, "46,2 15,25 2,64 20,98 52,96 64,68 46,44 18,50 5,66"),
        Style("open", 2, "50,0 20,24 5,60 14,94 44,99 56,82 44,68 28,70"),
        Style("open, turned in", 1.5, "44,0 16,30 4,66 16,96 40,98 48,82 34,74 22,82"),
        Style("flat loop", 2, "44,0 10,54 4,86 34,100 72,92 62,80 16,82"),
        Style("loop across the stem", 2, "42,0 16,40 10,76 24,98 42,90 38,68 2,60"),
        Style("small loop across the stem", 1, "52,8 42,0 20,34 14,80 22,99 34,94 32,76 0,62"),
        Style("loop down across the foot", 1, "42,4 20,6 5,48 16,82 46,84 50,66 30,64 6,100"),
        Style("hook at the start", 1.5, "58,14 48,0 24,14 6,55 12,88 34,100 56,86 50,66 26,64 10,76"),
        Style("upright", 1.5, "24,0 10,34 6,72 18,98 42,96 50,76 36,62 10,70"),
        Style("wide", 1.5, "70,2 36,10 8,44 6,78 30,98 60,90 60,66 34,58 10,66"),
        Style("wide and flat", 1, "78,0 40,18 6,62 10,86 46,92 54,80 14,78"),
        Style("tall loop", 1, "46,0 20,20 4,62 10,96 30,98 54,62 50,44 28,58 10,94"),
    ),
    7: (
        Style("plain", 4, "3,3 62,3! 25,100"),
        Style("curved stem", 3, "3,5 60,3! 36,44 26,100"),
        Style("round", 2, "4,14 22,2 50,4 56,22 42,62 30,100"),
        Style("steep", 1, "4,4 44,3! 36,50 34,100"),
        Style("serif", 2, "5,22 5,3! 62,3! 28,100"),
        Style("slanted serif", 1, "2,18 12,2! 66,6! 28,100"),
        Style("falling bar", 1, "4,0 62,20! 40,48 22,100"),
        Style("waved bar", 1, "2,12 18,2 38,10 64,2! 36,46 28,100"),
        # The bar through the stem is usual in continental Europe and Latin America: it is no 1.
        Style("crossed", 4, "3,5 60,3! 25,100 / 14,52 60,48"),
        Style("crossed and round", 3, "4,16 20,2 46,3 54,20 42,60 30,100 / 8,58 66,52"),
        Style("crossed, curved stem", 2, "3,5 58,3! 38,42 28,100 / 12,56 58,50"),
        Style("crossed with a serif", 2, "5,22 6,3! 60,3! 28,100 / 14,54 58,50"),
        Style("crossed, waved bar", 1, "2,10 18,2 38,8 62,2! 30,100 / 16,50 58,48"),
        Style("crossed with a hook", 2, "4,12 14,2 52,3 54,14 40,56 32,100 / 12,68 14,56! 54,54"),
        Style("crossed low", 1, "3,8 16,0 48,3! 38,100 / 6,68 58,62"),
        Style("crossed long", 1, "3,14 22,0 46,4 50,22 30,100 / 0,62 78,40"),
        Style("crossed downwards", 1, "6,6 42,4 46,20 38,100 / 0,42 40,52 72,70"),
        Style("bar beside the stem", 1, "2,12 24,0 60,6! 42,100 / 12,66 14,58 30,54"),
        Style("curled start and crossed", 1, "14,14 6,10 16,1 44,6 46,30 34,100 / 8,58 62,54"),
        Style("small and crossed", 1, "18,14 26,0 40,2 42,26 36,60 30,100 / 6,60 58,58"),
        Style("foot turned up", 0.6, "2,2 62,10! 40,40 28,84 30,100 38,92"),
        Style("foot turned back", 0.6, "4,6 58,4 54,40 38,82 24,98 12,92"),
    ),
    8: (
        Style("from the top right", 4, "54,16 36,1 14,10 15,32 50,58 58,82 35,100 10,86 15,62 46,38 56,20"),
        Style("from the top", 3, "34,1 12,10 14,30 48,58 58,84 34,100 8,86 14,62 48,34 54,12 34,1"),
        Style("turned the other way", 2, "32,1 54,10 50,32 16,60 8,84 32,100 54,86 50,62 18,32 14,10 34,1"),
        Style("narrow", 2, "30,3 16,10 16,30 36,60 40,86 26,99 12,86 16,60 38,32 40,10 28,3"),
        Style("open at the top right", 3, "62,6 38,2 14,16 18,34 46,60 50,86 30,100 10,88 20,60 66,18"),
        Style("arm to the right", 1.5, "46,6 26,2 12,18 36,52 44,84 28,100 12,84 30,46 80,22"),
        Style("open at the top left", 2, "10,22 36,1 56,8 46,34 14,66 10,90 32,100 50,86 42,60 16,36"),
        Style("open at the left", 1.5, "4,46 26,52 44,34 50,8 32,0 16,14 38,52 44,82 28,100 16,86 34,50"),
        Style("from the bottom left", 1.5, "8,88 44,38 52,10 36,0 18,10 22,34 56,74 50,96 24,100 6,92"),
        Style("from the middle", 2, "32,48 14,32 18,8 40,0 54,16 40,42 12,66 14,92 38,100 56,82 46,58 22,40"),
        Style("from the middle left", 1.5, "12,64 46,32 52,10 36,0 20,12 30,40 54,74 44,98 18,99 4,82 12,60"),
        Style(
            "two circles", 2, "36,1 16,8 16,34 36,45 54,34 54,10 34,1 / 34,46 8,58 8,90 34,100 60,90 60,58 34,46"
        ),
        Style(
            "two circles, a gap",
            1,
            "34,0 14,10 16,32 38,40 54,26 48,4 30,0 / 34,50 10,60 10,92 38,100 60,84 54,56 30,50",
        ),
        Style(
            "wide above",
            1,
            "36,2 6,10 2,26 26,38 62,32 70,14 48,2 28,3 / 32,46 12,62 16,92 40,100 58,80 48,54 28,47",
        ),
        Style(
            "two circles in one stroke",
            1,
            "28,8 14,26 30,40 52,24 42,2 22,8 32,46 10,66 14,94 40,100 58,78 44,52 26,50",
        ),
        Style("angular", 1, "14,4 56,3 50,24 10,76 12,97 52,98 54,84 14,28 10,12 26,4"),
        Style("slim and open", 2, "52,0 32,8 20,28 34,58 32,92 22,100 12,88 26,52 70,6"),
        Style("small above", 1, "42,8 30,2 20,12 32,34 60,66 56,94 26,100 4,84 14,56 40,32 46,14"),
        Style("small below", 1, "60,14 36,0 6,12 10,34 38,60 44,86 30,100 16,86 26,58 58,32 58,8"),
        Style("open below", 1, "34,48 22,26 34,2 54,6 50,28 34,48 44,76 32,100 10,92 10,72"),
        Style("alpha-like", 1.5, "16,8 42,44 46,84 34,100 24,84 44,36 56,8 44,0 20,22 4,40"),
        Style("ribbon", 1.5, "26,24 44,50 46,86 36,100 26,86 44,46 58,10 46,0 32,10 14,40"),
        Style("ribbon, long arm", 1, "36,10 48,38 48,88 36,99 26,84 46,40 56,10 44,0 30,22 26,40 0,44"),
        Style("like an f", 1, "66,4 46,0 32,18 26,54 20,92 10,100 6,88 24,52 80,2"),
    ),
    9: (
        Style("straight leg", 4, "54,12 32,2 9,18 14,40 38,41 54,12! 53,100"),
        Style("slanted leg", 3, "58,14 36,1 9,20 18,42 44,36 60,10! 36,100"),
        Style("curved leg", 2, "56,12 34,1 9,18 16,42 42,38 58,10 54,56 36,100"),
        Style("curled tail", 3, "54,12 32,2 9,18 14,40 38,41 55,12! 56,68 44,96 10,97"),
        Style("hooked tail", 2, "54,10 30,2 8,18 15,40 40,40 56,10! 58,74 50,97 0,98"),
        # Also the printed g; in schools of several countries the 9 is taught with this tail.
        Style("like a g", 1.5, "52,10 30,2 8,18 14,42 40,42 54,12! 56,80 36,100 4,90 2,80"),
        Style("open loop", 2, "48,6 24,4 8,22 20,42 46,34 60,6! 50,100"),
        Style("like a y with a tail", 1, "20,3 7,26 26,40 48,26 56,6! 56,70 40,97 6,97"),
        Style("from the middle", 2.5, "54,40 26,44 8,24 26,2 52,8 58,36 46,72 26,100"),
        Style("from the middle, curled", 1.5, "48,42 20,40 10,18 32,1 56,10 60,44 46,86 6,98"),
        Style("like a turned 6", 1, "4,100 36,84 60,50 58,14 34,0 14,14 22,38 52,42"),
        Style("overlapping loop", 2, "38,8 18,8 10,26 26,40 48,30 48,10 26,2 10,14 20,32 54,34 56,66 40,97 4,98"),
        Style("overlapping, straight", 1, "30,10 12,18 16,38 40,36 48,14 30,2 10,12 18,40 50,30 54,14! 46,100"),
        Style("small loop, s-like", 1.5, "42,14 24,20 16,8 34,1 46,10 30,24 12,18 24,30 56,56 52,84 32,98 0,98"),
        Style("flat loop", 1.5, "46,12 20,28 4,24 14,8 48,2 62,8 44,24 34,36 50,52 34,100"),
        Style("flat loop, slanted", 2, "62,14 24,30 2,26 24,8 66,4! 46,46 22,100"),
        Style("leaning back", 1, "30,8 12,20 14,40 34,38 38,10! 52,60 58,90 40,99 8,96"),
        Style("leaning back, round", 1, "40,8 20,4 14,22 28,30 46,16 36,8 58,44 64,80 40,100 4,96"),
        Style("circle and leg", 2, "32,2 9,16 16,42 42,40 52,18 34,2 / 53,8 52,100"),
        Style("circle and curved leg", 1.5, "32,2 9,16 16,42 42,40 50,16 32,3 / 54,22 52,66 34,95 2,97"),
        Style("low shoulder", 1, "54,34 38,44 16,40 10,18 30,2 50,12 40,40! 46,62 44,100"),
        Style("arm to the right", 1, "74,16 48,4 20,4 8,24 26,40 48,26 52,8 52,60 40,100"),
    ),
}
