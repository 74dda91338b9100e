"""How a signal becomes an entry: marked on its candle, sized, and confirmed once more at the order."""

from __future__ import annotations

import logging
from datetime import datetime
from itertools import chain
from typing import Any

import numpy as np
from freqtrade.enums import SignalDirection
from pandas import DataFrame

from agent_bridge import codes
from agent_bridge.history_bridge import HistoryBridge
from agent_bridge.marking import cleared, free_rows, is_finer, is_taken, mark, renamed, row_times
from agent_bridge.mixin.state import BridgeState
from agent_bridge.signal import TradingSignal
from agent_bridge.sources.market_step import market_step
from agent_bridge.tag import Plan, is_ours, levels_of, parse_tag

logger = logging.getLogger(__name__)


class EntryCallbacks(BridgeState):
    """Freqtrade's callbacks up to the entry order; if one of them fails, there is no entry."""

    def _fetch_signal(self, pair: str) -> TradingSignal | None:
        """The pair's signal with the highest priority now, fresh and unused; None if there is none, and in a backtest."""
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
            # Decided again in each loop: the frame may be an old one, and a signal may have arrived since.
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
            # Negated so that NaN is refused too.
            if not (stake > 0 and stake >= (min_stake or 0)):
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

    def check_entry_timeout(self, pair: str, trade: Any, order: Any, current_time: datetime, **kwargs: Any) -> bool:
        if is_ours(trade.enter_tag):
            return False
        return super().check_entry_timeout(pair=pair, trade=trade, order=order, current_time=current_time, **kwargs)

    def _ab_marked(self, pair: str, plan: Plan) -> None:
        """The pair's newest signal in this dataframe was marked, or its open trade was found at the start."""

    def informative_pairs(self) -> list:
        theirs = list(super().informative_pairs())
        known = {tuple(entry[:2]) for entry in theirs}
        return theirs + [(pair, self.timeframe) for pair in self._ab_needs.pairs if (pair, self.timeframe) not in known]

    def _ab_feeds(self, pair: str) -> dict[str, DataFrame]:
        """The candles of the other pairs that the strategy uses, from Freqtrade."""
        return {other: self.dp.get_pair_dataframe(other, self.timeframe) for other in self._ab_needs.pairs if other != pair}

    def _ab_mark_history(self, dataframe: DataFrame, pair: str, history: HistoryBridge) -> DataFrame:
        step = market_step(self.dp, pair)
        if self._ab_tuned is not None:
            # Each pass of hyperopt has set other ones.
            history.set_parameters(self._ab_tuned.values(self), self._ab_search)
        tagged = history.tags_in(dataframe, pair, self.timeframe, self._ab_step_ms(), step, self._ab_feeds(pair))
        positions, tags = free_rows(dataframe, tagged)
        if tags:
            self._ab_marked(pair, parse_tag(tags[-1]))
            self._ab_warn_of_fine_prices(dataframe, pair, tags)
        return mark(dataframe, positions, tags)

    def _ab_warn_of_fine_prices(self, dataframe: DataFrame, pair: str, tags: list[str]) -> None:
        if pair not in self._ab_told and is_finer(dataframe, chain.from_iterable(map(levels_of, tags))):
            logger.warning("agentbridge: %s: stops or TP1s have more decimals than the candles, to which newer releases round them", pair)
        self._ab_told.add(pair)

    def _ab_mark_last(self, dataframe: DataFrame, pair: str) -> DataFrame:
        if self._ab_live is not None:
            self._ab_live.take_frame(dataframe, pair, self.timeframe, market_step(self.dp, pair), self._ab_feeds(pair))
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
        if plan.decision_id in self._ab_spent:
            return False
        if side != "long":
            self._ab_refuse(plan.decision_id, pair, codes.SIDE_NOT_ALLOWED)
            return False
        if self._ab_live is not None and (pair not in self._ab_rows or self._ab_place(pair, self._ab_rows[pair]) != entry_tag):
            return False
        refusal = self._ab_limits.refusal_of(plan, rate)
        if refusal is not None:
            self._ab_refuse(plan.decision_id, pair, refusal, f"rate {rate:.8g}")
            return False
        if self._ab_live is not None and self._ab_orders is not None:
            self._ab_watch_orders()
            if not self._ab_live.confirm(plan, pair, rate):
                return False
            self._ab_orders.expect(plan.decision_id, pair)
            return True
        self._ab_spent.add(plan.decision_id)
        return True
