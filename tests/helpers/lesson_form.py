"""What every lesson must have, and what is wrong with one that hasn't."""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import Any

import nbformat

from digitlab.teaching.claims import MARK, markdown, seconds_stated

NOT_MEASURED = "<!-- not measured -->"
_MINUTES = re.compile(r"\*About (\d+) minutes to read, (?:and )?(\d+) to .*?practise", re.S)
_PERCENT = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)?\s?%")
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]+\)|<img\b([^>]*)>")


def code(notebook: Any) -> str:
    """Return all code in one piece."""
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")


def prose(text: str) -> str:
    """Return a text without code, formulas, links' targets and comments other than ours."""
    text = re.sub(r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", " ", text, flags=re.S)
    return re.sub(r"\]\([^)]*\)", "]", text)


def form_problems(path: Path) -> list[str]:
    """Return what a lesson lacks."""
    notebook = nbformat.read(path, as_version=4)
    texts = markdown(notebook)
    whole = "\n\n".join(texts)
    found = []
    if not _MINUTES.search(texts[0]):
        found.append("the first cell doesn't state the minutes to read and to practise")
    if seconds_stated(notebook) is None:
        found.append("the first cell doesn't state the seconds that the code runs for")
    if "After this lesson you can" not in texts[0]:
        found.append("the first cell doesn't say what the learner will be able to do")
    found += _endings(whole)
    if len(re.findall(r"Predict, then run|Ask yourself", whole)) + code(notebook).count("dl.Guess(") < 2:
        found.append("there are fewer than two moments to predict something")
    if not re.search(r"dl\.(explore\.\w+|Guess|DigitPad|DigitCollector)\(", code(notebook)):
        found.append("nothing moves in it")
    found += _exercises(texts)
    levels = [len(heading) for heading in re.findall(r"^(#+) ", re.sub(r"```.*?```", "", whole, flags=re.S), re.M)]
    if levels.count(1) != 1 or any(after > before + 1 for before, after in itertools.pairwise(levels)):
        found.append("the headings don't begin with one title and go down step by step")
    found += _links(whole, path.parent)
    for alt, attributes in _PICTURE.findall(whole):
        if not alt.strip() and not re.search(r'alt="[^"]+"', attributes):
            found.append("a picture has no alt text")
    for text in texts:
        for paragraph in re.split(r"\n\s*\n", text):
            if _PERCENT.search(prose(paragraph)) and not MARK.search(paragraph) and NOT_MEASURED not in paragraph:
                found.append(f"a percentage without a mark: {' '.join(paragraph.split())[:70]}")
    return found


def _exercises(texts: list[str]) -> list[str]:
    """Return which exercises don't say whether they are for everyone, and whether too few are."""
    marks = [
        (title, text.split(title)[1].strip()[:10])
        for text in texts
        for title in re.findall(r"^### Exercise: .+$", text, re.M)
    ]
    found = [
        f"{title[4:]} is neither core nor stretch"
        for title, begin in marks
        if not re.match(r"\*(Core|Stretch)\.\*", begin)
    ]
    if marks and sum(begin.startswith("*Core.*") for _, begin in marks) < 2:
        found.append("fewer than two exercises are core")
    return found


def _endings(whole: str) -> list[str]:
    found = []
    recap = re.search(r"## In five lines\n(.*?)(?=\n## |\n\*\*|\Z)", whole, re.S)
    if not recap or len(re.findall(r"^\d\. ", recap[1], re.M)) != 5:
        found.append("there is no recap in five lines")
    if len(re.findall(r"<details><summary>\d\. .+?</summary>\n.+?\n</details>", whole, re.S)) != 3:
        found.append("there are no three questions with answers to unfold")
    return found


def _links(whole: str, folder: Path) -> list[str]:
    found = []
    targets = _LINK.findall(whole)
    for target in targets:
        if not target.startswith(("http://", "https://", "#")) and not (folder / target.split("#")[0]).exists():
            found.append(f"a link leads nowhere: {target}")
    if not any(re.match(r"0\d_\w+\.ipynb", target) for target in targets):
        found.append("it links to no other lesson")
    return found


def glossary_problems(path: Path) -> list[str]:
    """Return entries of the glossary that are out of order, or whose lesson doesn't use the term."""
    found = []
    entries = re.findall(r"^\*\*(.+?)\*\*(.*?)(?=^\*\*|\Z)", path.read_text(encoding="utf-8"), re.M | re.S)
    names = [name for name, _ in entries]
    if names != sorted(names, key=str.lower):
        found.append("the entries are not in alphabetical order")
    for name, text in entries:
        lessons = _LINK.findall(text)
        if not lessons:
            found.append(f"{name}: no lesson is named")
        for lesson in lessons:
            target = path.parent / lesson
            if not target.exists():
                found.append(f"{name}: {lesson} doesn't exist")
                continue
            whole = " ".join("\n".join(markdown(nbformat.read(target, as_version=4))).split()).lower()
            if name.lower().removesuffix("s") not in whole:
                found.append(f"{name}: {lesson} doesn't use the term")
    return found
