"""State shared by the bridge's callbacks: settings and memory, and which methods the host strategy has itself."""

from __future__ import annotations

import logging
from inspect import getfullargspec, signature
from typing import Any

from freqtrade.configuration import TimeRange
from freqtrade.exchange import timeframe_to_minutes
from freqtrade.plugins.protections import IProtection
from freqtrade.strategy import IStrategy

from agent_bridge import codes
from agent_bridge.history_bridge import HistoryBridge
from agent_bridge.live import LiveBridge
from agent_bridge.mixin.tuned import TunedParameters, loaded_values
from agent_bridge.orders import OrderWatch
from agent_bridge.settings import load_settings
from agent_bridge.sources.clr_history import ClrHistory
from agent_bridge.startup import open_bridge, runmode_of, tunable_parameters
from agent_bridge.tag import Plan, TagError, is_ours, parse_tag
from agent_bridge.trades import ClosedTrades
from agent_bridge.tuning import Search

logger = logging.getLogger(__name__)

_ADJUSTMENTS = ("adjust_entry_price", "adjust_exit_price", "adjust_order_price")


class BridgeState(IStrategy):
    """The last of the bridge's own classes: here `super()` is the host strategy."""

    def __init__(self, config: dict) -> None:
        super().__init__(config)
        # The configuration takes precedence over attributes, for a host's own value too.
        self._ab_host_custom = bool(config.get("use_custom_stoploss", self._ab_host_attribute("use_custom_stoploss")))
        self._ab_stop_switched_off = config.get("use_custom_stoploss") is False
        self._ab_host_after_fill = self._ab_overrides("custom_stoploss") and "after_fill" in getfullargspec(super().custom_stoploss).args
        self._ab_plans: dict[str, Plan | None] = {}
        self._ab_stops: dict[int, float] = {}
        self._ab_rows: dict[str, int] = {}
        self._ab_told: set[str] = set()
        # For the current candle of a backtest: a decision has one candle, and newer releases ask again on each candle of a finer
        # timeframe within it. Kept no longer, so that one epoch of hyperopt never sees the state of another.
        self._ab_spent: set[str] = set()
        timeframe = str(config.get("timeframe") or getattr(self, "timeframe", None) or "")
        self._ab_tuned, problem = self._ab_tunable(config, timeframe)
        bridge = open_bridge(config, timeframe, self._ab_tuned.values(self) if self._ab_tuned else {}, problem)
        self._ab_live = bridge if isinstance(bridge, LiveBridge) else None
        self._ab_history = bridge if isinstance(bridge, HistoryBridge) else None
        self._ab_limits = bridge.limits
        self._ab_needs = bridge.needs
        self._ab_search: Search | None = None
        self._ab_warn_of_unused_values()
        self._ab_closed = ClosedTrades()
        protections = load_settings(config).protections
        self._ab_has_protections = bool(protections)
        self._ab_protection_problem = self._ab_take_protections(protections)
        self._ab_orders = OrderWatch(bridge) if isinstance(bridge, LiveBridge) else None

    def _ab_tunable(self, config: dict, timeframe: str) -> tuple[TunedParameters | None, str | None]:
        """The strategy's parameters that are Freqtrade's own, and what is wrong with them, in one line, where something is."""
        try:
            parameters = tunable_parameters(config, timeframe)
            return (TunedParameters(self, parameters, loaded_values(self)) if parameters else None), None
        except ValueError as error:
            return None, str(error)

    def _ab_take_protections(self, given: tuple[Any, ...]) -> str | None:
        """Makes the configured protections the strategy's, and returns what is wrong with them, in one line, where something is.

        In the configuration itself newer releases refuse them.
        """
        if not given:
            return None
        # A property of the host is true here, too: it can't be replaced.
        if self._ab_host_attribute("protections"):
            return f"agentbridge.protections: {type(self).__name__} has protections of its own; keep one of the two"
        for section in given:
            if "unlock_at" in section and not hasattr(IProtection, "unlock_reason_time_element"):
                return f"agentbridge.protections: this release of Freqtrade has no unlock_at ({section['method']}); set stop_duration"
            if section.get("calculation_mode") == "equity" and "starting_balance" not in signature(IProtection.global_stop).parameters:
                return "agentbridge.protections: this release of Freqtrade has no calculation_mode equity (MaxDrawdown); leave it out"
        self.protections = [dict(section) for section in given]
        return None

    def _ab_warn_of_unused_values(self) -> None:
        unused = sorted({parameter.name for parameter in self._ab_needs.parameters} & set(loaded_values(self)))
        if unused and self._ab_tuned is None:
            remedy = "set agentbridge.strategy.hyperopt, or write it into strategy.params"
            logger.warning("agentbridge: %s of the file next to the strategy is not used: %s", ", ".join(unused), remedy)

    def _ab_begin_search(self, is_raised: bool) -> None:
        """In a hyperopt that sets parameters of the C# side: as many candles before the range as any of them requires, if available."""
        if self._ab_tuned is None or self._ab_search is not None or runmode_of(self.config) != "hyperopt":
            return
        own = self.startup_candle_count
        span = TimeRange.parse_timerange(self.config.get("timerange"))
        begins_ms = int(span.startts) * 1000 if span.starttype == "date" else None
        if is_raised and begins_ms is not None and isinstance(self._ab_history, ClrHistory):
            self.startup_candle_count = max(own, self._ab_history.longest_warm_up(self._ab_tuned.parameters))
        self._ab_search = Search(own, self.startup_candle_count, begins_ms, is_raised)

    def _ab_step_ms(self) -> int:
        return timeframe_to_minutes(self.timeframe) * 60_000

    def _ab_plan(self, trade: Any) -> Plan | None:
        tag = trade.enter_tag
        if self._ab_history is not None and tag == self._ab_history.trade_tag:
            tag = trade.orders[0].ft_order_tag
        if tag not in self._ab_plans:
            if len(self._ab_plans) > 1000:
                self._ab_plans.clear()
            try:
                self._ab_plans[tag] = parse_tag(tag)
            except TagError:
                self._ab_plans[tag] = None
        return self._ab_plans[tag]

    def _ab_shorten_tag(self, trade: Any) -> None:
        """Gives a backtest's trade the tag shared by all of ours: Freqtrade's report has a row per tag. The order keeps the whole tag."""
        if self._ab_history is None or trade.enter_tag == self._ab_history.trade_tag or self._ab_plan(trade) is None:
            return
        if trade.orders and trade.orders[0].ft_order_tag == trade.enter_tag:
            trade.enter_tag = self._ab_history.trade_tag

    def _ab_refuse(self, decision_id: str, pair: str, code: str, detail: str = "") -> None:
        if self._ab_live is not None:
            self._ab_live.refuse(decision_id, pair, code, detail)
        elif code in codes.FINAL:
            self._ab_spent.add(decision_id)

    def _ab_watch_orders(self) -> None:
        # Every time: the exchange's method may have been replaced meanwhile.
        if self._ab_orders is not None:
            self._ab_orders.attach(getattr(self.dp, "_exchange", None))

    def _ab_failed(self, callback: str, error: Exception) -> None:
        if self._ab_live is not None:
            self._ab_live.warn(callback, f"{callback} failed; the safe value was returned: {error!r}")
        else:
            logger.warning("agentbridge: %s failed; the safe value was returned: %r", callback, error)

    def _ab_host_attribute(self, name: str) -> Any:
        return getattr(super(), name, None)

    def _ab_overrides(self, name: str) -> bool:
        """Whether the host overrides a method."""
        host = getattr(super(), name, None)
        return host is not None and getattr(host, "__func__", host) is not getattr(IStrategy, name, None)

    def _ab_route_adjustments(self) -> None:
        # As instance attributes: in the class, Freqtrade would take them for the host's own and refuse the combination.
        for name in _ADJUSTMENTS:
            if self._ab_overrides(name):
                setattr(self, name, self._ab_adjustment(getattr(super(), name)))

    def _ab_adjustment(self, host: Any) -> Any:
        def adjust(**kwargs: Any) -> Any:
            return kwargs["current_order_rate"] if is_ours(kwargs["trade"].enter_tag) else host(**kwargs)

        return adjust
