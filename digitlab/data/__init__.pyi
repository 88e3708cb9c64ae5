from .datasets import Dataset as Dataset
from .datasets import batches as batches
from .datasets import data_folder as data_folder
from .datasets import load_mnist as load_mnist
from .datasets import train_validation_split as train_validation_split
