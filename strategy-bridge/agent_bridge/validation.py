"""Reads a message strictly: the same rules, codes and order as the C# reader and `schema/README.md`."""

from __future__ import annotations

import math
import re
from typing import Any

from agent_bridge.signal import TakeProfit, TradingSignal, parse_timestamp, timestamp_has_shape
from agent_bridge.syntax import SyntaxViolation, parse_document

SIZE_SUM_TOLERANCE = 1e-6
MAX_RATIONALE = 60

_DECISION_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SYMBOL = re.compile(r"[A-Z0-9]{1,20}/[A-Z0-9]{1,20}(:[A-Z0-9]{1,20})?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_ROOT = ("version", "decision_id", "timestamp", "symbol", "side", "confidence", "entry", "risk", "rationale")


class SignalError(ValueError):
    """A message that is not a valid signal. `code` is the violation code, `field` a path such as `risk.take_profits[0].price`."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(f"{code} at {field}: {message}" if field else f"{code}: {message}")
        self.code = code
        self.field = field


def read_signal(message: bytes) -> TradingSignal:
    """The signal of a message. Raises SignalError with the first violation."""
    try:
        document = parse_document(message)
    except SyntaxViolation as violation:
        raise SignalError(violation.code, "", str(violation).partition(": ")[2]) from violation
    return _read_root(document)


def is_decision_id(text: str) -> bool:
    """Whether the text is a lower-case UUID with dashes, of any version."""
    return _DECISION_ID.fullmatch(text) is not None


def _read_root(document: Any) -> TradingSignal:
    root = _object(document, "", _ROOT, _check_root_field)
    entry, risk = root["entry"], root["risk"]
    first, second = (TakeProfit(target["price"], target["size_pct"]) for target in risk["take_profits"])
    timestamp = parse_timestamp(root["timestamp"])
    signal = TradingSignal(
        decision_id=root["decision_id"],
        timestamp_ms=0 if timestamp is None else timestamp,
        symbol=root["symbol"],
        side=root["side"],
        confidence=root["confidence"],
        entry_type=entry["type"],
        entry_price=entry["price"],
        initial_stop=risk["initial_stop"],
        take_profits=(first, second),
        max_capital_pct=risk["max_capital_pct"],
        rationale=root["rationale"],
    )
    _check_values(signal)
    _check_rules(signal)
    if timestamp is None:
        raise SignalError("TIMESTAMP_NOT_REAL", "timestamp", "no such date or time")
    return signal


def _object(value: Any, path: str, fields: tuple[str, ...], check: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SignalError("WRONG_TYPE", path, "expected an object")
    for name, item in value.items():
        if name not in fields:
            raise SignalError("UNKNOWN_FIELD", _join(path, _shown(name)), "the contract has no such field here")
        check(name, item, _join(path, name))
    for name in fields:
        if name not in value:
            raise SignalError("MISSING_FIELD", _join(path, name), "the field is required")
    return value


def _check_root_field(name: str, value: Any, path: str) -> None:
    if name == "entry":
        _object(value, path, ("type", "price"), _check_entry_field)
    elif name == "risk":
        _object(value, path, ("initial_stop", "take_profits", "max_capital_pct"), _check_risk_field)
    elif name == "confidence":
        _number(value, path)
    else:
        _string(value, path)
        if name == "version" and value != "1.0":
            raise SignalError("UNSUPPORTED_VERSION", path, "expected 1.0")
        if name == "decision_id" and not is_decision_id(value):
            raise SignalError("INVALID_DECISION_ID", path, "expected a lower-case UUID with dashes")
        if name == "timestamp" and not timestamp_has_shape(value):
            raise SignalError("INVALID_TIMESTAMP", path, "expected yyyy-MM-ddTHH:mm:ss.fffZ")
        if name == "side" and value not in ("long", "short"):
            raise SignalError("INVALID_SIDE", path, "expected long or short")


def _check_entry_field(name: str, value: Any, path: str) -> None:
    if name == "price":
        _number(value, path)
        return
    _string(value, path)
    if value not in ("market", "limit"):
        raise SignalError("INVALID_ENTRY_TYPE", path, "expected market or limit")


def _check_risk_field(name: str, value: Any, path: str) -> None:
    if name != "take_profits":
        _number(value, path)
        return
    if not isinstance(value, list):
        raise SignalError("WRONG_TYPE", path, "expected an array of two objects")
    for index, target in enumerate(value[:2]):
        _object(target, f"{path}[{index}]", ("price", "size_pct"), lambda _, item, where: _number(item, where))
    if len(value) != 2:
        raise SignalError("TAKE_PROFIT_COUNT", path, "expected exactly two targets")


def _string(value: Any, path: str) -> None:
    if not isinstance(value, str):
        raise SignalError("WRONG_TYPE", path, "expected a string")


def _number(value: Any, path: str) -> None:
    if not isinstance(value, float):
        raise SignalError("WRONG_TYPE", path, "expected a number")


def _check_values(signal: TradingSignal) -> None:
    if not _SYMBOL.fullmatch(signal.symbol):
        raise SignalError("INVALID_SYMBOL", "symbol", "expected a pair such as BTC/USDT")
    if not 1 <= len(signal.rationale) <= MAX_RATIONALE or _CONTROL.search(signal.rationale):
        raise SignalError("INVALID_RATIONALE", "rationale", "expected 1 to 60 characters without control characters")
    _share(signal.confidence, "CONFIDENCE_OUT_OF_RANGE", "confidence")
    _positive(signal.entry_price, "PRICE_OUT_OF_RANGE", "entry.price")
    _positive(signal.initial_stop, "PRICE_OUT_OF_RANGE", "risk.initial_stop")
    for index, target in enumerate(signal.take_profits):
        _positive(target.price, "PRICE_OUT_OF_RANGE", f"risk.take_profits[{index}].price")
        _positive(target.size_pct, "SIZE_OUT_OF_RANGE", f"risk.take_profits[{index}].size_pct")
    _share(signal.max_capital_pct, "CAPITAL_OUT_OF_RANGE", "risk.max_capital_pct")


def _positive(value: float, code: str, field: str) -> None:
    if not (value > 0 and math.isfinite(value)):
        raise SignalError(code, field, "expected a finite number > 0")


def _share(value: float, code: str, field: str) -> None:
    if not 0 < value <= 1:
        raise SignalError(code, field, "expected a number > 0 and at most 1")


def _check_rules(signal: TradingSignal) -> None:
    first, second = signal.take_profits
    if not abs(first.size_pct + second.size_pct - 1) <= SIZE_SUM_TOLERANCE:
        raise SignalError("SIZES_DO_NOT_SUM", "risk.take_profits", "the size_pct must sum to 1 within 1e-6")
    # One comparison covers both sides: prices are mirrored for a short.
    sign = 1 if signal.side == "long" else -1
    if not signal.initial_stop * sign < signal.entry_price * sign:
        raise SignalError("STOP_ON_WRONG_SIDE", "risk.initial_stop", "a long needs its stop below entry.price, a short above it")
    if not first.price * sign > signal.entry_price * sign:
        where = "risk.take_profits[0].price"
        raise SignalError("TAKE_PROFIT_ON_WRONG_SIDE", where, "a long needs its targets above entry.price, a short below it")
    if not second.price * sign > first.price * sign:
        raise SignalError("TAKE_PROFITS_NOT_ORDERED", "risk.take_profits[1].price", "the second target must lie beyond the first")


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _shown(name: str) -> str:
    # A name from outside goes into logs and terminals: shortened, and without control characters.
    return "".join(character if " " < character <= "~" else "?" for character in name[:40])
