from .topics import activation_function as activation_function
from .topics import kernel as kernel
from .topics import learning_rate as learning_rate
from .topics import means as means
from .topics import mnistify as mnistify
from .topics import softmax as softmax
from .topics import threshold as threshold
