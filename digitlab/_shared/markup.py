"""Sentences with a little markup, as HTML for a notebook."""

from __future__ import annotations

import html
import re


def prose_html(text: str) -> str:
    """Escape a text for HTML; what stands between backticks becomes code, between asterisks emphasis.

    Args:
        text: plain sentences. Code is taken as it stands: asterisks in it mean nothing.

    Example:
        >>> prose_html("Is `a < b*c*d` *always* so?")
        'Is <code>a &lt; b*c*d</code> <em>always</em> so?'
    """
    pieces = [html.escape(piece) for piece in re.split(r"`([^`]+)`", text)]
    return "".join(
        f"<code>{piece}</code>" if index % 2 else re.sub(r"\*(\w[^*]*)\*", r"<em>\1</em>", piece)
        for index, piece in enumerate(pieces)
    )
