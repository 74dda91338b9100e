"""Signals from a Redis list, the latest pushed at its head. Reads, never pops."""

from __future__ import annotations

import time
from collections.abc import Callable

from agent_bridge.redis_url import RedisAddress
from agent_bridge.sources.base import SourceError
from agent_bridge.sources.redis_list import RedisList
from agent_bridge.syntax import MAX_BYTES

MAX_SIGNALS = 1000
# A scan that takes longer continues at the next poll.
POLL_SEC = 0.5
_PAGE = 32
_REMEMBERED = 4 * _PAGE
_FULL_EVERY = 40
# Scans of the whole list take at most this fraction of the time.
_FULL_SHARE = 20


class RedisSource:
    """
    Reads the newest messages: the whole list at first and now and then, otherwise only as far as there are new ones. Of a message
    that is too large one byte more than allowed is passed on, so that the consumer refuses and counts it.
    """

    def __init__(
        self, address: RedisAddress, list_name: str, max_signals: int = MAX_SIGNALS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._list = RedisList(address, list_name)
        self._max_signals = max_signals
        self._clock = clock
        self._newest: frozenset[bytes] = frozenset()
        self._page = _PAGE
        self._looks = 0
        self._next_full = 0.0
        self._look: _Look | None = None

    @property
    def is_behind(self) -> bool:
        """Whether the last read stopped before the end; the next one continues."""
        return self._look is not None

    def read(self) -> list[bytes]:
        began = self._clock()
        look = self._look or self._begin(began)
        self._look = look
        try:
            while not self._read_page(look):
                if self._clock() - began > POLL_SEC:
                    # Passed on complete: of two messages with one decision_id the first pushed counts, which is later in the list.
                    return []
        except Exception as error:
            problem = self._list.explain(error)
            self.close()
            raise SourceError(problem) from None
        finally:
            look.busy += self._clock() - began
        return self._finish(look)

    def close(self) -> None:
        self._look = None
        self._newest = frozenset()
        self._list.close()

    def _begin(self, now: float) -> _Look:
        is_full = not self._newest or (self._looks % _FULL_EVERY == 0 and now >= self._next_full)
        self._looks += 1
        return _Look(is_full)

    def _read_page(self, look: _Look) -> bool:
        """Continues reading, and returns whether the end was reached."""
        at = len(look.found)
        wanted = min(self._page, self._max_signals - at)
        page = self._list.read(at, at + wanted - 1, MAX_BYTES)
        look.found += page
        # Messages of any size are skipped in small chunks: a page of them could be gigabytes.
        self._page = 1 if any(len(message) > MAX_BYTES for message in page) else min(2 * self._page, _PAGE)
        # If the oldest of a page was read before, so was everything after it.
        is_known = not look.is_full and bool(page) and page[-1] in self._newest
        return len(page) < wanted or len(look.found) >= self._max_signals or is_known

    def _finish(self, look: _Look) -> list[bytes]:
        self._look = None
        self._newest = frozenset(look.found[:_REMEMBERED])
        if look.is_full:
            self._next_full = self._clock() + _FULL_SHARE * look.busy
        return look.found[::-1]


class _Look:
    """A scan of the list that may take several polls: pushes meanwhile shift messages back; some are read twice, none is missed."""

    def __init__(self, is_full: bool) -> None:
        self.is_full = is_full
        self.found: list[bytes] = []
        self.busy = 0.0
