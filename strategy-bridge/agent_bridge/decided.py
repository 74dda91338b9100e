"""The state of decisions: which had their entry, which never get one, and which entries still have no outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from agent_bridge import codes
from agent_bridge.journal.past import PastLine
from agent_bridge.recent import Recent

REMEMBERED = 50_000
TRIES = 2
"""How often an entry is tried within the decision's candle if the exchange refuses the order."""

_AT_THE_ENTRY = (codes.ENTRY_BEYOND_LEVELS, codes.STOP_TOO_CLOSE, codes.ORDER_UNKNOWN, codes.ORDER_CANCELLED)


@dataclass
class Entry:
    """An entry that was confirmed and whose outcome is not logged yet."""

    pair: str
    order_id: str = ""
    had_row: bool = False
    """Whether the trade table had its trade: Freqtrade deletes the row if nothing was bought."""


@dataclass
class Decided:
    """The decisions of one trade table; outlives the strategy, because /reload_config creates a new one in the same process."""

    consumed: set[str] = field(default_factory=set)
    final: Recent[str] = field(default_factory=lambda: Recent(REMEMBERED))
    """Refused for good; of signals from outside, only the newest are kept."""
    entries: dict[str, Entry] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    knows_past: bool = False

    def confirm(self, decision_id: str, pair: str) -> None:
        """An entry was confirmed: from here on the decision is used."""
        self.consumed.add(decision_id)
        self.entries[decision_id] = Entry(pair)

    def refuse_order(self, decision_id: str) -> None:
        """The exchange refused the order and placed nothing: the decision may be tried again while attempts are left."""
        self.entries.pop(decision_id, None)
        self.refused[decision_id] = self.refused.get(decision_id, 0) + 1
        if self.refused[decision_id] < TRIES:
            self.consumed.discard(decision_id)

    def end(self, decision_id: str, code: str) -> None:
        """The entry ended with this code, or the decision was refused."""
        if code == codes.ORDER_REFUSED:
            self.refuse_order(decision_id)
            return
        if code in codes.FINAL:
            self.final.add(decision_id)
        if code in _AT_THE_ENTRY:
            self.entries.pop(decision_id, None)
            # A flood must not evict it.
            self.consumed.add(decision_id)

    def learn(self, past: Iterable[PastLine]) -> None:
        """Loads, once, what an earlier process wrote to the action log, so that a restart within the candle uses no decision twice."""
        if self.knows_past:
            return
        self.knows_past = True
        for line in past:
            if line.action == codes.ACTION_CONFIRM:
                self.confirm(line.decision_id, line.pair)
            elif line.action in (codes.ACTION_OPEN, codes.ACTION_CLOSE):
                self.entries.pop(line.decision_id, None)
                self.consumed.add(line.decision_id)
            elif line.result == codes.JOURNAL_UNAVAILABLE and line.decision_id in self.entries:
                # The confirmation was written too late, so it does not count.
                del self.entries[line.decision_id]
                self.consumed.discard(line.decision_id)
            elif line.result != codes.DECISION_CONFLICT:
                # A conflict concerns a message; the decision that arrived first remains valid.
                self.end(line.decision_id, line.result)


__all__ = ["REMEMBERED", "TRIES", "Decided", "Entry"]
