"""Typical strategies of a trader, alone and with the bridge added."""

from freqtrade.strategy import IStrategy

from agent_bridge.mixin import AgentBridgeMixin


class FastHost(IStrategy):
    """5m: ROI, trailing with an offset, exit signals, own exits, position adjustment, a full set of order callbacks."""

    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.03, "60": 0.015, "240": 0.004}
    stoploss = -0.04
    trailing_stop = True
    trailing_stop_positive = 0.004
    trailing_stop_positive_offset = 0.008
    trailing_only_offset_is_reached = True
    position_adjustment_enable = True
    max_entry_position_adjustment = 2
    use_exit_signal = True

    def populate_indicators(self, dataframe, metadata):
        dataframe["fast"] = dataframe["close"].rolling(8).mean()
        dataframe["slow"] = dataframe["close"].rolling(24).mean()
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        if metadata["pair"] == "BTC/USDT":
            crossed = (dataframe["fast"] > dataframe["slow"]) & (dataframe["fast"].shift(1) <= dataframe["slow"].shift(1))
            dataframe.loc[crossed, ["enter_long", "enter_tag"]] = (1, "cross")
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["fast"] < dataframe["slow"] * 0.995, "exit_long"] = 1
        return dataframe

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return "tired" if (current_time - trade.open_date_utc).total_seconds() > 6 * 3600 and current_profit > 0 else None

    def adjust_trade_position(self, trade, current_time, current_rate, current_profit, min_stake, max_stake, **kwargs):
        return 200.0 if current_profit < -0.01 and trade.nr_of_successful_entries < 3 else None

    def confirm_trade_exit(self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs):
        return exit_reason != "exit_signal" or current_time.minute != 0


class SlowHost(IStrategy):
    """1h: its own custom stop without after_fill, limit entries below the price that it adjusts, market exits, old column names."""

    INTERFACE_VERSION = 3
    timeframe = "1h"
    startup_candle_count = 10
    minimal_roi = {"0": 0.06}
    stoploss = -0.08
    use_custom_stoploss = True
    process_only_new_candles = True
    order_types = {"entry": "limit", "exit": "market", "stoploss": "market", "stoploss_on_exchange": False}

    def populate_indicators(self, dataframe, metadata):
        dataframe["mean"] = dataframe["close"].rolling(6).mean()
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        if metadata["pair"] == "BTC/USDT":
            dataframe.loc[dataframe["close"] < dataframe["mean"] * 0.998, "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["close"] > dataframe["mean"] * 1.006, "exit_long"] = 1
        return dataframe

    def custom_entry_price(self, pair, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 0.999

    def adjust_entry_price(self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, side, **kwargs):
        return current_order_rate * 1.0005

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return -0.012 if current_profit > 0.01 else -0.05

    def custom_stake_amount(
        self, pair, current_time, current_rate, proposed_stake, min_stake, max_stake, leverage, entry_tag, side, **kwargs
    ):
        return proposed_stake / 2


class TrailingHost(FastHost):
    """Trailing from the first tick, with use_custom_stoploss off and without its own stop."""

    trailing_stop_positive = None
    trailing_only_offset_is_reached = False
    trailing_stop_positive_offset = 0.0
    position_adjustment_enable = False
    stoploss = -0.006


class BridgedFastHost(AgentBridgeMixin, FastHost):
    pass


class BridgedSlowHost(AgentBridgeMixin, SlowHost):
    pass


class BridgedTrailingHost(AgentBridgeMixin, TrailingHost):
    pass


class HidingHost(AgentBridgeMixin, FastHost):
    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return None
