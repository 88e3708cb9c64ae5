from .looks import Finding as Finding
from .report import Checkup as Checkup
from .report import doctor as doctor
