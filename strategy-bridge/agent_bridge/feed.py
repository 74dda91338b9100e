"""The thread that fills the book, and its health. Nothing in here blocks a callback."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence

from agent_bridge.book import CAPACITY, SignalBook
from agent_bridge.sources.base import SignalSource, SourceError

logger = logging.getLogger(__name__)

POLL_SEC = 0.2
RETRY_SEC = 0.5
BEHIND_SEC = 0.02
AT_ONCE = 20
"""How many messages are checked without a pause: about a millisecond's work."""
PAUSE_SEC = 0.002


class SignalFeed:
    """Reads a source repeatedly until it is stopped."""

    def __init__(
        self, source: SignalSource, timeout_sec: float, clock: Callable[[], float] = time.monotonic, capacity: int = CAPACITY
    ) -> None:
        self.book = SignalBook(capacity)
        self._source = source
        self._timeout_sec = timeout_sec
        self._clock = clock
        self._stop = threading.Event()
        self._first_read = threading.Event()
        self._last_success: float | None = None
        self._problem = "it has not been read yet"
        self._thread = threading.Thread(target=self._run, name="agentbridge-feed", daemon=True)

    def start(self, wait_sec: float) -> bool:
        """Starts reading, waits for the first read, and returns whether it succeeded."""
        self._thread.start()
        self._first_read.wait(wait_sec)
        return self._last_success is not None

    def stop(self) -> None:
        """Ends the thread, waiting a few seconds at most for a read in progress."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)

    @property
    def problem(self) -> str:
        """Why the last read failed; empty if it did not."""
        return self._problem

    def take_frame(self, dataframe: object, pair: str, timeframe: str, price_step: float, feeds: Mapping[str, object]) -> str | None:
        """Ignores the candles, which only a feed that decides itself uses."""

    def is_down(self) -> bool:
        """Whether there was no successful read for the timeout."""
        last = self._last_success
        return last is None or self._clock() - last > self._timeout_sec

    def _run(self) -> None:
        while not self._stop.is_set():
            succeeded = self._read_once()
            is_behind = succeeded and getattr(self._source, "is_behind", False)
            if not is_behind:
                self._first_read.set()
            self._stop.wait(BEHIND_SEC if is_behind else POLL_SEC if succeeded else RETRY_SEC)
        self._close()

    def _read_once(self) -> bool:
        try:
            self._offer(self._source.read())
        except SourceError as error:
            self._fail(str(error))
            return False
        except Exception as error:
            # If the thread ended, it would look like a quiet market.
            logger.exception("agentbridge: the feed failed unexpectedly")
            self._fail(f"unexpected {type(error).__name__}")
            return False
        if self._problem and self._last_success is not None:
            logger.info("agentbridge: the feed is back")
        self._last_success = self._clock()
        self._problem = ""
        return True

    def _offer(self, messages: Sequence[bytes]) -> None:
        """Checks messages a few at a time, which bounds how long the loop that guards trades may have to wait for the interpreter."""
        for start in range(0, len(messages), AT_ONCE):
            if start > 0:
                # The read itself has succeeded; its messages are being checked.
                self._last_success = self._clock()
                if self._stop.wait(PAUSE_SEC):
                    return
            self.book.offer(messages[start : start + AT_ONCE])

    def _fail(self, problem: str) -> None:
        if problem != self._problem:
            logger.warning("agentbridge: the feed can't be read: %s", problem)
        self._problem = problem
        self._close()

    def _close(self) -> None:
        try:
            self._source.close()
        except Exception as error:
            logger.debug("agentbridge: closing the source failed: %r", error)
