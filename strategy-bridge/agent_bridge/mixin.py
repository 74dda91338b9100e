"""What a strategy adds to itself to trade our signals: `class Bridged(AgentBridgeMixin, TheirStrategy): pass`.

Our trades and theirs are told apart by the tag alone. For ours only our stop, our TP1 and Freqtrade's force exits end them;
for theirs everything is as if this class were not there. Every callback fails closed.

This module is pickled by value for hyperopt's workers: it holds no lock, thread or handle.
"""

from __future__ import annotations

import logging
from datetime import datetime
from inspect import getfullargspec
from typing import Any

import numpy as np
from freqtrade.enums import SignalDirection
from freqtrade.exceptions import OperationalException
from freqtrade.exchange import timeframe_to_minutes
from freqtrade.strategy import IStrategy, stoploss_from_absolute
from pandas import DataFrame

from agent_bridge import codes, trades
from agent_bridge.history_bridge import HistoryBridge
from agent_bridge.live import LiveBridge, is_stop_set
from agent_bridge.marking import cleared, free_rows, is_taken, mark, renamed, row_times
from agent_bridge.signal import TradingSignal
from agent_bridge.startup import open_bridge, refuse_or_guard
from agent_bridge.tag import Plan, TagError, is_ours, parse_tag

logger = logging.getLogger(__name__)

_ADJUSTMENTS = ("adjust_entry_price", "adjust_exit_price", "adjust_order_price")
# A stop that comes back from a ratio must not be rounded up by a tick.
_BELOW = 1 - 1e-12


class AgentBridgeMixin(IStrategy):
    """Goes in front of the host strategy; the class that joins the two has an empty body."""

    use_custom_stoploss = True

    def __init__(self, config: dict) -> None:
        super().__init__(config)
        # The configuration wins over attributes, for a host's own value as well.
        self._ab_host_custom = bool(config.get("use_custom_stoploss", self._ab_host_attribute("use_custom_stoploss")))
        self._ab_stop_switched_off = config.get("use_custom_stoploss") is False
        self._ab_host_after_fill = self._ab_overrides("custom_stoploss") and "after_fill" in getfullargspec(super().custom_stoploss).args
        self._ab_plans: dict[str, Plan | None] = {}
        self._ab_stops: dict[int, float] = {}
        self._ab_rows: dict[str, int] = {}
        bridge = open_bridge(config)
        self._ab_live = bridge if isinstance(bridge, LiveBridge) else None
        self._ab_history = bridge if isinstance(bridge, HistoryBridge) else None
        self._ab_max_slippage_r = bridge.max_entry_slippage_r

    # --- start, loop, end -------------------------------------------------------------------------------------------

    def bot_start(self, **kwargs: Any) -> None:
        problems = self._ab_class_problems() + self._ab_effective_problems()
        if self._ab_history is not None and self._ab_history.problem:
            problems.append(self._ab_history.problem)
        if problems:
            if self._ab_live is None:
                raise OperationalException(f"agentbridge: {'; '.join(problems)}")
            refuse_or_guard(self.config, self._ab_live, "; ".join(problems))
            self._ab_live.guard_only = "; ".join(problems)
        # Live, Freqtrade asks for stops after a fill only where this is set; in backtests it chooses a host's fill price.
        self.use_custom_stoploss = True if self._ab_live is not None else self._ab_host_custom
        self._ab_route_adjustments()
        if self._ab_live is None and self.order_types.get("exit") != "limit":
            logger.warning("agentbridge: order_types.exit is not limit: in this backtest TP1 fills at a candle's open, not at its price")
        if self._ab_live is not None:
            self._ab_live.adopt(trades.consumed_decisions())
            self._ab_look_at_trades(self._ab_live, recovered=True)
        super().bot_start(**kwargs)

    def bot_loop_start(self, current_time: datetime, **kwargs: Any) -> None:
        if self._ab_live is not None:
            try:
                open_pairs = self._ab_look_at_trades(self._ab_live)
                self._ab_live.review(self.dp.current_whitelist(), open_pairs)
            except Exception as error:
                self._ab_failed("bot_loop_start", error)
        super().bot_loop_start(current_time=current_time, **kwargs)

    def ft_bot_cleanup(self) -> None:
        if self._ab_live is not None:
            self._ab_live.stop()
        super().ft_bot_cleanup()

    # --- entries ----------------------------------------------------------------------------------------------------

    def _fetch_signal(self, pair: str) -> TradingSignal | None:
        """The signal of a pair that goes first now: fresh and not used; None where there is none, or in a backtest."""
        return self._ab_live.newest(pair) if self._ab_live is not None else None

    def populate_entry_trend(self, dataframe: DataFrame, metadata: dict) -> DataFrame:
        dataframe = renamed(super().populate_entry_trend(cleared(dataframe), metadata))
        try:
            if len(dataframe) == 0:
                return mark(dataframe)
            if self._ab_history is not None:
                return self._ab_mark_history(dataframe, metadata["pair"], self._ab_history)
            return self._ab_mark_last(dataframe, metadata["pair"])
        except Exception as error:
            if self._ab_live is None:
                raise
            self._ab_failed("populate_entry_trend", error)
            return mark(dataframe)

    def get_entry_signal(self, pair: str, timeframe: str, dataframe: DataFrame) -> tuple[SignalDirection | None, str | None]:
        direction, tag = super().get_entry_signal(pair, timeframe, dataframe)
        if self._ab_live is None:
            return direction, tag
        host_enters = direction is not None and not is_ours(tag)
        try:
            latest, date = self.get_latest_candle(pair, timeframe, dataframe)
            if latest is None or date is None:
                return (direction, tag) if host_enters else (None, None)
            last_row = int(date.timestamp() * 1000)
            # Decided anew each loop: the frame may be an old one, and a signal may have come since.
            ours = self._ab_place(pair, last_row)
            if ours is None:
                return (direction, tag) if host_enters else (None, None)
            if host_enters or latest.get("exit_long", 0) == 1 or latest.get("enter_short", 0) == 1:
                self._ab_live.refuse(parse_tag(ours).decision_id, pair, codes.HOST_SIGNAL)
                return (direction, tag) if host_enters else (None, None)
            return SignalDirection.LONG, ours
        except Exception as error:
            self._ab_failed("get_entry_signal", error)
            return (direction, tag) if host_enters else (None, None)

    def custom_stake_amount(
        self,
        pair: str,
        current_time: datetime,
        current_rate: float,
        proposed_stake: float,
        min_stake: float | None,
        max_stake: float,
        leverage: float,
        entry_tag: str | None,
        side: str,
        **kwargs: Any,
    ) -> float:
        if not is_ours(entry_tag):
            return super().custom_stake_amount(
                pair=pair,
                current_time=current_time,
                current_rate=current_rate,
                proposed_stake=proposed_stake,
                min_stake=min_stake,
                max_stake=max_stake,
                leverage=leverage,
                entry_tag=entry_tag,
                side=side,
                **kwargs,
            )
        try:
            plan = parse_tag(str(entry_tag))
            stake = min(plan.cap * self.wallets.get_total_stake_amount(), max_stake)
            if stake <= 0 or stake < (min_stake or 0):
                self._ab_refuse(plan.decision_id, pair, codes.NO_FUNDS, f"stake {stake:.8g}, minimum {min_stake or 0:.8g}")
                return 0.0
            return stake
        except Exception as error:
            self._ab_failed("custom_stake_amount", error)
            return 0.0

    def confirm_trade_entry(
        self,
        pair: str,
        order_type: str,
        amount: float,
        rate: float,
        time_in_force: str,
        current_time: datetime,
        entry_tag: str | None,
        side: str,
        **kwargs: Any,
    ) -> bool:
        if not is_ours(entry_tag):
            return super().confirm_trade_entry(
                pair=pair,
                order_type=order_type,
                amount=amount,
                rate=rate,
                time_in_force=time_in_force,
                current_time=current_time,
                entry_tag=entry_tag,
                side=side,
                **kwargs,
            )
        try:
            return self._ab_confirm(pair, rate, str(entry_tag), side)
        except Exception as error:
            self._ab_failed("confirm_trade_entry", error)
            return False

    def custom_entry_price(self, **kwargs: Any) -> float:
        if is_ours(kwargs.get("entry_tag")):
            return kwargs["proposed_rate"]
        return super().custom_entry_price(**kwargs)

    def leverage(
        self,
        pair: str,
        current_time: datetime,
        current_rate: float,
        proposed_leverage: float,
        max_leverage: float,
        entry_tag: str | None,
        side: str,
        **kwargs: Any,
    ) -> float:
        if is_ours(entry_tag):
            return 1.0
        return super().leverage(
            pair=pair,
            current_time=current_time,
            current_rate=current_rate,
            proposed_leverage=proposed_leverage,
            max_leverage=max_leverage,
            entry_tag=entry_tag,
            side=side,
            **kwargs,
        )

    # --- open trades ------------------------------------------------------------------------------------------------

    def should_exit(self, trade: Any, rate: float, current_time: datetime, *, enter: bool, exit_: bool, **kwargs: Any) -> list:
        if not is_ours(trade.enter_tag):
            return super().should_exit(trade, rate, current_time, enter=enter, exit_=exit_, **kwargs)
        # Plain lines, because a backtest comes by on each candle of each trade.
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
        # A veto would also keep a stop from ending the trade.
        return True if is_ours(trade.enter_tag) else super().confirm_trade_exit(pair=pair, trade=trade, **kwargs)

    def adjust_trade_position(self, trade: Any, **kwargs: Any) -> Any:
        return None if is_ours(trade.enter_tag) else super().adjust_trade_position(trade=trade, **kwargs)

    def check_entry_timeout(self, pair: str, trade: Any, order: Any, current_time: datetime, **kwargs: Any) -> bool:
        if is_ours(trade.enter_tag):
            return False
        return super().check_entry_timeout(pair=pair, trade=trade, order=order, current_time=current_time, **kwargs)

    def check_exit_timeout(self, pair: str, trade: Any, order: Any, current_time: datetime, **kwargs: Any) -> bool:
        if is_ours(trade.enter_tag):
            return False
        return super().check_exit_timeout(pair=pair, trade=trade, order=order, current_time=current_time, **kwargs)

    def order_filled(self, pair: str, trade: Any, order: Any, current_time: datetime, **kwargs: Any) -> None:
        # 2024.2 neither has nor calls it.
        host = getattr(super(), "order_filled", None)
        if host is not None and not is_ours(trade.enter_tag):
            host(pair=pair, trade=trade, order=order, current_time=current_time, **kwargs)

    # --- hooks of AgentBridgeStrategy -------------------------------------------------------------------------------

    def _ab_marked(self, pair: str, plan: Plan) -> None:
        """The pair's newest signal in this dataframe was marked."""

    def _ab_effective_problems(self) -> list[str]:
        """What the effective settings make impossible; the configuration may have overridden attributes."""
        if not self._ab_stop_switched_off:
            return []
        return ["use_custom_stoploss is false in the configuration, so no stop of ours would be set; remove it"]

    # --- inner parts ------------------------------------------------------------------------------------------------

    def _ab_mark_history(self, dataframe: DataFrame, pair: str, history: HistoryBridge) -> DataFrame:
        positions, tags = free_rows(dataframe, history.tags_in(dataframe, pair, self.timeframe, self._ab_step_ms()))
        if tags:
            self._ab_marked(pair, parse_tag(tags[-1]))
        return mark(dataframe, positions, tags)

    def _ab_mark_last(self, dataframe: DataFrame, pair: str) -> DataFrame:
        if self._ab_live is not None:
            self._ab_live.take_frame(dataframe, pair, self.timeframe)
        tag = self._ab_place(pair, int(row_times(dataframe)[-1]))
        if tag is None or is_taken(dataframe, -1):
            return mark(dataframe)
        self._ab_marked(pair, parse_tag(tag))
        return mark(dataframe, np.array([-1]), [tag])

    def _ab_place(self, pair: str, last_row: int) -> str | None:
        self._ab_rows[pair] = last_row
        signal = self._fetch_signal(pair)
        if signal is None or self._ab_live is None:
            return None
        return self._ab_live.place(signal, last_row, self._ab_step_ms())

    def _ab_confirm(self, pair: str, rate: float, entry_tag: str, side: str) -> bool:
        plan = parse_tag(entry_tag)
        if side != "long":
            self._ab_refuse(plan.decision_id, pair, codes.SIDE_NOT_ALLOWED)
            return False
        if self._ab_live is not None and (pair not in self._ab_rows or self._ab_place(pair, self._ab_rows[pair]) != entry_tag):
            return False
        if not plan.stop < rate < plan.tp1:
            self._ab_refuse(plan.decision_id, pair, codes.ENTRY_BEYOND_LEVELS, f"rate {rate:.8g}")
            return False
        if self._ab_max_slippage_r is not None and rate > plan.entry + self._ab_max_slippage_r * plan.risk:
            self._ab_refuse(plan.decision_id, pair, codes.PRICE_MOVED, f"rate {rate:.8g}")
            return False
        if self._ab_live is not None:
            self._ab_live.consume(plan)
        return True

    def _ab_exit(self, trade: Any, current_rate: float) -> str | None:
        plan = self._ab_plan(trade)
        if self._ab_live is None:
            if plan is None:
                return codes.INVALID_STOP
            # The candle's extremes: stop first where both were touched, and TP1 inside the candle is not missed.
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

    def _ab_plan(self, trade: Any) -> Plan | None:
        tag = trade.enter_tag
        if tag not in self._ab_plans:
            if len(self._ab_plans) > 1000:
                self._ab_plans.clear()
            try:
                self._ab_plans[tag] = parse_tag(tag)
            except TagError:
                self._ab_plans[tag] = None
        return self._ab_plans[tag]

    def _ab_look_at_trades(self, live: LiveBridge, recovered: bool = False) -> dict[str, str | None]:
        open_pairs: dict[str, str | None] = {}
        for trade in trades.open_trades():
            plan = self._ab_plan(trade) if is_ours(trade.enter_tag) else None
            open_pairs[trade.pair] = plan.decision_id if plan else None
            if is_ours(trade.enter_tag) and trade.amount:
                live.see_open(trade, plan, recovered)
        for trade in trades.closed_trades_of_ours(live.knows_closed()):
            plan = self._ab_plan(trade)
            live.see_closed(trade, plan, trades.result_of(trade, plan) if plan else None)
        return open_pairs

    def _ab_step_ms(self) -> int:
        return timeframe_to_minutes(self.timeframe) * 60_000

    def _ab_refuse(self, decision_id: str, pair: str, code: str, detail: str = "") -> None:
        if self._ab_live is not None:
            self._ab_live.refuse(decision_id, pair, code, detail)

    def _ab_failed(self, callback: str, error: Exception) -> None:
        if self._ab_live is not None:
            self._ab_live.warn(callback, f"{callback} failed and was answered with the safe value: {error!r}")
        else:
            logger.warning("agentbridge: %s failed and was answered with the safe value: %r", callback, error)

    def _ab_host_attribute(self, name: str) -> Any:
        return getattr(super(), name, None)

    def _ab_overrides(self, name: str) -> bool:
        """Whether the host has a method of its own."""
        host = getattr(super(), name, None)
        return host is not None and getattr(host, "__func__", host) is not getattr(IStrategy, name, None)

    def _ab_route_adjustments(self) -> None:
        # As attributes of the instance: in the class, Freqtrade would take them for the host's own and refuse the mix.
        for name in _ADJUSTMENTS:
            if self._ab_overrides(name):
                setattr(self, name, self._ab_adjustment(getattr(super(), name)))

    def _ab_adjustment(self, host: Any) -> Any:
        def adjust(**kwargs: Any) -> Any:
            return kwargs["current_order_rate"] if is_ours(kwargs["trade"].enter_tag) else host(**kwargs)

        return adjust

    def _ab_class_problems(self) -> list[str]:
        ours = {name for name, value in vars(AgentBridgeMixin).items() if callable(value) and not name.startswith("_")}
        problems = []
        for joined in type(self).__mro__:
            if joined is AgentBridgeMixin:
                break
            hiding = sorted(ours & set(vars(joined)))
            if hiding:
                problems.append(
                    f"{joined.__name__}.{hiding[0]} hides the bridge's; put your methods into a strategy of its own"
                    f" and join the two: class {joined.__name__}(AgentBridgeMixin, YourStrategy): pass"
                )
        return problems
