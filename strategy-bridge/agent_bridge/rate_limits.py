"""Rate limits for repeated warnings: at most one a minute for each topic."""

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
        """Logs a warning, at most once a minute for each topic."""
        now = self._monotonic()
        last = self._warned.get(topic)
        if last is not None and now - last < WARN_EVERY_SEC:
            return
        if len(self._warned) >= _TOPICS:
            # Topics may come from outside: they must not exhaust the memory.
            self._warned.clear()
        self._warned[topic] = now
        logger.warning("agentbridge: %s", self._mask(text))


class PerMinute:
    """Admits a limited number per group and minute, and counts the others."""

    def __init__(self, limit: int, monotonic: Callable[[], float]) -> None:
        self._limit = limit
        self._monotonic = monotonic
        self._groups: dict[tuple[str, str], list[float]] = {}

    def takes(self, group: tuple[str, str]) -> bool:
        """Whether one more of the group is admitted in this minute."""
        held = self._groups.setdefault(group, [self._monotonic(), 0])
        held[1] += 1
        return held[1] <= self._limit

    def drain(self, at_the_end: bool = False) -> list[tuple[tuple[str, str], int]]:
        """The groups whose minute is over, with the number not admitted; a group's next minute starts with its next member."""
        now = self._monotonic()
        over = [group for group, (began, _) in self._groups.items() if at_the_end or now - began >= WARN_EVERY_SEC]
        counts = [(group, int(self._groups.pop(group)[1]) - self._limit) for group in over]
        return [(group, count) for group, count in counts if count > 0]
