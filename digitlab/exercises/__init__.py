"""Check, hint and solution for every exercise of the lessons; mistakes are told apart by name.

The answer is passed in: nothing here reads the learner's variables.
"""

from __future__ import annotations

from digitlab.exercises.catalogue import catalogue, exercise
from digitlab.exercises.results import Hint, Result, Solution
from digitlab.exercises.tasks import Case, Exercise, Misconception

__all__ = ["Case", "Exercise", "Hint", "Misconception", "Result", "Solution", "catalogue", "exercise"]
