from .datasets import Dataset as Dataset
from .datasets import batches as batches
from .datasets import train_validation_split as train_validation_split
from .mnist import data_folder as data_folder
from .mnist import load_mnist as load_mnist
