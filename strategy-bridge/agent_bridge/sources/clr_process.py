"""Remembers the process that loaded .NET: a child forked afterwards must not use it."""

from __future__ import annotations

import os

from agent_bridge.sources.clr_runtime import FORKED, ClrError

_owner: int | None = None


def own_process() -> None:
    """Records that .NET is loaded in this process."""
    global _owner
    _owner = os.getpid()


def check_process() -> None:
    """Refuses in a child that was forked after the load."""
    if _owner is not None and _owner != os.getpid():
        raise ClrError(FORKED, "this process was forked after .NET was loaded; start workers with spawn or forkserver")
