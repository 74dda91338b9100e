"""The breakout, its risk gate and its trades in pure pandas: what the strategy with C# in the process is measured against.

Gives the same signals, the same enter_tags and the same trades as AgentBridgeStrategy with source `clr` and default settings, for
backtests only. It does not use agent_bridge.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

import numpy as np
from freqtrade.strategy import IStrategy, stoploss_from_absolute
from pandas import DataFrame

_DECISIONS = UUID("004f56b3-2570-596c-9535-f4f0a10c0052")
_PARAMETERS = "breakout/1|confidence=0.6;high_lookback=19;low_lookback=10;tp1_r=1;tp2_r=2"
_CAP = 0.05
_PERIOD = 14


class PandasBreakout(IStrategy):
    """One trade per pair: market entry on a breakout, its stop, full exit at TP1."""

    INTERFACE_VERSION = 3

    timeframe = "5m"
    startup_candle_count = 50
    can_short = False
    use_exit_signal = True
    use_custom_stoploss = True
    minimal_roi = {"0": 100}
    stoploss = -0.99
    order_types = {"entry": "market", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}

    def __init__(self, config: dict) -> None:
        super().__init__(config)
        self._levels: dict[str, tuple[float, ...]] = {}

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        return dataframe

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        opens, high, low, close = dataframe["open"], dataframe["high"], dataframe["low"], dataframe["close"]
        before = close.shift()
        atr = np.maximum(high, before) - np.minimum(low, before)
        atr.iloc[_PERIOD] = atr.iloc[1 : _PERIOD + 1].mean()
        atr.iloc[:_PERIOD] = np.nan
        atr = atr.ewm(alpha=1 / _PERIOD, adjust=False).mean()
        flat = (opens == before) & (high == before) & (low == before) & (close == before) & (dataframe["volume"] == 0)

        stop = low.rolling(10).min()
        risk = close - stop
        tp1, tp2 = close + risk, close + 2 * risk
        reward = 0.5 * (tp1 - close) + 0.5 * (tp2 - close)
        enter = (
            (close > high.shift().rolling(19).max())
            & (stop > 0) & (stop < close) & (close < tp1) & (tp1 < tp2)
            & (risk >= 0.5 * atr) & (risk <= 5 * atr) & (reward >= (1.5 - 1e-9) * risk)
            & (flat.rolling(20, min_periods=1).sum() <= 3)
        )
        rows = np.flatnonzero(enter.to_numpy())
        levels = (column.to_numpy()[rows].tolist() for column in (close, stop, tp1, tp2))
        opened = dataframe["date"].iloc[rows].dt.as_unit("ms").astype("int64").tolist()
        name = f"{_PARAMETERS}|{metadata['pair']}|{self.timeframe}|"
        tags = np.full(len(dataframe), None, dtype=object)
        tags[rows] = [
            f"ab1|{uuid5(_DECISIONS, name + str(time))}|e={_text(e)}|sl={_text(sl)}|tp1={_text(t1)}|tp2={_text(t2)}|cap={_CAP}"
            for time, e, sl, t1, t2 in zip(opened, *levels)
        ]
        dataframe["enter_long"] = enter.astype(int)
        dataframe["enter_tag"] = tags
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe["exit_long"] = 0
        return dataframe

    def custom_stake_amount(self, max_stake: float, **kwargs: Any) -> float:
        return min(_CAP * self.wallets.get_total_stake_amount(), max_stake)

    def confirm_trade_entry(self, rate: float, entry_tag: str | None, **kwargs: Any) -> bool:
        _, stop, tp1, _, _ = self._levels_of(entry_tag or "")
        return stop < rate < tp1

    def should_exit(self, trade: Any, *args: Any, **kwargs: Any) -> list:
        # One tag for all: Freqtrade's report needs time for each tag.
        trade.enter_tag = "ab1|breakout/1"
        return super().should_exit(trade, *args, **kwargs)

    def custom_stoploss(
        self, pair: str, trade: Any, current_time: Any, current_rate: float, current_profit: float, after_fill: bool = False, **kwargs: Any
    ) -> float | None:
        stop = self._levels_of(trade.orders[0].ft_order_tag)[1]
        if trade.stop_loss >= stop * (1 - 1e-9) and not after_fill:
            return None
        # A stop recomputed from a ratio must not be rounded up by a tick.
        ratio = stoploss_from_absolute(stop * (1 - 1e-12), current_rate, is_short=False, leverage=1.0)
        return ratio if 0 < ratio < 1 else None

    def custom_exit(
        self, pair: str, trade: Any, current_time: Any, current_rate: float, current_profit: float, **kwargs: Any
    ) -> str | None:
        if trade.min_rate <= trade.stop_loss:
            return None
        return "tp1" if trade.max_rate >= self._levels_of(trade.orders[0].ft_order_tag)[2] else None

    def custom_exit_price(self, trade: Any, proposed_rate: float, exit_tag: str | None, **kwargs: Any) -> float:
        return max(self._levels_of(trade.orders[0].ft_order_tag)[2], proposed_rate) if exit_tag == "tp1" else proposed_rate

    def _levels_of(self, tag: str) -> tuple[float, ...]:
        if tag not in self._levels:
            self._levels[tag] = tuple(float(part.partition("=")[2]) for part in tag.split("|")[2:])
        return self._levels[tag]


def _text(number: float) -> str:
    return repr(number).removesuffix(".0")
