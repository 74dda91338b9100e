"""Signals for tests: a valid one, with the field that matters replaced."""

from __future__ import annotations

import uuid

from agent_bridge.signal import TakeProfit, TradingSignal

NOON = 1748779500000  # 2025-06-01T12:05:00Z
ID = "8d6a6e47-9dae-5ba4-b54f-3c17d5a749c4"


def a_signal(
    decision_id: str = ID,
    timestamp_ms: int = NOON,
    symbol: str = "BTC/USDT",
    side: str = "long",
    confidence: float = 0.6,
    entry_type: str = "market",
    entry_price: float = 100.0,
    initial_stop: float = 95.0,
    tp1: float = 103.0,
    tp2: float = 110.0,
    max_capital_pct: float = 0.05,
    rationale: str = "breakout above 19-bar high",
) -> TradingSignal:
    targets = (TakeProfit(tp1, 0.5), TakeProfit(tp2, 0.5))
    return TradingSignal(
        decision_id, timestamp_ms, symbol, side, confidence, entry_type, entry_price, initial_stop, targets, max_capital_pct, rationale
    )


def an_id(number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:agentbridge:test:{number}"))


def message_of(signal: TradingSignal) -> bytes:
    return signal.canonical_text().encode("utf-8")
