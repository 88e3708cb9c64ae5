from .junk import junk_images as junk_images
from .photographs import photographs as photographs
from .writing import handwriting_styles as handwriting_styles
from .writing import ten_digits as ten_digits
from .writing import write_digit as write_digit
from .writing import write_digits as write_digits
from .writing import written_dataset as written_dataset
