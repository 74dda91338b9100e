"""The price step of a pair, as reported by Freqtrade's exchange."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any

# ccxt's numbers.
_DECIMAL_PLACES = 2
_TICK_SIZE = 4
_MOST_DECIMALS = 10


def market_step(dp: Any, pair: str) -> float:
    """The step, such as 0.01; 0 if the exchange does not report it: it is then taken from the candles' decimals."""
    precision = None
    with suppress(Exception):
        precision = dp.market(pair)["precision"]["price"]
    if isinstance(precision, bool) or not isinstance(precision, (int, float)) or not math.isfinite(precision):
        return 0.0
    mode = _mode(dp)
    if mode == _TICK_SIZE or (mode is None and isinstance(precision, float) and precision < 1):
        return float(precision) if precision > 0 else 0.0
    if mode == _DECIMAL_PLACES and precision == int(precision) and 0 <= precision <= _MOST_DECIMALS:
        return float(f"1e-{int(precision)}")
    return 0.0


def _mode(dp: Any) -> int | None:
    exchange = getattr(dp, "_exchange", None)
    # 2026.9 has exchanges with different precision modes for prices and amounts. A hyperopt worker has no ccxt any more.
    for name in ("precision_mode_price", "precisionMode"):
        with suppress(Exception):
            return int(getattr(exchange, name))
    return None
