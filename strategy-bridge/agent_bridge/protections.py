"""The setting `agentbridge.protections`: Freqtrade's protections, read strictly, because Freqtrade ignores a key that it doesn't know.

The C# tests compare METHODS with what a backtest in C# reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_COMMON = ("stop_duration", "stop_duration_candles", "unlock_at", "lookback_period", "lookback_period_candles")
METHODS: dict[str, tuple[str, ...]] = {
    "StoplossGuard": ("trade_limit", "only_per_pair", "only_per_side", "required_profit"),
    "MaxDrawdown": ("trade_limit", "max_allowed_drawdown", "calculation_mode"),
    "CooldownPeriod": (),
    "LowProfitPairs": ("trade_limit", "required_profit", "only_per_side"),
}
_WHOLE = {"trade_limit": 1, "stop_duration": 0, "stop_duration_candles": 0, "lookback_period": 1, "lookback_period_candles": 1}
_FLAGS = ("only_per_pair", "only_per_side")
_MODES = ("ratios", "equity")
_EXAMPLE = '[{"method": "CooldownPeriod", "stop_duration_candles": 5}]'


def read_protections(value: Any) -> tuple[dict[str, Any], ...]:
    """The protections of a configuration. Raises ValueError with one line."""
    if isinstance(value, str):
        # From the environment.
        try:
            value = json.loads(value)
        except ValueError:
            raise ValueError(f"agentbridge.protections: expected a list such as {_EXAMPLE}") from None
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"agentbridge.protections: expected a list such as {_EXAMPLE}")
    return tuple(_read(section, f"agentbridge.protections, number {number}") for number, section in enumerate(value, 1))


def _read(section: Any, place: str) -> dict[str, Any]:
    method = section.get("method") if isinstance(section, Mapping) else None
    if not isinstance(method, str) or method not in METHODS:
        raise ValueError(f'{place}: expected an object with "method": one of {", ".join(METHODS)}')
    place = f"{place} ({method})"
    known = ("method", *METHODS[method], *_COMMON)
    for key, setting in section.items():
        if key not in known:
            raise ValueError(f"{place}: {str(key)[:40]!r} is no setting of it; available: {', '.join(known)}")
        expected = _expected(key, setting)
        if expected:
            raise ValueError(f"{place}: {key}={json.dumps(setting, default=str)[:40]}: expected {expected}")
    for keys in (("stop_duration", "stop_duration_candles", "unlock_at"), ("lookback_period", "lookback_period_candles")):
        given = [key for key in keys if key in section]
        if len(given) > 1:
            raise ValueError(f"{place}: {given[0]} and {given[1]} exclude each other; keep one")
    return dict(section)


def _expected(key: str, setting: Any) -> str | None:
    """What a setting should be; None if it is."""
    is_number = isinstance(setting, (int, float)) and not isinstance(setting, bool)
    if key in _WHOLE:
        holds = is_number and isinstance(setting, int) and _WHOLE[key] <= setting <= 1_000_000
        return None if holds else f"a whole number from {_WHOLE[key]} to 1000000"
    if key in _FLAGS:
        return None if isinstance(setting, bool) else "true or false"
    if key == "calculation_mode":
        return None if setting in _MODES else " or ".join(_MODES)
    if key == "unlock_at":
        holds = isinstance(setting, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", setting)
        return None if holds else "a time of day such as 16:00"
    if key == "max_allowed_drawdown":
        return None if is_number and 0 <= setting < float("inf") else "a number >= 0"
    if key == "required_profit":
        return None if is_number and abs(setting) < float("inf") else "a number"
    return None
