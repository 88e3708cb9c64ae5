from .catalogue import catalogue as catalogue
from .catalogue import exercise as exercise
from .results import Hint as Hint
from .results import Result as Result
from .results import Solution as Solution
from .tasks import Case as Case
from .tasks import Exercise as Exercise
from .tasks import Misconception as Misconception
