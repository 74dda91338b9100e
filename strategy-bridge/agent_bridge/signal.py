"""The contract's types, version 1.0."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from agent_bridge.canonical import format_number, format_string

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_TIMESTAMP = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})\.([0-9]{3})Z")


@dataclass(frozen=True)
class TakeProfit:
    """A target: its price, > 0, and the share of the position to close there, > 0."""

    price: float
    size_pct: float


@dataclass(frozen=True)
class TradingSignal:
    """One trading decision. `timestamp_ms` is the deciding candle's close, UTC milliseconds since 1970."""

    decision_id: str
    timestamp_ms: int
    symbol: str
    side: str
    confidence: float
    entry_type: str
    entry_price: float
    initial_stop: float
    take_profits: tuple[TakeProfit, TakeProfit]
    max_capital_pct: float
    rationale: str

    def canonical_text(self) -> str:
        """The canonical text, which is hashed and published in UTF-8."""
        first, second = self.take_profits
        return (
            f'{{"version":"1.0","decision_id":"{self.decision_id}","timestamp":"{format_timestamp(self.timestamp_ms)}",'
            f'"symbol":"{self.symbol}","side":"{self.side}","confidence":{format_number(self.confidence)},'
            f'"entry":{{"type":"{self.entry_type}","price":{format_number(self.entry_price)}}},'
            f'"risk":{{"initial_stop":{format_number(self.initial_stop)},"take_profits":[{_target(first)},{_target(second)}],'
            f'"max_capital_pct":{format_number(self.max_capital_pct)}}},"rationale":{format_string(self.rationale)}}}'
        )


def format_timestamp(milliseconds: int) -> str:
    """`yyyy-MM-ddTHH:mm:ss.fffZ` of UTC milliseconds since 1970."""
    instant = _EPOCH + timedelta(milliseconds=milliseconds)
    # strftime leaves the year unpadded on some platforms.
    return f"{instant.year:04d}-{instant:%m-%dT%H:%M:%S}.{instant.microsecond // 1000:03d}Z"


def timestamp_has_shape(text: str) -> bool:
    """Whether digits and separators are in the positions of a timestamp."""
    return _TIMESTAMP.fullmatch(text) is not None


def parse_timestamp(text: str) -> int | None:
    """The instant in UTC milliseconds since 1970; None if the text is not a real date."""
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, millisecond = (int(part) for part in match.groups())
    try:
        instant = datetime(year, month, day, hour, minute, second, millisecond * 1000, tzinfo=timezone.utc)
    except ValueError:
        return None
    return (instant - _EPOCH) // _MILLISECOND


def _target(target: TakeProfit) -> str:
    return f'{{"price":{format_number(target.price)},"size_pct":{format_number(target.size_pct)}}}'
