"""The environment variables that the lessons' kernels are started with: they save a learner's time.

JAX keeps the code that it compiled, so that a lesson that is run again need not wait for the compiler. The
folder belongs to this checkout: like `.venv`, it holds programs, so it must not come from somewhere else. Each
kind of processor has a folder of its own, since a home may be shared by several machines. JAX looks an entry up
by everything that it depends on. What it can't read or write costs the compilation, no more, and is no concern
of a learner's, so the warning is left out.

NumPy works with one thread. The products of the lessons' loops are small, and with two threads each waits for the
other: where something else runs on the computer, too, lesson 3's loop took 52 seconds instead of 3.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
from pathlib import Path

FOLDER = Path("build", "compiled")
_WARNINGS = (
    "ignore:Error reading persistent compilation cache entry",
    "ignore:Error writing persistent compilation cache entry",
)


def processor() -> str:
    """Return a short name of this processor's kind; two that know other instructions have other names."""
    known = [platform.system(), platform.machine(), platform.processor()]
    listed = Path("/proc/cpuinfo")
    if listed.is_file():
        lines = listed.read_text(encoding="utf-8", errors="replace").splitlines()
        known += sorted({line for line in lines if line.startswith(("model name", "flags", "Features"))})
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:12]


def kernel_variables(root: Path) -> dict[str, str]:
    """Return environment variables for kernels; what the user has set stays.

    `root`: of the checkout.
    """
    threads = {} if "OPENBLAS_NUM_THREADS" in os.environ else {"OPENBLAS_NUM_THREADS": "1"}
    if "JAX_COMPILATION_CACHE_DIR" in os.environ:
        return threads
    warnings = ",".join([*filter(None, [os.environ.get("PYTHONWARNINGS")]), *_WARNINGS])
    return threads | {
        "JAX_COMPILATION_CACHE_DIR": str(root / FOLDER / processor()),
        # Small programs, too: a lesson has a hundred of them.
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        "PYTHONWARNINGS": warnings,
    }


if __name__ == "__main__":  # for a shell: eval "$(python .setup/kernel_variables.py)"
    for name, value in kernel_variables(Path(__file__).resolve().parent.parent).items():
        print(f"export {name}={shlex.quote(value)}")
