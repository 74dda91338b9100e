"""The signals that a source has read, in memory: filled by one thread, read by the callbacks."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from agent_bridge import codes
from agent_bridge.signal import TradingSignal
from agent_bridge.validation import SignalError, read_signal


@dataclass(frozen=True)
class Notice:
    """A message that the book does not take: its code, its decision_id where it has one, and why."""

    code: str
    decision_id: str | None
    detail: str


class SignalBook:
    """Signals by id, at most `capacity` of them: the first that came goes first. Safe for several threads."""

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._signals: OrderedDict[str, TradingSignal] = OrderedDict()
        self._by_symbol: dict[str, dict[str, TradingSignal]] = {}
        self._seen: OrderedDict[bytes, None] = OrderedDict()
        self._notices: list[Notice] = []
        self._version = 0

    @property
    def version(self) -> int:
        """Grows with every signal taken."""
        return self._version

    def has_seen(self, message: bytes) -> bool:
        """Whether these very bytes were offered before."""
        with self._lock:
            return message in self._seen

    def offer(self, messages: Iterable[bytes]) -> None:
        """Takes messages, the oldest first. A message offered twice has no effect the second time."""
        for message in messages:
            with self._lock:
                if message in self._seen:
                    continue
                self._remember(message)
            try:
                signal = read_signal(message)
            except SignalError as error:
                self._note(Notice(error.code, None, str(error)))
                continue
            self._take(signal)

    def signals(self) -> list[TradingSignal]:
        """All signals, the first that came in front."""
        with self._lock:
            return list(self._signals.values())

    def signals_of(self, symbol: str) -> list[TradingSignal]:
        """Those of a pair: what a callback of one pair takes must not grow with the pairs in the channel."""
        with self._lock:
            return list(self._by_symbol.get(symbol, {}).values())

    def drain_notices(self) -> list[Notice]:
        """What was not taken since the last call."""
        with self._lock:
            notices, self._notices = self._notices, []
            return notices

    def _take(self, signal: TradingSignal) -> None:
        with self._lock:
            held = self._signals.get(signal.decision_id)
            if held is None:
                self._signals[signal.decision_id] = signal
                self._by_symbol.setdefault(signal.symbol, {})[signal.decision_id] = signal
                self._version += 1
                while len(self._signals) > self._capacity:
                    _, oldest = self._signals.popitem(last=False)
                    del self._by_symbol[oldest.symbol][oldest.decision_id]
                    if not self._by_symbol[oldest.symbol]:
                        # Names come from outside: they must not fill the memory.
                        del self._by_symbol[oldest.symbol]
            elif held.canonical_text() != signal.canonical_text():
                self._notices.append(Notice(codes.DECISION_CONFLICT, signal.decision_id, "the same decision_id came with other values"))

    def _note(self, notice: Notice) -> None:
        with self._lock:
            # A flood of malformed messages must not grow without bound.
            if len(self._notices) < self._capacity:
                self._notices.append(notice)

    def _remember(self, message: bytes) -> None:
        self._seen[message] = None
        while len(self._seen) > 2 * self._capacity:
            self._seen.popitem(last=False)
