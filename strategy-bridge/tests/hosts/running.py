"""A host for dry-run: analyses once per candle, enters one pair itself, and would end any trade at once."""

from freqtrade.strategy import IStrategy

from agent_bridge.mixin import AgentBridgeMixin


class RunningHost(IStrategy):
    """Its exits would end a trade of the bridge in the first loop, if they reached it."""

    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 10
    minimal_roi = {"0": 100}
    stoploss = -0.2
    process_only_new_candles = True
    position_adjustment_enable = True
    use_exit_signal = True

    def populate_indicators(self, dataframe, metadata):
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe["enter_long"] = int(metadata["pair"] == "MOVE/USDT")
        dataframe["enter_tag"] = "theirs"
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe["exit_long"] = 0
        return dataframe

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        return "theirs" if trade.enter_tag != "theirs" or current_rate > 105 else None

    def custom_stake_amount(
        self, pair, current_time, current_rate, proposed_stake, min_stake, max_stake, leverage, entry_tag, side, **kwargs
    ):
        return 333.0

    def confirm_trade_exit(self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs):
        return trade.enter_tag == "theirs"

    def adjust_trade_position(self, trade, current_time, current_rate, current_profit, min_stake, max_stake, **kwargs):
        return 50.0 if trade.enter_tag != "theirs" else None


class BridgedRunningHost(AgentBridgeMixin, RunningHost):
    pass
