"""The mixin class, which comes before the host strategy in the bases."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from freqtrade.exceptions import OperationalException

from agent_bridge import trades
from agent_bridge.hangup import end_on_hangup
from agent_bridge.live import LiveBridge
from agent_bridge.mixin.entries import EntryCallbacks
from agent_bridge.mixin.exits import ExitCallbacks
from agent_bridge.mixin.state import BridgeState
from agent_bridge.settings import line_of
from agent_bridge.startup import refuse_or_guard, runmode_of
from agent_bridge.tag import is_ours

logger = logging.getLogger(__name__)


class AgentBridgeMixin(EntryCallbacks, ExitCallbacks):
    """Comes before the host strategy in the bases; the class that joins the two has an empty body."""

    use_custom_stoploss = True

    def bot_start(self, **kwargs: Any) -> None:
        self._ab_begin_search(is_raised=False)
        problems = self._ab_class_problems() + self._ab_effective_problems()
        if self._ab_history is not None and self._ab_history.problem:
            problems.append(self._ab_history.problem)
        if problems:
            if self._ab_live is None:
                raise OperationalException(line_of("; ".join(problems)))
            refuse_or_guard(self.config, self._ab_live, "; ".join(problems))
            self._ab_live.guard_only = "; ".join(problems)
        # In a live bot, Freqtrade asks for stops after a fill only if this is set; in backtests it affects a host's fill price.
        self.use_custom_stoploss = True if self._ab_live is not None else self._ab_host_custom
        self._ab_route_adjustments()
        if self._ab_live is None and self.order_types.get("exit") != "limit":
            logger.warning("agentbridge: order_types.exit is not limit: in this backtest TP1 fills at a candle's open, not at its price")
        is_backtest = self._ab_live is None and runmode_of(self.config) == "backtest"
        if is_backtest and self._ab_has_protections and not self.config.get("enable_protections"):
            logger.warning("agentbridge: this backtest runs without the protections; add --enable-protections")
        if self._ab_live is not None:
            end_on_hangup()
            self._ab_warn_of_resting_exits()
            self._ab_watch_orders()
            trades.watch_rows(self._ab_live)
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
        else:
            self._ab_spent.clear()
            if self._ab_history is not None and runmode_of(self.config) == "backtest":
                self._ab_history.report(int(current_time.timestamp() * 1000))
        super().bot_loop_start(current_time=current_time, **kwargs)

    def ft_bot_cleanup(self) -> None:
        if self._ab_live is not None:
            try:
                # The results of the last loop are logged now; otherwise the opening of a trade would not be logged.
                self._ab_look_at_trades(self._ab_live)
            except Exception as error:
                self._ab_failed("ft_bot_cleanup", error)
            self._ab_live.stop()
        super().ft_bot_cleanup()

    def _ab_effective_problems(self) -> list[str]:
        """The conflicts of the effective settings with the bridge; the configuration may have overridden attributes."""
        problems = [self._ab_protection_problem] if self._ab_protection_problem else []
        is_raised = self._ab_search is not None and self._ab_search.is_raised
        if self.startup_candle_count < self._ab_needs.warm_up and not is_raised:
            needed = f"{self._ab_needs.label} needs {self._ab_needs.warm_up} candles of {self.timeframe}"
            problems.append(f"{type(self).__name__}: startup_candle_count is {self.startup_candle_count} and {needed}; raise it to that")
        if not self._ab_stop_switched_off:
            return problems
        return [*problems, "use_custom_stoploss is false in the configuration, so no stop of ours would be set; remove it"]

    def _ab_look_at_trades(self, live: LiveBridge, recovered: bool = False) -> dict[str, str | None]:
        open_pairs: dict[str, str | None] = {}
        waiting: set[str] = set()
        empty: set[str] = set()
        for trade in trades.open_trades():
            plan = self._ab_plan(trade) if is_ours(trade.enter_tag) else None
            open_pairs[trade.pair] = plan.decision_id if plan else None
            if plan and recovered:
                self._ab_marked(trade.pair, plan)
            if not is_ours(trade.enter_tag):
                continue
            bought = trades.filled_entry_amount(trade)
            if trades.is_entry_waiting(trade):
                waiting.update([plan.decision_id] if plan else [])
            elif bought > 0:
                live.see_open(trade, plan, recovered, bought)
            else:
                empty.update([plan.decision_id] if plan else [])
        for trade in self._ab_closed.new(live.knows_closed()):
            plan = self._ab_plan(trade)
            if plan is not None and live.awaits(plan.decision_id):
                # Closed before any loop saw it open.
                live.see_open(trade, plan, False, trades.filled_entry_amount(trade))
            live.see_closed(trade, plan, trades.result_of(trade, plan) if plan else None)
        live.see_entries(waiting, empty)
        return open_pairs

    def _ab_warn_of_resting_exits(self) -> None:
        side = self.config.get("exit_pricing", {}).get("price_side", "same")
        if side not in ("other", "bid") and self.order_types.get("exit") != "market":
            logger.warning(
                "agentbridge: exit_pricing.price_side=%s: an exit at TP1 may rest in the order book, and Freqtrade 2024.2 checks no stop"
                " meanwhile; set it to other",
                side,
            )

    def _ab_class_problems(self) -> list[str]:
        parts = (AgentBridgeMixin, EntryCallbacks, ExitCallbacks, BridgeState)
        ours = {name for part in parts for name, value in vars(part).items() if callable(value) and not name.startswith("_")}
        problems = []
        for joined in type(self).__mro__:
            if joined is AgentBridgeMixin:
                break
            hiding = sorted(ours & set(vars(joined)))
            if hiding:
                problems.append(
                    f"{joined.__name__}.{hiding[0]} hides the bridge's method; move your methods to a separate strategy"
                    f" and join the two: class {joined.__name__}(AgentBridgeMixin, YourStrategy): pass"
                )
        return problems
