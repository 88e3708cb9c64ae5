"""`python -m digitlab.teaching`: run the lessons and write them as pages, or mark learners' notebooks."""

from __future__ import annotations

import sys

from digitlab.teaching.lessons import main

if __name__ == "__main__":
    sys.exit(main())
