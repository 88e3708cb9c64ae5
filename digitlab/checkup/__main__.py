"""`python -m digitlab.checkup`: print the check-up; the exit status is 1 if something has to be done."""

from __future__ import annotations

import sys

from digitlab.checkup.report import doctor

if __name__ == "__main__":
    # A letter that the window or the file can't take is replaced.
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    checkup = doctor()
    print(checkup)
    sys.exit(0 if checkup.is_well else 1)
