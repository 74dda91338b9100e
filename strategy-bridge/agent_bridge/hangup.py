"""A closed terminal ends a bot as SIGTERM does. Freqtrade handles SIGTERM alone, and by SIGHUP the process would end without a clean-up."""

from __future__ import annotations

import signal
import threading


def end_on_hangup() -> None:
    """Has SIGHUP handled as SIGTERM is, unless somebody handles or ignores it (`nohup`) already."""
    hangup = getattr(signal, "SIGHUP", None)
    handler = signal.getsignal(signal.SIGTERM)
    if hangup is None or not callable(handler) or threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(hangup) is signal.SIG_DFL:
        signal.signal(hangup, handler)
