"""The check-up of the computer that the course runs on: what is well, and what to do where it isn't."""

from __future__ import annotations

import html
from dataclasses import dataclass

from digitlab._shared.markup import prose_html
from digitlab.checkup import jax_start
from digitlab.checkup.findings import Finding

# A sign and a rim for each state; the word stands beside them, so that nobody has to tell colours apart.
_FACES = {"well": ("✓", "#2b83ba"), "to do": ("!", "#d9730d"), "not checked": ("○", "#8a8f98")}
_HEADINGS = ("", "what", "state", "found", "what to do")
_TABLE = (
    "border-collapse:collapse;color:var(--jp-content-font-color1,inherit);"
    "font:13px/1.45 var(--jp-content-font-family,system-ui,sans-serif)"
)
_CELL = "text-align:left;vertical-align:top;padding:3px 10px;overflow-wrap:anywhere"
_WHOLE = f"{_CELL};white-space:nowrap"  # "not checked" must not become "not check-ed"


@dataclass(frozen=True)
class Checkup:
    """What `doctor` found.

    Attributes:
        findings: one for each line of the table.
    """

    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        """Is there nothing to do? What couldn't be checked doesn't count."""
        return not any(finding.state == "to do" for finding in self.findings)

    @property
    def summary(self) -> str:
        """One sentence for all lines."""
        todo = sum(finding.state == "to do" for finding in self.findings)
        if todo:
            return f"{todo} of {len(self.findings)} lines {'need' if todo > 1 else 'needs'} something to be done."
        unknown = sum(finding.state == "not checked" for finding in self.findings)
        if unknown:
            return f"Nothing has to be done. {unknown} {'lines' if unknown > 1 else 'line'} could not be checked."
        return "All is well: nothing to do."

    def __repr__(self) -> str:
        """Return the table as text, the advice below its line."""
        width = max((len(finding.what) for finding in self.findings), default=0)
        lines = []
        for finding in self.findings:
            sign, _ = _FACES[finding.state]
            lines.append(f"{sign} {finding.what.ljust(width)}  {finding.state.ljust(11)}  {finding.found}")
            if finding.advice:
                lines.append(f"{' ' * (width + 17)}{finding.advice}")
        return "\n".join([*lines, self.summary])

    def _repr_html_(self) -> str:
        head = "".join(f'<th style="{_WHOLE}" scope="col">{html.escape(text)}</th>' for text in _HEADINGS)
        return (
            f'<table class="digitlab-checkup" style="{_TABLE}"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(map(_row, self.findings))}</tbody></table>"
            f'<p role="status" style="color:var(--jp-content-font-color1,inherit)">{html.escape(self.summary)}</p>'
        )


def doctor() -> Checkup:
    """Check whether this computer has what the course needs, and say what to do where it hasn't.

    Looked at: whether JAX starts, and then Python, the packages, MNIST, the folders that files are written to,
    disk, memory, the accelerator, the networks that come with digitlab, the widgets' files, and in a notebook the
    browser. Nothing is changed or fetched.

    Returns:
        A `Checkup`: a table with a line for each thing, "well", "to do" or "not checked".

    Example:
        >>> [finding.state for finding in doctor().findings if finding.what == "Python"]
        ['well']
    """
    found = [jax_start.look_at_jax()]
    if found[0].state == "to do":
        return Checkup(tuple(found))  # all else needs JAX
    from digitlab.checkup import looks

    for look in looks.LOOKS:
        try:
            found += look()
        except Exception as error:  # a look that fails must not take the others along
            advice = "Report this line to whoever gave you the course."
            what = look.__name__.removeprefix("look_at_").replace("_", " ").capitalize()
            found.append(Finding(what, "not checked", f"{type(error).__name__}: {error}"[:200], advice))
    return Checkup(tuple(found))


def _row(finding: Finding) -> str:
    sign, rim = _FACES[finding.state]
    cells = ((finding.what, _CELL), (finding.state, _WHOLE), (finding.found, _CELL), (finding.advice, _CELL))
    return (
        f'<tr data-state="{finding.state}" style="border-left:4px solid {rim}">'
        f'<td style="{_CELL}" aria-hidden="true">{sign}</td>'
        + "".join(f'<td style="{style}">{prose_html(text)}</td>' for text, style in cells)
        + "</tr>"
    )
