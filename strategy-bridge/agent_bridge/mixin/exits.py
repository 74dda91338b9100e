"""How an open trade is protected and closed: by its stop and its TP1, and nothing of the host's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from freqtrade.strategy import stoploss_from_absolute

from agent_bridge import codes
from agent_bridge.live_journal import is_stop_set
from agent_bridge.mixin.state import BridgeState
from agent_bridge.tag import is_ours

# A stop recomputed from a ratio must not be rounded up by a tick.
_BELOW = 1 - 1e-12


class ExitCallbacks(BridgeState):
    """Freqtrade's callbacks for an open trade; none ever vetoes an exit."""

    def should_exit(self, trade: Any, rate: float, current_time: datetime, *, enter: bool, exit_: bool, **kwargs: Any) -> list:
        if not is_ours(trade.enter_tag):
            return super().should_exit(trade, rate, current_time, enter=enter, exit_=exit_, **kwargs)
        self._ab_shorten_tag(trade)
        # Straight-line code, because a backtest calls this on each candle of each trade.
        held, self.use_exit_signal = self.use_exit_signal, True
        try:
            return super().should_exit(trade, rate, current_time, enter=False, exit_=False, **kwargs)
        finally:
            self.use_exit_signal = held

    def min_roi_reached(self, trade: Any, current_profit: float, current_time: datetime) -> bool:
        return not is_ours(trade.enter_tag) and super().min_roi_reached(trade, current_profit, current_time)

    def ft_stoploss_adjust(self, current_rate: float, trade: Any, *args: Any, **kwargs: Any) -> None:
        ours = is_ours(trade.enter_tag)
        if not ours and kwargs.get("after_fill") and not (self._ab_host_after_fill and (self._ab_live is None or self._ab_host_custom)):
            return
        held = (self.use_custom_stoploss, self.trailing_stop)
        self.use_custom_stoploss, self.trailing_stop = (True, False) if ours else (self._ab_host_custom, self.trailing_stop)
        try:
            super().ft_stoploss_adjust(current_rate, trade, *args, **kwargs)
        finally:
            self.use_custom_stoploss, self.trailing_stop = held

    def custom_stoploss(
        self,
        pair: str,
        trade: Any,
        current_time: datetime,
        current_rate: float,
        current_profit: float,
        after_fill: bool = False,
        **kwargs: Any,
    ) -> float | None:
        if not is_ours(trade.enter_tag):
            if not (self._ab_host_custom and self._ab_overrides("custom_stoploss")):
                return None
            return super().custom_stoploss(
                pair=pair,
                trade=trade,
                current_time=current_time,
                current_rate=current_rate,
                current_profit=current_profit,
                after_fill=after_fill,
                **kwargs,
            )
        try:
            plan = self._ab_plan(trade)
            if plan is None or (is_stop_set(trade, plan) and not after_fill):
                return None
            self._ab_stops[trade.id] = plan.stop
            ratio = stoploss_from_absolute(plan.stop * _BELOW, current_rate, is_short=False, leverage=1.0)
            # At or above the price there is no stop to set: custom_exit ends the trade.
            return ratio if 0 < ratio < 1 else None
        except Exception as error:
            self._ab_failed("custom_stoploss", error)
            stop = self._ab_stops.get(trade.id)
            return 1 - stop * _BELOW / current_rate if stop and 0 < stop < current_rate else None

    def custom_exit(
        self, pair: str, trade: Any, current_time: datetime, current_rate: float, current_profit: float, **kwargs: Any
    ) -> str | bool | None:
        if not is_ours(trade.enter_tag):
            return super().custom_exit(
                pair=pair, trade=trade, current_time=current_time, current_rate=current_rate, current_profit=current_profit, **kwargs
            )
        try:
            return self._ab_exit(trade, current_rate)
        except Exception as error:
            self._ab_failed("custom_exit", error)
            return None if trade.id in self._ab_stops else codes.INVALID_STOP

    def custom_exit_price(
        self,
        pair: str,
        trade: Any,
        current_time: datetime,
        proposed_rate: float,
        current_profit: float,
        exit_tag: str | None,
        **kwargs: Any,
    ) -> float:
        if not is_ours(trade.enter_tag):
            return super().custom_exit_price(
                pair=pair,
                trade=trade,
                current_time=current_time,
                proposed_rate=proposed_rate,
                current_profit=current_profit,
                exit_tag=exit_tag,
                **kwargs,
            )
        try:
            plan = self._ab_plan(trade)
            if self._ab_live is None and exit_tag == codes.TP1 and plan is not None:
                return max(plan.tp1, proposed_rate)
        except Exception as error:
            self._ab_failed("custom_exit_price", error)
        return proposed_rate

    def confirm_trade_exit(self, pair: str, trade: Any, **kwargs: Any) -> bool:
        # A veto would also prevent a stop from closing the trade.
        return True if is_ours(trade.enter_tag) else super().confirm_trade_exit(pair=pair, trade=trade, **kwargs)

    def check_exit_timeout(self, pair: str, trade: Any, order: Any, current_time: datetime, **kwargs: Any) -> bool:
        if is_ours(trade.enter_tag):
            return False
        return super().check_exit_timeout(pair=pair, trade=trade, order=order, current_time=current_time, **kwargs)

    def adjust_trade_position(self, trade: Any, **kwargs: Any) -> Any:
        return None if is_ours(trade.enter_tag) else super().adjust_trade_position(trade=trade, **kwargs)

    def order_filled(self, pair: str, trade: Any, order: Any, current_time: datetime, **kwargs: Any) -> None:
        # 2024.2 has no such callback.
        host = getattr(super(), "order_filled", None)
        if host is not None and not is_ours(trade.enter_tag):
            host(pair=pair, trade=trade, order=order, current_time=current_time, **kwargs)

    def _ab_exit(self, trade: Any, current_rate: float) -> str | None:
        plan = self._ab_plan(trade)
        if self._ab_live is None:
            if plan is None:
                return codes.INVALID_STOP
            # The candle's extremes: the stop comes first if both were touched, and TP1 inside the candle is not missed.
            if trade.min_rate <= trade.stop_loss:
                return None
            return codes.TP1 if trade.max_rate >= plan.tp1 else None
        if trade.has_open_orders:
            return None
        if plan is None:
            return codes.INVALID_STOP
        if current_rate >= plan.tp1:
            return codes.TP1
        return codes.INVALID_STOP if current_rate <= plan.stop and not is_stop_set(trade, plan) else None
