"""AgentBridge's own strategy: trades the signals and nothing else. Runs on Freqtrade 2024.2 and later."""

from __future__ import annotations

from pandas import DataFrame

from agent_bridge.mixin import AgentBridgeMixin
from agent_bridge.startup import runmode_of
from agent_bridge.tag import Plan


class AgentBridgeStrategy(AgentBridgeMixin):
    """One trade per pair, from a signal: market entry, its stop, full exit at TP1."""

    INTERFACE_VERSION = 3

    timeframe = "5m"
    startup_candle_count = 50
    can_short = False
    process_only_new_candles = False
    use_exit_signal = True
    exit_profit_only = False
    ignore_roi_if_entry_signal = False
    position_adjustment_enable = False
    trailing_stop = False
    minimal_roi = {"0": 100}
    # A floor that is never reached: the signal's own stop is above it. Freqtrade resets stops if this number changes.
    stoploss = -0.99
    order_types = {
        "entry": "market",
        "exit": "limit",
        "stoploss": "market",
        "emergency_exit": "market",
        "force_entry": "market",
        "force_exit": "market",
        "stoploss_on_exchange": False,
    }

    def __init__(self, config: dict) -> None:
        self.custom_info: dict[str, dict[str, object]] = {}
        super().__init__(config)
        # A strategy in C# states how many candles it requires; the class's own number is for signals from elsewhere.
        self._ab_begin_search(is_raised=True)
        if self._ab_search is None:
            self.startup_candle_count = max(self.startup_candle_count, self._ab_needs.warm_up)

    def populate_indicators(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        return dataframe

    def populate_exit_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        return dataframe.assign(exit_long=0)

    def _ab_marked(self, pair: str, plan: Plan) -> None:
        self.custom_info[pair] = {"initial_stop": plan.stop, "tp1": plan.tp1, "tp2": plan.tp2, "decision_id": plan.decision_id}

    def _ab_effective_problems(self) -> list[str]:
        wanted = {
            "can_short": False,
            "trailing_stop": False,
            "use_exit_signal": True,
            "exit_profit_only": False,
            "position_adjustment_enable": False,
            "stoploss": -0.99,
            "minimal_roi": {0: 100},
        }
        problems = super()._ab_effective_problems()
        for name, value in wanted.items():
            held = getattr(self, name, None)
            if held != value:
                problems.append(f"{name} must be {value!r} for AgentBridgeStrategy, not {held!r}; remove it from the configuration")
        # lookahead-analysis itself sets every order type to market; it examines entries only.
        is_tool = runmode_of(self.config) not in ("live", "dry_run", "backtest", "hyperopt")
        if not is_tool and (self.order_types.get("exit") != "limit" or self.order_types.get("stoploss") != "market"):
            problems.append("order_types must have exit limit and stoploss market; remove it from the configuration")
        if self.config.get("position_stacking"):
            problems.append("position stacking must be off for AgentBridgeStrategy")
        return problems
