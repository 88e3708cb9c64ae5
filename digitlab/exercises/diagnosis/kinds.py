"""The kinds of mistakes that occur in every exercise, each with what a teacher says of it."""

from __future__ import annotations

_SENTENCES = {
    # Axes
    "wrong-axis": "It runs along the wrong axis, or along one of two that are meant. `axis=0` goes down over "
    "the rows and leaves a number for each column; `axis=1` goes along each row and leaves a number for each "
    "row. With two axes to go, name both: `axis=(1, 2)`.",
    "missing-axis": "Without an axis, everything is put together in a single number. Which axis should disappear?",
    "one-axis-too-many": "It runs along one axis only, but all numbers together are meant here.",
    "missing-keepdims": "Without `keepdims=True` the summed axis is gone, so shape (n, 1) becomes (n,), and NumPy "
    "takes that for a row, not for a column.",
    "keepdims-too-many": "`keepdims=True` keeps an axis of length 1 that should go.",
    "fixed-number": "This number fits one case only. Which argument, or which shape, says how many there are?",
    "made-of-whole-numbers": "The new array holds whole numbers only, like the one it is made after, so decimals "
    "are cut off. Give it `dtype=float`.",
    "row-for-column": "A one-dimensional array is taken for a row. To be a column it needs a second axis: "
    "`a[:, None]` has shape (n, 1).",
    "not-transposed": "Rows and columns have changed places in this product: look at what is transposed, with "
    "`.T`, and what should be. Write down which axis of each array counts what.",
    "transposed": "Rows and columns have changed places: something is transposed, with `.T`, that shouldn't "
    "be, or the other way round. Write down which axis of each array counts what.",
    "rows-for-columns": "Rows and columns have changed places. In `a[i, j]`, and in a shape, rows come first.",
    "axes-in-another-order": "The axes are in another order than they should be. Write down what each one counts.",
    "flattened": "The numbers are right, but their shape isn't: compare it with the shape in the first line "
    "of the function's text.",
    "extra-axis": "The numbers are right, but there is an axis of length 1 too many or too few.",
    # Sums, means, largest and smallest
    "sum-for-mean": "A sum was taken where a mean was asked for: divide by how many there are.",
    "mean-for-sum": "A mean was taken where a sum was asked for.",
    "mean-for-largest": "A mean was taken where the largest was asked for.",
    "sum-for-largest": "A sum was taken where the largest was asked for.",
    "largest-for-smallest": "The largest was taken where the smallest was asked for.",
    "smallest-for-largest": "The smallest was taken where the largest was asked for.",
    "value-for-place": "The value itself was taken where its *place* was asked for: `max` is the number, `argmax` "
    "says where it stands.",
    "place-for-value": "The place was taken where the value was asked for: `argmax` says where the largest "
    "stands, `max` is the number itself.",
    "largest-of-all": "Python's `max` and NumPy's `np.max` look for the one largest or smallest number; two "
    "arrays are compared entry by entry by `np.maximum` and `np.minimum`.",
    "any-for-all": "One that fits is enough here for `any`, but all of them must: `all`.",
    "all-for-any": "All have to fit here for `all`, but one is enough: `any`.",
    "missing-mean": "The last step is missing: the mean. Divide by how many there are (how many images, not how "
    "many numbers).",
    "missing-sum": "The sum is missing: single numbers were left that should be added up.",
    "missing-largest": "Of all these numbers, the largest was asked for.",
    "missing-smallest": "Of all these numbers, the smallest was asked for.",
    "missing-count": "How many there are was asked for, not they themselves: `len` counts.",
    "missing-normalisation": "The last step is missing: divide by the sum, so that the shares add up to 1.",
    "extra-mean": "A mean was taken once too often: divide once by how many there are.",
    "extra-sum": "It is summed up too much: numbers that should stay apart were added.",
    "extra-any": "`any` puts answers together that should stay apart.",
    "extra-count": "It is counted how many there are, but they themselves were asked for.",
    "extra-largest": "The largest is taken once too often: numbers that should stay apart are put together.",
    "extra-smallest": "The smallest is taken once too often: numbers that should stay apart are put together.",
    "extra-rounding": "It is rounded, but the fraction was asked for.",
    "missing-any": "For each row there are several answers yet; one that fits is enough: `any`, along the row.",
    # Signs, factors, terms
    "sign": "A sign is wrong: plus and minus have changed places. Ask which way it should go.",
    "difference-turned-round": "A difference was taken the wrong way round: a - b and b - a have opposite signs.",
    "fraction-upside-down": "A fraction is upside down. Try it with easy numbers.",
    "factor-2": "A factor of 2, or of one half, is wrong.",
    "factor-10": "A factor of 10 is wrong.",
    "factor-100": "A factor of 100 is wrong: is it a share, from 0 to 1, or a percentage?",
    "constant-factor": "All numbers are off by the same factor: something is missing, or too much, that "
    "everything is multiplied with or divided by.",
    "all-zero": "Does the array hold whole numbers only (`astype`, `//`, `zeros_like`), so that all "
    "fractions are cut off? Or is the result never written into it?",
    "constant-difference": "All numbers are off by the same amount: something was added or subtracted too "
    "much, or left out.",
    "complement": "That is 1 minus what was asked for: the other part of the whole.",
    "missing-term": "A term is missing: something has yet to be added or subtracted. Compare with the task, "
    "part by part.",
    "extra-term": "There is a term too much: something was added or subtracted that doesn't belong there.",
    "missing-factor": "A factor is missing: something has yet to be multiplied in. Compare with the task, part by "
    "part.",
    "extra-factor": "There is a factor too much: something was multiplied in that doesn't belong there.",
    "missing-division": "A division is missing. By what should it be divided?",
    "extra-division": "It is divided once too often here.",
    "parentheses": "The parentheses stand in another place than they should: `*` and `/` come before `+` and "
    "`-`, so `a + b / c` is not `(a + b) / c`, and `a / b * c` is not `a / (b * c)`.",
    "missing-power": "Something should be squared here.",
    "extra-power": "Something is squared that shouldn't be.",
    "missing-root": "The square root is missing.",
    "extra-root": "A square root is taken that shouldn't be.",
    "missing-exponential": "The exponential function is missing.",
    "extra-exponential": "The exponential function is taken once too often.",
    "missing-logarithm": "The logarithm is missing.",
    "extra-logarithm": "The logarithm is taken once too often.",
    "another-logarithm": "That is a logarithm of base 2 or 10. The natural one is `np.log`.",
    "missing-absolute-value": "The sign should go: differences of both signs cancel, unless `abs` is taken "
    "of each.",
    "extra-absolute-value": "The sign shouldn't go: `abs` is too much here.",
    "inverse-function": "The opposite function was taken.",
    "missing-maximum": "Nothing is subtracted before the powers are taken: subtract from each row its "
    "largest entry.",
    "missing-activation": "The bend is missing: negative numbers should become 0 here.",
    "clipped": "Numbers were cut off at a limit. They should stay as they are.",
    "power-for-times": "A power was taken where a product was asked for.",
    "times-for-power": "A product was taken where a power was asked for: `x ** 2` squares, `x * 2` doubles.",
    "times-for-divided": "It was multiplied where it should be divided.",
    "divided-for-times": "It was divided where it should be multiplied.",
    "times-for-plus": "It was multiplied where it should be added.",
    "plus-for-times": "It was added where it should be multiplied.",
    "entries-for-matrices": "`*` multiplies entry by entry. A matrix product is `@`.",
    "matrices-for-entries": "`@` is the matrix product. Entry by entry it is `*`.",
    "factors-in-another-order": "In a matrix product the order counts: A @ B is not B @ A. Compare the shapes.",
    # Whole numbers and fractions
    "whole-for-fraction": "`//` drops what stands behind the point. `/` gives fractions.",
    "fraction-for-whole": "`/` gives a fraction. Whole numbers were asked for: `//` rounds down.",
    "rounding": "It is rounded in another way than it should be: `int` cuts off, `//` and `floor` round "
    "down, `ceil` rounds up, `round` goes to the nearest.",
    "missing-rounding": "A whole number was asked for, so it must be rounded.",
    "rest-for-quotient": "`%` gives the rest of a division, `//` the quotient.",
    "quotient-for-rest": "`//` gives the quotient of a division, `%` the rest.",
    "bytes-or-lists": "The numbers come as bytes, as whole numbers or as a list, and with those this calculation "
    "does something else: turn them into an array of floats first.",
    # Places and ends
    "off-by-one": "It is one too many or one too few. Python counts from 0, and a slice or a range ends "
    "*before* its second number.",
    "slice-begins-elsewhere": "The slice begins in the wrong place, by one. Python counts from 0.",
    "slice-ends-elsewhere": "The slice ends in the wrong place, by one: `a[i:j]` ends *before* j.",
    "loop-ends-early": "The loop ends one turn too early: `range(n)` ends with n - 1.",
    "loop-ends-late": "The loop makes one turn too many: `range(n)` begins with 0 and ends with n - 1.",
    "last-one-lost": "The last one is lost. Does the loop, or the slice, reach the end?",
    "first-one-lost": "The first one is lost. Python counts from 0.",
    "first-only": "Only the first one was looked at. Go through all of them.",
    "last-only": "Only the last one was looked at: is the result overwritten in each turn of the loop?",
    "border-lost": "Inside, the numbers are right, but the border, the first or last rows and columns, is "
    "missing or empty. Let the loop, or the slice, reach it.",
    "shifted": "The numbers are right, but stand one place beside where they should.",
    "other-end-of-the-order": "It was taken from the other end: `[:k]` is the beginning, `[-k:]` the end.",
    "other-piece": "It is the other piece: `[k:]` leaves out what `[:k]` takes.",
    "reversed": "The order is reversed, from last to first.",
    "not-reversed": "The order should be reversed, from last to first.",
    "order-of-results": "The results are right, but in another order. Compare with the order in the task.",
    "arguments-swapped": "Two arguments have changed places in a call.",
    "wrong-variable": "The wrong one of two names stands here. What does each of them hold at this moment?",
    "constant": "A number stands here where another one should. Where does it come from?",
    "missing-index": "Not all of it was asked for: pick the right ones, with an index.",
    "returns-the-argument": "That is what came in, unchanged.",
    # Comparisons
    "limit-not-included": "The limit itself was left out: `>` and `<` leave it out, `>=` and `<=` take it in.",
    "limit-included": "The limit itself was taken in: `>=` and `<=` take it in, `>` and `<` leave it out.",
    "comparison-turned-round": "A comparison points the wrong way.",
    "flipped": "`convolve` turns the kernel upside down before it slides. `correlate` lays it on as it is.",
    "joined-for-stacked": "`concatenate` joins arrays along an axis that they have; `stack` makes a new one.",
    # Loops and lines
    "return-in-loop": "`return` stands inside the loop, so the function ends in the loop's first turn. Move "
    "it out to the left, to the level of `for`.",
    "overwrites-instead-of-adding": "`=` forgets what was there before, so only the last turn of the loop counts. "
    "To add up, use `+=`.",
    "adds-instead-of-replacing": "`+=` adds to what was there before. Here it should be replaced, with `=`.",
    "starts-anew-in-each-turn": "The counter is set back in each turn of the loop. Set it once, before the loop.",
    "start-value": "The start value is wrong: it is itself compared or counted. A sum starts from 0, a "
    "product from 1, a search for the largest from the first number or from minus infinity.",
    "stops-early": "`break` ends the loop too early.",
    "behind-the-loop": "A line stands behind the loop that should be done in each of its turns: indent it.",
    "in-the-loop": "A line is done in each turn of the loop that should be done once, behind it.",
    "order-of-lines": "Two lines should change places: one uses what the other has yet to work out.",
    "missing-line": "A step is missing. Go through the task, line by line.",
    "extra-line": "This line does something that wasn't asked for.",
    "missing-guard": "One case needs to be asked for first, with `if`: an empty one, or the last one. What "
    "happens there without it?",
    "extra-condition": "A condition leaves cases out that should be treated like the others.",
    "not-kept": "The result of this call isn't kept: most methods give something new and leave the old one as it "
    "is. Put `name =` before it.",
    "prints": "Your function *prints* its result and gives nothing back. `print` shows a number to you; `return` "
    "gives it to whoever called the function.",
    "rows-share-a-list": "All rows are one and the same list or array, so what is written into one row stands in "
    "all of them: `[[0] * k] * n`, and `append` of the same one in each turn, make no copies. Use "
    "`np.zeros((n, k))`, or make a new row in each turn.",
    "ignores-an-argument": "An argument has no influence on the result.",
}


def sentence(kind: str) -> str:
    """Return what a teacher says of a kind of mistake.

    Args:
        kind: its name.

    Raises:
        KeyError: if there is no such kind.

    Example:
        >>> sentence("missing-root")
        'The square root is missing.'
    """
    return _SENTENCES[kind]


def kinds() -> tuple[str, ...]:
    """Return the names of all kinds."""
    return tuple(_SENTENCES)
