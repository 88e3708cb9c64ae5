"""digitlab: how a machine learns to read handwritten digits, for Jupyter.

The public face. Lessons and your own notebooks write ``import digitlab as dl`` and use these names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digitlab.augmentation import Augmentation, augment_images
from digitlab.checkpoints import CheckpointError, load_model, load_pretrained, save_model
from digitlab.datasets import Dataset, batches, data_folder, load_mnist, train_validation_split
from digitlab.drawings import load_drawings, save_drawings
from digitlab.evaluation import (
    Evaluation,
    confusion_matrix,
    evaluate,
    predict,
    predict_logits,
    predict_proba,
    worst_mistakes,
)
from digitlab.history import Epoch, History
from digitlab.layers import conv, max_pool
from digitlab.models import CNN, MLP, SoftmaxRegression, count_parameters, to_model_input
from digitlab.pictures import PictureError
from digitlab.strokes import fit_to_box, render_many, render_strokes
from digitlab.training import Trainer, fit

if TYPE_CHECKING:
    from digitlab.calibration import Reliability, calibrate, fit_temperature, reliability
    from digitlab.checkup import Checkup, doctor
    from digitlab.exercises import exercise
    from digitlab.explain import activations, nearest_digits, occlusion, saliency
    from digitlab.handwriting import handwriting_styles, write_digit, write_digits, written_dataset
    from digitlab.junk import junk_images
    from digitlab.photographs import sample_pictures
    from digitlab.plots import (
        COLOURS,
        plot_confusion,
        plot_history,
        plot_image_values,
        plot_images,
        plot_probabilities,
        plot_weights,
    )
    from digitlab.preprocessing import MnistifySteps, mnistify, mnistify_steps
    from digitlab.reading import Reading, digit_likeness, read, read_all, read_images
    from digitlab.scoreboard import Scoreboard, my_digits, sample_drawings
    from digitlab.segmentation import split_digits
    from digitlab.stroke_steps import drawing_steps
    from digitlab.widgets import (
        DigitCollector,
        DigitPad,
        Guess,
        MnistifyInspector,
        PictureReader,
        TrainingMonitor,
        explore_activations,
        explore_kernel,
        explore_learning_rate,
        explore_means,
        explore_mnistify,
        explore_softmax,
        explore_threshold,
    )

__version__ = "0.1.0"

# Matplotlib, SciPy, exercises and widgets are imported at first use: who only trains a model need not wait.
_LAZY = {
    "activations": "digitlab.explain",
    "nearest_digits": "digitlab.explain",
    "occlusion": "digitlab.explain",
    "saliency": "digitlab.explain",
    "Checkup": "digitlab.checkup",
    "doctor": "digitlab.checkup",
    "drawing_steps": "digitlab.stroke_steps",
    "exercise": "digitlab.exercises",
    "handwriting_styles": "digitlab.handwriting",
    "write_digit": "digitlab.handwriting",
    "write_digits": "digitlab.handwriting",
    "written_dataset": "digitlab.handwriting",
    "MnistifySteps": "digitlab.preprocessing",
    "mnistify": "digitlab.preprocessing",
    "mnistify_steps": "digitlab.preprocessing",
    "Reading": "digitlab.reading",
    "digit_likeness": "digitlab.reading",
    "Reliability": "digitlab.calibration",
    "calibrate": "digitlab.calibration",
    "fit_temperature": "digitlab.calibration",
    "reliability": "digitlab.calibration",
    "junk_images": "digitlab.junk",
    "read": "digitlab.reading",
    "read_all": "digitlab.reading",
    "read_images": "digitlab.reading",
    "sample_pictures": "digitlab.photographs",
    "split_digits": "digitlab.segmentation",
    "COLOURS": "digitlab.plots",
    "plot_confusion": "digitlab.plots",
    "plot_history": "digitlab.plots",
    "plot_image_values": "digitlab.plots",
    "plot_images": "digitlab.plots",
    "plot_probabilities": "digitlab.plots",
    "plot_weights": "digitlab.plots",
    "Scoreboard": "digitlab.scoreboard",
    "my_digits": "digitlab.scoreboard",
    "sample_drawings": "digitlab.scoreboard",
    "DigitPad": "digitlab.widgets",
    "DigitCollector": "digitlab.widgets",
    "Guess": "digitlab.widgets",
    "MnistifyInspector": "digitlab.widgets",
    "PictureReader": "digitlab.widgets",
    "explore_activations": "digitlab.widgets",
    "explore_kernel": "digitlab.widgets",
    "explore_learning_rate": "digitlab.widgets",
    "explore_means": "digitlab.widgets",
    "explore_mnistify": "digitlab.widgets",
    "explore_softmax": "digitlab.widgets",
    "explore_threshold": "digitlab.widgets",
    "TrainingMonitor": "digitlab.widgets",
}

__all__ = [
    "CNN",
    "COLOURS",
    "MLP",
    "Augmentation",
    "CheckpointError",
    "Checkup",
    "Dataset",
    "DigitCollector",
    "DigitPad",
    "Epoch",
    "Evaluation",
    "Guess",
    "History",
    "MnistifyInspector",
    "MnistifySteps",
    "PictureError",
    "PictureReader",
    "Reading",
    "Reliability",
    "Scoreboard",
    "SoftmaxRegression",
    "Trainer",
    "TrainingMonitor",
    "activations",
    "augment_images",
    "batches",
    "calibrate",
    "confusion_matrix",
    "conv",
    "count_parameters",
    "data_folder",
    "digit_likeness",
    "doctor",
    "drawing_steps",
    "evaluate",
    "exercise",
    "explore_activations",
    "explore_kernel",
    "explore_learning_rate",
    "explore_means",
    "explore_mnistify",
    "explore_softmax",
    "explore_threshold",
    "fit",
    "fit_temperature",
    "fit_to_box",
    "handwriting_styles",
    "junk_images",
    "load_drawings",
    "load_mnist",
    "load_model",
    "load_pretrained",
    "max_pool",
    "mnistify",
    "mnistify_steps",
    "my_digits",
    "nearest_digits",
    "occlusion",
    "plot_confusion",
    "plot_history",
    "plot_image_values",
    "plot_images",
    "plot_probabilities",
    "plot_weights",
    "predict",
    "predict_logits",
    "predict_proba",
    "read",
    "read_all",
    "read_images",
    "reliability",
    "render_many",
    "render_strokes",
    "saliency",
    "sample_drawings",
    "sample_pictures",
    "save_drawings",
    "save_model",
    "split_digits",
    "to_model_input",
    "train_validation_split",
    "worst_mistakes",
    "write_digit",
    "write_digits",
    "written_dataset",
]


def __getattr__(name: str) -> Any:
    """Import plots and widgets when they are asked for."""
    if name in _LAZY:
        import importlib

        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"digitlab has no {name!r}; dir(digitlab) lists what it has.")


def __dir__() -> list[str]:
    """Return the public names, the lazy ones included."""
    return sorted(__all__)
