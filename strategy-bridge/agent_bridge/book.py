"""The signals that a source has read, in memory: filled by one thread, read by the callbacks."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from agent_bridge import codes
from agent_bridge.recent import Recent
from agent_bridge.signal import TradingSignal
from agent_bridge.validation import SignalError, read_signal

CAPACITY = 10_000


@dataclass(frozen=True)
class Notice:
    """A message that the book rejects: its code, its decision_id if it has one, and the reason."""

    code: str
    decision_id: str | None
    detail: str


class SignalBook:
    """Signals by id, at most `capacity`: finished ones are dropped first, then the oldest. Safe for several threads."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._lock = threading.Lock()
        self._live: OrderedDict[str, TradingSignal] = OrderedDict()
        self._retired: OrderedDict[str, TradingSignal] = OrderedDict()
        self._by_symbol: dict[str, dict[str, TradingSignal]] = {}
        self._seen: Recent[bytes] = Recent(2 * self._capacity)
        self._notices: list[Notice] = []
        self._version = 0

    @property
    def version(self) -> int:
        """Increases with every signal accepted."""
        return self._version

    def offer(self, messages: Iterable[bytes]) -> None:
        """Accepts messages, the oldest first. A message offered twice has no effect the second time."""
        for message in messages:
            # A message may have 4,096 bytes; only a short digest of each is remembered.
            mark = hashlib.blake2b(message, digest_size=16).digest()
            with self._lock:
                if mark in self._seen:
                    continue
                self._seen.add(mark)
            try:
                signal = read_signal(message)
            except SignalError as error:
                self.note(Notice(error.code, None, str(error)))
                continue
            self._take(signal)

    def signals(self) -> list[TradingSignal]:
        """All signals that may still open a trade, in order of arrival."""
        with self._lock:
            return list(self._live.values())

    def signals_of(self, symbol: str) -> list[TradingSignal]:
        """Those of one pair: the cost of a callback must not grow with the number of pairs in the channel."""
        with self._lock:
            return list(self._by_symbol.get(symbol, {}).values())

    def retire(self, decision_id: str) -> None:
        """Marks the signal as finished: from now on it only serves to detect conflicts."""
        with self._lock:
            signal = self._live.pop(decision_id, None)
            if signal is not None:
                self._leave(signal)
                self._retired[decision_id] = signal

    def drain_notices(self) -> list[Notice]:
        """The messages rejected since the last call."""
        with self._lock:
            notices, self._notices = self._notices, []
            return notices

    def note(self, notice: Notice) -> None:
        """Adds a rejected message."""
        with self._lock:
            self._note(notice)

    def _take(self, signal: TradingSignal) -> None:
        with self._lock:
            held = self._live.get(signal.decision_id) or self._retired.get(signal.decision_id)
            if held is None:
                self._live[signal.decision_id] = signal
                self._by_symbol.setdefault(signal.symbol, {})[signal.decision_id] = signal
                self._version += 1
                self._make_room()
            elif held.canonical_text() != signal.canonical_text():
                self._note(Notice(codes.DECISION_CONFLICT, signal.decision_id, "the same decision_id arrived with other values"))

    def _make_room(self) -> None:
        while len(self._live) + len(self._retired) > self._capacity:
            if self._retired:
                self._retired.popitem(last=False)
                continue
            _, oldest = self._live.popitem(last=False)
            self._leave(oldest)
            why = f"{self._capacity} newer signals arrived before it could open a trade"
            self._note(Notice(codes.CHANNEL_FLOODED, oldest.decision_id, why))

    def _leave(self, signal: TradingSignal) -> None:
        of_symbol = self._by_symbol[signal.symbol]
        del of_symbol[signal.decision_id]
        if not of_symbol:
            # Names come from outside: they must not exhaust the memory.
            del self._by_symbol[signal.symbol]

    def _note(self, notice: Notice) -> None:
        # A flood of malformed messages must not grow without bound.
        if len(self._notices) < self._capacity:
            self._notices.append(notice)
