"""Counts how a history's signals fit a backtest: how many were read, are in its candles, are of other pairs, are unusable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from agent_bridge.placement import deciding_row, rows_of
from agent_bridge.signal import TradingSignal

_NAMED_PAIRS = 3


class Frame(NamedTuple):
    """The candles of a pair: open times of the first and the last one, and their length, in milliseconds."""

    first_ms: int
    last_ms: int
    step_ms: int


class HistoryCount(NamedTuple):
    """Every signal is in exactly one of the counts after `read`."""

    read: int
    in_range: int
    out_of_range: int
    of_other_pairs: Mapping[str, int]
    shorts: int
    superseded: int

    def line(self) -> str:
        """The counts as a sentence."""
        others = sorted(self.of_other_pairs.items(), key=lambda pair: (-pair[1], pair[0]))
        named = ", ".join(f"{pair} {count}" for pair, count in others[:_NAMED_PAIRS]) + (", …" if len(others) > _NAMED_PAIRS else "")
        kinds = ((self.shorts, "short"), (self.superseded, "of a candle that marks another"))
        unusable = [f"{count} {what}" for count, what in kinds if count]
        why = f" ({', '.join(unusable)})" if unusable else ""
        return (
            f"{self.read} signals read: {self.in_range} in the range of this backtest, {self.out_of_range} before or after it,"
            f" {sum(count for _, count in others)} of other pairs{f' ({named})' if named else ''},"
            f" {self.shorts + self.superseded} unusable{why}"
        )


def count(signals: Mapping[str, tuple[TradingSignal, ...]], frames: Mapping[str, Frame], begins_ms: int) -> HistoryCount:
    """Counts the signals. `begins_ms`: the open of the first candle in which a trade may begin; candles before it only warm up."""
    in_range = out_of_range = shorts = superseded = 0
    others: Counter[str] = Counter()
    for pair, of_pair in signals.items():
        frame = frames.get(pair)
        if frame is None:
            others[pair] += len(of_pair)
            continue
        step = frame.step_ms
        begins = max(begins_ms, frame.first_ms + step)
        # A trade opens in the candle after the deciding one.
        inside = [signal for signal in of_pair if begins <= deciding_row(signal.timestamp_ms, step) + step <= frame.last_ms]
        longs = [signal for signal in inside if signal.side == "long"]
        used = len(rows_of(longs, step))
        in_range += used
        out_of_range += len(of_pair) - len(inside)
        shorts += len(inside) - len(longs)
        superseded += len(longs) - used
    return HistoryCount(sum(map(len, signals.values())), in_range, out_of_range, others, shorts, superseded)
