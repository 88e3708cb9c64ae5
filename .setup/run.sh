#!/bin/sh
# Finds a Python that can run digitlab and hands over to the set-up written in Python beside this file.
# Everything that can go wrong before there is a Python ends in one sentence that says what to do.

here=$(dirname "$0")
too_old=
no_venv=

# Runs on any Python from 2.7 on, so that an old one is told from a broken one.
probe='
import sys
if sys.version_info < (3, 11):
    sys.exit(3)
try:
    import ensurepip, venv
except ImportError:
    sys.exit(4)
'

# Succeeds when "$1" is a Python that will do; notes what is wrong with it otherwise.
usable() {
    command -v "$1" >/dev/null 2>&1 || return 1
    "$1" -c "$probe" >/dev/null 2>&1
    case $? in
        0) return 0 ;;
        3) : "${too_old:=$1}" ;;
        4) : "${no_venv:=$1}" ;;
    esac
    return 1
}

version_of() {
    "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])'
}

stop() {
    echo "digitlab: $*" >&2
    exit 1
}

chosen=
if [ -n "${PYTHON:-}" ]; then
    usable "$PYTHON" && chosen=$PYTHON
else
    for candidate in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if usable "$candidate"; then
            chosen=$candidate
            break
        fi
    done
fi

if [ -z "$chosen" ]; then
    if [ -n "$no_venv" ]; then
        minor=$("$no_venv" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        stop "Python $minor ($no_venv) lacks the modules that make virtual environments:" \
            "on Debian or Ubuntu run 'sudo apt install python3-venv' (or python$minor-venv)," \
            "elsewhere install Python from https://www.python.org/downloads/, then try again."
    elif [ -n "$too_old" ]; then
        stop "Python 3.11 or newer is needed, and $too_old is Python $(version_of "$too_old"):" \
            "install a newer one from https://www.python.org/downloads/, then try again" \
            "(or say where one is: make PYTHON=/path/to/python3.12)."
    elif [ -n "${PYTHON:-}" ]; then
        stop "PYTHON=$PYTHON can't be run as a Python: give the path of a Python 3.11 or newer."
    else
        stop "no Python was found: install Python 3.11 or newer from" \
            "https://www.python.org/downloads/, then try again" \
            "(or say where one is: make PYTHON=/path/to/python3.12)."
    fi
fi

exec "$chosen" "$here" "$@"
