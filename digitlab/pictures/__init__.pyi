from .greyscale import PictureError as PictureError
from .greyscale import read_grey as read_grey
from .segmentation import split_digits as split_digits
from .steps import MnistifySteps as MnistifySteps
from .steps import drawing_steps as drawing_steps
from .steps import mnistify as mnistify
from .steps import mnistify_steps as mnistify_steps
