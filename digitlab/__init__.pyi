# The public face: what most lessons use, and the namespaces with the rest. Rooms that aren't listed, such as
# dl.strokes, are there as well.
from . import evaluation as evaluation
from . import handwriting as handwriting
from . import plot as plot
from .checkup import doctor as doctor
from .data import Dataset as Dataset
from .data import batches as batches
from .data import load_mnist as load_mnist
from .data import train_validation_split as train_validation_split
from .evaluation import Scoreboard as Scoreboard
from .evaluation import evaluate as evaluate
from .evaluation import explain as explain
from .evaluation import predict as predict
from .evaluation import predict_proba as predict_proba
from .evaluation import read as read
from .exercises import exercise as exercise
from .models import CNN as CNN
from .models import MLP as MLP
from .models import SoftmaxRegression as SoftmaxRegression
from .models import conv as conv
from .models import count_parameters as count_parameters
from .models import load_model as load_model
from .models import load_pretrained as load_pretrained
from .models import max_pool as max_pool
from .models import save_model as save_model
from .pictures import mnistify as mnistify
from .strokes import render_strokes as render_strokes
from .training import fit as fit
from .widgets import DigitCollector as DigitCollector
from .widgets import DigitPad as DigitPad
from .widgets import Guess as Guess
from .widgets import MnistifyInspector as MnistifyInspector
from .widgets import PictureReader as PictureReader
from .widgets import TrainingMonitor as TrainingMonitor
from .widgets import explore as explore

__version__: str
