from .augmentation import Augmentation as Augmentation
from .augmentation import augment_images as augment_images
from .fit import fit as fit
from .history import Epoch as Epoch
from .history import History as History
from .stepper import Stepper as Stepper
from .trainer import Progress as Progress
from .trainer import Trainer as Trainer
