"""Processes that were forked after JAX had been used: they have its memory but not its threads, and would hang."""

from __future__ import annotations

import os
import sys

_has_lost_threads = False
_had_threads = False


def check_process(where: str) -> None:
    """Refuse to compute in a process that can't.

    Args:
        where: the public function that was called, for the message.

    Raises:
        RuntimeError: if this process was forked from one that had used JAX.

    Example:
        >>> check_process("predict")
    """
    if _has_lost_threads:
        raise RuntimeError(
            f"{where}: this process was forked from one that had used JAX, and a fork doesn't take JAX's threads "
            "along: the call would hang for ever. Start the process anew instead: with "
            "multiprocessing.get_context('spawn'), or by loading the model only in the new process."
        )


def _before() -> None:
    global _had_threads
    bridge = sys.modules.get("jax._src.xla_bridge")
    # Asked of JAX itself, without starting it; should a later version not say, an import counts as a use.
    is_started = getattr(bridge, "backends_are_initialized", lambda: bridge is not None)
    _had_threads = bool(is_started())


def _in_child() -> None:
    global _has_lost_threads
    _has_lost_threads = _has_lost_threads or _had_threads


if hasattr(os, "register_at_fork"):  # Windows has no forks
    os.register_at_fork(before=_before, after_in_child=_in_child)
