"""Words that the action log shares with the C# side; none is ever reused.

Generated from LogWordCatalog.cs by its test (UPDATE_DOCS=1): do not edit.
"""

from __future__ import annotations

from typing import NamedTuple

ACTION_CYCLE = "cycle"
ACTION_PUBLISH = "publish"
ACTION_REFUSE = "refuse"
ACTION_CONFIRM = "confirm"
ACTION_OPEN = "open"
ACTION_STOP = "stop"
ACTION_CLOSE = "close"

DECISION_CONFLICT = "DECISION_CONFLICT"
POSITION_OPEN = "POSITION_OPEN"
ENTRY_BEYOND_LEVELS = "ENTRY_BEYOND_LEVELS"
PRICE_MOVED = "PRICE_MOVED"
LATE = "LATE"
EXPIRED = "EXPIRED"
SUPERSEDED = "SUPERSEDED"
HOST_SIGNAL = "HOST_SIGNAL"
NO_FUNDS = "NO_FUNDS"
SIDE_NOT_ALLOWED = "SIDE_NOT_ALLOWED"
SYMBOL_MISMATCH = "SYMBOL_MISMATCH"
SIGNAL_FROM_FUTURE = "SIGNAL_FROM_FUTURE"
STOP_TOO_CLOSE = "STOP_TOO_CLOSE"
ORDER_REFUSED = "ORDER_REFUSED"
ORDER_UNKNOWN = "ORDER_UNKNOWN"
ORDER_CANCELLED = "ORDER_CANCELLED"
JOURNAL_UNAVAILABLE = "JOURNAL_UNAVAILABLE"
FEED_MISSING = "FEED_MISSING"
CHANNEL_FLOODED = "CHANNEL_FLOODED"
GENERATOR_TIMEOUT = "GENERATOR_TIMEOUT"
GENERATOR_FAILED = "GENERATOR_FAILED"

CONFIRMED = "CONFIRMED"
OPENED = "OPENED"
RECOVERED = "RECOVERED"
STOP_SET = "STOP_SET"

TP1 = "tp1"
STOP_LOSS = "stop_loss"
STOPLOSS_ON_EXCHANGE = "stoploss_on_exchange"
TRAILING_STOP_LOSS = "trailing_stop_loss"
INVALID_STOP = "ab_invalid_stop"
FORCE_EXIT = "force_exit"
EMERGENCY_EXIT = "emergency_exit"
SOLD_ON_EXCHANGE = "sold_on_exchange"


class Refusal(NamedTuple):
    """One row of the table of refusals: whether the decision never opens a trade after it, and what it means."""

    code: str
    is_final: bool
    meaning: str


REFUSALS = (
    Refusal(DECISION_CONFLICT, True, "the decision_id is known with other values: the first message counts, this one never does"),
    Refusal(POSITION_OPEN, False, "the pair already has an open trade"),
    Refusal(ENTRY_BEYOND_LEVELS, True, "the entry price is at or below the stop, or at or beyond TP1"),
    Refusal(PRICE_MOVED, False, "the price is farther above the reference price than max_entry_slippage_r allows"),
    Refusal(LATE, True, "the candle that should have opened the trade has passed"),
    Refusal(EXPIRED, True, "the signal is older than max_age_sec"),
    Refusal(SUPERSEDED, True, "a newer signal of the pair replaced it"),
    Refusal(HOST_SIGNAL, False, "the host strategy marks the same candle and takes precedence"),
    Refusal(NO_FUNDS, False, "too little free capital for the trade"),
    Refusal(SIDE_NOT_ALLOWED, True, "the side is not allowed; only longs are"),
    Refusal(SYMBOL_MISMATCH, False, "the pair is not traded here"),
    Refusal(SIGNAL_FROM_FUTURE, True, "the timestamp is more than 5 s ahead of the clock; set the clock"),
    Refusal(STOP_TOO_CLOSE, True, "the distance from entry price to stop is less than min_r_left of R"),
    Refusal(ORDER_REFUSED, False, "the exchange refused the order and nothing was placed; it is retried once while the candle lasts"),
    Refusal(ORDER_UNKNOWN, True, "the outcome of the order is unknown; check the exchange"),
    Refusal(ORDER_CANCELLED, True, "the entry order ended without a fill"),
    Refusal(JOURNAL_UNAVAILABLE, False, "the line of the entry could not be written in time"),
    Refusal(FEED_MISSING, False, "a candle of another feed that the decision needs is not available yet"),
    Refusal(CHANNEL_FLOODED, False, "too many newer signals arrived before this one could open a trade"),
    Refusal(GENERATOR_TIMEOUT, False, "the strategy did not answer within strategy_timeout_ms; the pair is decided again once it has"),
    Refusal(GENERATOR_FAILED, False, "the strategy threw an exception; the pair is decided again once its warm-up is over"),
)
"""Every refusal of an executor."""

FINAL = frozenset(row.code for row in REFUSALS if row.is_final)
"""After one of these a decision never opens a trade. After a passing one it still may, while it is fresh."""


class ExitReason(NamedTuple):
    """Why a trade of ours ended: our own word or one of Freqtrade's, and what it means."""

    reason: str
    meaning: str


EXIT_REASONS = (
    ExitReason(TP1, "the price reached TP1"),
    ExitReason(STOP_LOSS, "the price reached the stop"),
    ExitReason(STOPLOSS_ON_EXCHANGE, "the stop on the exchange was filled"),
    ExitReason(TRAILING_STOP_LOSS, "as `stop_loss`, but the stop was set after the fill (after a crash)"),
    ExitReason(INVALID_STOP, "the tag could not be read, or the price was at the stop before it could be set"),
    ExitReason(FORCE_EXIT, "closed by hand, or at the end of a backtest"),
    ExitReason(EMERGENCY_EXIT, "the exchange rejected the stop, or exit orders timed out unfilled too often"),
    ExitReason(SOLD_ON_EXCHANGE, "sold on the exchange, outside Freqtrade"),
)
"""All that can end a whole trade of ours."""

WORDS = frozenset((
    "APPROVED",
    "ATR_NOT_POSITIVE",
    "ATR_NOT_READY",
    "CANDLES_ENDED",
    "CANDLES_MISSING",
    "CANDLES_STALE",
    "CANDLES_UNAVAILABLE",
    "CANDLE_GAP",
    "CANDLE_INVALID",
    "CAPITAL_NOT_POSITIVE",
    "CHANNEL_FLOODED",
    "CLOSED",
    "CONFIRMED",
    "DECISION_CONFLICT",
    "DUPLICATE",
    "ENTRY_BEYOND_LEVELS",
    "EXPIRED",
    "FEED_MISSING",
    "GENERATOR_FAILED",
    "GENERATOR_TIMEOUT",
    "HOST_SIGNAL",
    "JOURNAL_UNAVAILABLE",
    "LATE",
    "NONE",
    "NOT_FETCHED",
    "NOT_PUBLISHED",
    "NO_FUNDS",
    "NO_TRADE",
    "OPENED",
    "OPTIONS_INVALID",
    "ORDER_CANCELLED",
    "ORDER_REFUSED",
    "ORDER_UNKNOWN",
    "POSITION_OPEN",
    "PRICE_MOVED",
    "PUBLISHED",
    "PUBLISH_FAILED",
    "RECOVERED",
    "REWARD_RISK_TOO_LOW",
    "RULE_FAILED",
    "SIDE_NOT_ALLOWED",
    "SIGNAL_FROM_FUTURE",
    "SIGNAL_INVALID",
    "SIGNAL_STALE",
    "STOP_SET",
    "STOP_TOO_CLOSE",
    "STOP_TOO_FAR",
    "STOP_TOO_NEAR",
    "SUPERSEDED",
    "SYMBOL_MISMATCH",
    "TIMESTAMP_MISMATCH",
    "TRIGGERED",
    "UNSPECIFIED",
    "WRITTEN",
    "ab_invalid_stop",
    "close",
    "confirm",
    "cycle",
    "emergency_exit",
    "force_exit",
    "open",
    "publish",
    "refuse",
    "sold_on_exchange",
    "stop",
    "stop_loss",
    "stoploss_on_exchange",
    "tp1",
    "trailing_stop_loss",
))
"""Every word of the table, those that only C# writes among them."""
