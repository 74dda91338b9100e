"""A plain strategy that trades the plans of a file, without the bridge: what Freqtrade makes of stops, targets, partial exits and shorts.

The section `planned` of the configuration has `file`, signals as `bridge generate` writes them, and `partial_exits`; protections are
those of the section `agentbridge`.
"""

import json
from pathlib import Path

from freqtrade.strategy import IStrategy, stoploss_from_absolute
from pandas import Timedelta, Timestamp

# A stop that is recomputed from a ratio must not be rounded beyond its tick.
_NEAR = 1e-12


class Planned(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 50
    minimal_roi = {"0": 100}
    stoploss = -0.99
    use_custom_stoploss = True
    use_exit_signal = True
    process_only_new_candles = False
    position_adjustment_enable = True
    order_types = {"entry": "market", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}

    def __init__(self, config):
        super().__init__(config)
        self.can_short = config.get("trading_mode") == "futures"
        section = config["planned"]
        self.partial_exits = section["partial_exits"]
        self.protections = config["agentbridge"].get("protections", [])
        self.plans = [json.loads(line) for line in Path(section["file"]).read_text(encoding="utf-8").splitlines()]

    def populate_indicators(self, dataframe, metadata):
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        sides, tags = {"long": [0] * len(dataframe), "short": [0] * len(dataframe)}, [None] * len(dataframe)
        rows = {date: row for row, date in enumerate(dataframe["date"])}
        for number, plan in enumerate(self.plans):
            row = rows.get(Timestamp(plan["timestamp"]) - Timedelta(self.timeframe))
            if plan["symbol"] == metadata["pair"] and row is not None:
                sides[plan["side"]][row], tags[row] = 1, str(number)
        return dataframe.assign(enter_long=sides["long"], enter_short=sides["short"], enter_tag=tags)

    def populate_exit_trend(self, dataframe, metadata):
        return dataframe.assign(exit_long=0, exit_short=0)

    def confirm_trade_entry(self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs):
        risk = self.plans[int(entry_tag)]["risk"]
        stop, target = risk["initial_stop"], risk["take_profits"][0]["price"]
        return target < rate < stop if side == "short" else stop < rate < target

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill=False, **kwargs):
        if not after_fill:
            return None
        near = 1 + _NEAR if trade.is_short else 1 - _NEAR
        ratio = stoploss_from_absolute(self._risk(trade)["initial_stop"] * near, current_rate, is_short=trade.is_short, leverage=1.0)
        return ratio if 0 < ratio < 1 else None

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        # The stop comes first if a candle touches both.
        if trade.max_rate >= trade.stop_loss if trade.is_short else trade.min_rate <= trade.stop_loss:
            return None
        name, price = self._target(trade)
        return name if self._is_reached(trade, price) else None

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        name, price = self._target(trade)
        better = min if trade.is_short else max
        return better(price, proposed_rate) if exit_tag == name else proposed_rate

    def adjust_trade_position(self, trade, current_time, current_rate, current_profit, min_stake, max_stake, **kwargs):
        first = self._risk(trade)["take_profits"][0]
        if not self.partial_exits or trade.nr_of_successful_exits or not self._is_reached(trade, first["price"]):
            return None
        return -(first["size_pct"] * trade.stake_amount)

    def _is_reached(self, trade, price):
        best = trade.min_rate if trade.is_short else trade.max_rate
        return best is not None and (best <= price if trade.is_short else best >= price)

    def _risk(self, trade):
        return self.plans[int(trade.enter_tag)]["risk"]

    def _target(self, trade):
        targets = self._risk(trade)["take_profits"]
        return ("tp2", targets[1]["price"]) if self.partial_exits else ("tp1", targets[0]["price"])
