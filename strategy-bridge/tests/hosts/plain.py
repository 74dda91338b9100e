"""The simplest host: marks the last row of the configured pairs with the configured tag. Alone it shows Freqtrade's own pitfalls."""

from freqtrade.strategy import IStrategy

from agent_bridge.mixin import AgentBridgeMixin


class Plain(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 10
    minimal_roi = {"0": 100}
    stoploss = -0.5
    process_only_new_candles = False
    use_exit_signal = True
    order_types = {"entry": "market", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}
    # Set by tests: pair to tag, None for a mark without any tag column; and the calls so far.
    marks: dict = {}
    exits = 0
    makes_columns = True

    def __init__(self, config):
        super().__init__(config)
        self.seen = []

    def populate_indicators(self, dataframe, metadata):
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        if self.makes_columns:
            dataframe["enter_long"] = 0
        if metadata["pair"] in self.marks:
            dataframe.loc[dataframe.index[-1], "enter_long"] = 1
            tag = self.marks[metadata["pair"]]
            if tag != "untouched":
                dataframe["enter_tag"] = [None] * (len(dataframe) - 1) + [tag]
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe["exit_long"] = self.exits
        return dataframe

    def order_filled(self, pair, trade, order, current_time, **kwargs):
        self.seen.append(("order_filled", trade.enter_tag))


class BridgedPlain(AgentBridgeMixin, Plain):
    pass


class Adjusting(Plain):
    """Adds to every trade, and vetoes every exit."""

    position_adjustment_enable = True

    def adjust_trade_position(self, trade, current_time, current_rate, current_profit, min_stake, max_stake, **kwargs):
        return None

    def confirm_trade_exit(self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs):
        return False


class BridgedAdjusting(AgentBridgeMixin, Adjusting):
    pass
