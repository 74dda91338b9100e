"""The types exchanged with the C# side, for any host."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np


@dataclass(frozen=True)
class Columns:
    """Candles as contiguous arrays: int64 open times in UTC milliseconds, and doubles."""

    times: np.ndarray
    opens: np.ndarray
    highs: np.ndarray
    lows: np.ndarray
    closes: np.ndarray
    volumes: np.ndarray

    def addresses(self) -> tuple[int, ...]:
        """The start of each column; valid as long as this object is referenced."""
        return tuple(column.ctypes.data for column in (self.times, self.opens, self.highs, self.lows, self.closes, self.volumes))


@dataclass(frozen=True)
class Batch:
    """The result of a batch: the approved signals, one per line, and counts; `left_out` candles had not closed by the clock."""

    lines: bytes
    raw: int
    approved: int
    denied: str
    left_out: int = 0
    feed_missing: int = 0
    """The number of candles not decided because a feed of the strategy was missing."""
    newest_lacks_feed: bool = False
    """Whether the newest candle is one of them: with the feed it may be decided later."""
    generator_failed: int = 0
    """The number of candles not decided because the strategy threw."""
    newest_failed: bool = False
    """Whether the newest candle is one of them."""
    failure: str = ""
    """The strategy's exception, in one line; empty if there is none."""


class ClrHost(Protocol):
    """One loaded runtime. Every method may raise ClrError."""

    name: str
    path: Path
    """The file that was loaded."""

    def open(self, options: str) -> object:
        """An agent of these options (JSON)."""
        ...

    def generate(self, agent: object, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        """Each line is a signal's canonical bytes. `price_step` is the market's, 0 if unknown."""
        ...

    def marks(self, agent: object, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        """Each line is the deciding candle's open in UTC milliseconds, a blank and the signal's enter_tag."""
        ...

    def feed(self, agent: object, columns: Columns, symbol: str, timeframe: str) -> None:
        """The candles of another pair, for every batch from now on."""
        ...

    def describe(self, agent: object, timeframe: str) -> str:
        """The strategy and its requirements, as JSON."""
        ...

    def fetch_latest(self, agent: object, symbol: str, max_age_sec: int) -> bytes | None: ...

    def close(self, agent: object) -> None: ...
