"""Warnings that come again and again, told at most once a minute and topic."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

WARN_EVERY_SEC = 60.0
_TOPICS = 10_000


class Warnings:
    """The warnings of one bot."""

    def __init__(self, mask: Callable[[str], str], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._mask = mask
        self._monotonic = monotonic
        self._warned: dict[str, float] = {}

    def warn(self, topic: str, text: str) -> None:
        """Logs a warning, at most once a minute and topic."""
        now = self._monotonic()
        last = self._warned.get(topic)
        if last is not None and now - last < WARN_EVERY_SEC:
            return
        if len(self._warned) >= _TOPICS:
            # Topics may come from outside: they must not fill the memory.
            self._warned.clear()
        self._warned[topic] = now
        logger.warning("agentbridge: %s", self._mask(text))
