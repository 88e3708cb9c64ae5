from .greyscale import PictureError as PictureError
from .greyscale import read_grey as read_grey
from .preprocessing import MnistifySteps as MnistifySteps
from .preprocessing import mnistify as mnistify
from .preprocessing import mnistify_steps as mnistify_steps
from .segmentation import split_digits as split_digits
from .stroke_steps import drawing_steps as drawing_steps
