"""A closed terminal ends a bot as SIGTERM does. Freqtrade handles SIGTERM alone, and by SIGHUP the process would end without a clean-up."""

from __future__ import annotations

import signal
import sys
import threading


def end_on_hangup() -> None:
    """Handles SIGHUP like SIGTERM, unless it is already handled or ignored (`nohup`)."""
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        return
    handler = signal.getsignal(signal.SIGTERM)
    if callable(handler) and signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, handler)
