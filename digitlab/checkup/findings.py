"""`Finding`: one line of a check-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["well", "to do", "not checked"]


@dataclass(frozen=True)
class Finding:
    """One line of a check-up.

    Attributes:
        what: was looked at.
        state: "well", "to do" or "not checked".
        found: in a few words.
        advice: what to do; empty where all is well.
    """

    what: str
    state: State
    found: str
    advice: str = ""
