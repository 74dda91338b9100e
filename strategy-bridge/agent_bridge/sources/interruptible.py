"""Runs work of another language so that Ctrl+C still ends it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

_LOOK_SEC = 0.2
"""Python's signal handlers run between two checks."""


def interruptibly(work: Callable[[], T]) -> T:
    """The result or exception of the work. It runs on a separate thread: if it never returns, a signal to this one still ends the wait."""
    made: dict[str, Any] = {}

    def run() -> None:
        try:
            made["result"] = work()
        except BaseException as error:
            made["error"] = error

    thread = threading.Thread(target=run, name="agentbridge-decision", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_LOOK_SEC)
    if "error" in made:
        raise made["error"]
    return made["result"]
