"""Pages: a notebook that ran as one HTML file that needs no network.

nbconvert writes the page. Formulas become MathML, which browsers show by themselves, where nbconvert's own pages
fetch MathJax; of a widget a page shows the picture or text that stands in its place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import latex2mathml.converter
import nbformat
from jinja2 import DictLoader, pass_context
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from traitlets.config import Config

# nbconvert's page without the three scripts that it asks the network for.
_TEMPLATE = """
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
"""
# Of what an output offers, the first of these is shown: never a widget, which a page can't run.
_SHOWN = (
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/latex",
    "text/markdown",
    "text/plain",
)


def write_page(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook with its outputs as a page; its folder is made.

    Args:
        notebook: as nbformat reads it, or as it ran.
        path: of the page.

    Raises:
        OSError: the page can't be written.

    Example:
        >>> notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("$2^8$")])
        >>> write_page(notebook, Path("page.html"))  # doctest: +SKIP
    """
    config = Config()
    config.NbConvertBase.display_data_priority = list(_SHOWN)
    exporter = _PageExporter(
        config=config, extra_loaders=[DictLoader({"page.html.j2": _TEMPLATE})], template_file="page.html.j2"
    )
    page, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": path.stem}})
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")


class _FormulaRenderer(IPythonRenderer):
    """Writes Markdown as HTML, and its formulas as MathML."""

    def block_math(self, body: str) -> str:
        """Return a formula that has a line of its own."""
        return str(latex2mathml.converter.convert(body.strip(), display="block"))

    def inline_math(self, body: str) -> str:
        """Return a formula within a line."""
        return str(latex2mathml.converter.convert(body.strip()))


class _PageExporter(HTMLExporter):
    """nbconvert's exporter with formulas that need no script."""

    @pass_context
    def markdown2html(self, context: Any, source: str) -> str:
        """Return a cell of Markdown as HTML."""
        del context
        return str(MarkdownWithMath(renderer=_FormulaRenderer(escape=False)).render(source))
