from .lessons import LessonResult as LessonResult
from .lessons import all_solutions as all_solutions
from .lessons import run_lesson as run_lesson
from .lessons import run_lessons as run_lessons
