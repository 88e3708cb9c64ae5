"""All exercises by their names."""

from __future__ import annotations

import functools

from digitlab.exercises.lessons import (
    lesson_00_drawings,
    lesson_01_broadcasting,
    lesson_01_pixels,
    lesson_01_sets,
    lesson_02_descent,
    lesson_02_scores,
    lesson_03_layers,
    lesson_03_networks,
    lesson_03_overfitting,
    lesson_04_convolution,
    lesson_04_equivariance,
    lesson_04_network,
    lesson_04_training,
    lesson_05_comparison,
    lesson_05_doubt,
    lesson_05_mistakes,
    lesson_06_centre,
    lesson_06_crop,
    lesson_07_experiment,
    lesson_07_tools,
)
from digitlab.exercises.tasks import Exercise

_LESSONS = (
    (lesson_00_drawings,),
    (lesson_01_pixels, lesson_01_broadcasting, lesson_01_sets),
    (lesson_02_scores, lesson_02_descent),
    (lesson_03_layers, lesson_03_networks, lesson_03_overfitting),
    (lesson_04_convolution, lesson_04_network, lesson_04_training, lesson_04_equivariance),
    (lesson_05_mistakes, lesson_05_doubt, lesson_05_comparison),
    (lesson_06_crop, lesson_06_centre),
    (lesson_07_experiment, lesson_07_tools),
)


@functools.cache
def catalogue() -> dict[int, tuple[Exercise, ...]]:
    """Return the exercises of each lesson, by its number.

    Example:
        >>> sorted(catalogue())
        [0, 1, 2, 3, 4, 5, 6, 7]
    """
    return {
        number: tuple(task for module in modules for task in module.EXERCISES)
        for number, modules in enumerate(_LESSONS)
    }


def exercise(name: str) -> Exercise:
    """Return the exercise of that name: try an answer with ``check``, ask with ``hint`` or ``solution``.

    Args:
        name: as in the lesson.

    Returns:
        The exercise. The same one each time, so that it knows how many hints it has given.

    Raises:
        ValueError: if there is none of that name.

    Example:
        >>> exercise("one_hot_rows").check(None)
        ○ Not attempted. Put your own code in place of the dots in the function, then run both cells again.
    """
    for tasks in catalogue().values():
        for task in tasks:
            if task.name == name:
                return task
    known = "; ".join(
        f"lesson {lesson}: {', '.join(task.name for task in tasks)}" for lesson, tasks in catalogue().items()
    )
    raise ValueError(f"exercise: there is none named {name!r}. There are, {known}.")
