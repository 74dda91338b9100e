"""Strategies for hyperopt and lookahead-analysis."""

from freqtrade.strategy import IntParameter, IStrategy

from agent_bridge.mixin import AgentBridgeMixin


class Tuned(IStrategy):
    """One parameter, so that hyperopt has something to vary."""

    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.02}
    stoploss = -0.02
    length = IntParameter(4, 12, default=8, space="buy")

    def populate_indicators(self, dataframe, metadata):
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        if metadata["pair"] == "BTC/USDT":
            dataframe.loc[dataframe["close"] > dataframe["high"].shift(1).rolling(self.length.value).max(), "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        return dataframe


class BridgedTuned(AgentBridgeMixin, Tuned):
    pass


class Biased(IStrategy):
    """The control: enters on a candle because of a much later one, so that 2024.2 detects it, too."""

    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.01}
    stoploss = -0.01

    def populate_indicators(self, dataframe, metadata):
        dataframe["later"] = dataframe["close"].shift(-5)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[dataframe["later"] > dataframe["close"] * 1.006, "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        return dataframe
