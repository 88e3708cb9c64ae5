from .drawings import load_drawings as load_drawings
from .drawings import save_drawings as save_drawings
from .rendering import fit_to_box as fit_to_box
from .rendering import render_many as render_many
from .rendering import render_strokes as render_strokes
