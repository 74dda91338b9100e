"""Which candle a signal may open a trade on, and for how long. Times are UTC milliseconds; pure functions."""

from __future__ import annotations

from collections.abc import Iterable

from agent_bridge import codes
from agent_bridge.signal import TradingSignal

MAX_SKEW_MS = 5_000

MARK = "MARK"
"""The signal's candle is the last closed one."""
WAIT = "WAIT"
"""The signal's candle has not arrived yet."""
_WEEK_MS = 7 * 86_400_000
# 1970 began on a Thursday, and weeks begin on Mondays.
_MONDAY_MS = 4 * 86_400_000


def deciding_row(timestamp_ms: int, step_ms: int) -> int:
    """Open time of the candle, `step_ms` long, that marks a signal: the one that closes at its timestamp or first after it.

    It is the longer candle that is still running at the timestamp: marking the candle before would use a signal
    before it existed.
    """
    origin = _MONDAY_MS if step_ms % _WEEK_MS == 0 else 0
    return origin - (-(timestamp_ms - origin) // step_ms) * step_ms - step_ms


def is_fresh(timestamp_ms: int, now_ms: int, max_age_ms: int) -> bool:
    """Whether −5 s ≤ now − timestamp ≤ max_age, both ends included."""
    return -MAX_SKEW_MS <= now_ms - timestamp_ms <= max_age_ms


def judge(timestamp_ms: int, last_row_ms: int, now_ms: int, step_ms: int, max_age_ms: int) -> str:
    """MARK, WAIT, or the code of a refusal.

    `last_row_ms` is the open time of the last closed candle.
    """
    if now_ms - timestamp_ms < -MAX_SKEW_MS:
        return codes.SIGNAL_FROM_FUTURE
    if now_ms - timestamp_ms > max_age_ms:
        return codes.EXPIRED
    row = deciding_row(timestamp_ms, step_ms)
    if row > last_row_ms:
        return WAIT
    return codes.LATE if row < last_row_ms else MARK


def by_rank(signals: Iterable[TradingSignal]) -> list[TradingSignal]:
    """The signals in order of priority: newest timestamp, then lowest id."""
    return sorted(signals, key=lambda signal: (-signal.timestamp_ms, signal.decision_id))


def rows_of(signals: Iterable[TradingSignal], step_ms: int) -> dict[int, TradingSignal]:
    """The signal that marks each candle, by the candle's open time: of several on one candle the first by rank."""
    rows: dict[int, TradingSignal] = {}
    for signal in by_rank(signals):
        rows.setdefault(deciding_row(signal.timestamp_ms, step_ms), signal)
    return rows
