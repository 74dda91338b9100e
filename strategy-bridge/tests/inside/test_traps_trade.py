"""Freqtrade's own behaviour around open trades, on a real bot: each stays guarded and ends by its signal's plan."""

from __future__ import annotations

import math
import random
from decimal import ROUND_CEILING, Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from exchange import Exchange
from hypothesis import given
from hypothesis import strategies as st
from samples import an_id

pytest.importorskip("freqtrade")

import freqtrade  # noqa: E402
from freqtrade.enums import State  # noqa: E402
from freqtrade.persistence import Trade  # noqa: E402
from freqtrade.rpc import RPC  # noqa: E402
from live_bot import PAIR, LiveBot, broken, with_host  # noqa: E402

from agent_bridge import codes, trades  # noqa: E402
from agent_bridge.mixin import AgentBridgeMixin, exits  # noqa: E402
from agent_bridge.tag import MAX_LENGTH, Plan, format_tag, is_ours, parse_tag  # noqa: E402

pytestmark = pytest.mark.interpreter

TAG = f"ab1|{an_id(1)}|e=100|sl=95|tp1=103|tp2=110|cap=0.05"
DIGITS, TICK_SIZE = 2, 4
IS_OLD = freqtrade.__version__ == "2024.2"


class Bare(AgentBridgeMixin):
    """The mixin's callbacks for trades without a bot around them."""

    def __init__(self) -> None:
        self._ab_plans: dict[str, Plan | None] = {}
        self._ab_stops: dict[int, float] = {}
        self._ab_live = None
        self._ab_history = None

    def populate_indicators(self, dataframe: Any, metadata: dict) -> Any:
        return dataframe

    def populate_entry_trend(self, dataframe: Any, metadata: dict) -> Any:
        return dataframe

    def populate_exit_trend(self, dataframe: Any, metadata: dict) -> Any:
        return dataframe


BARE = Bare()


def a_trade(decimals: int, mode: int) -> Trade:
    """Freqtrade's own trade on a market of this precision."""
    modes = [name for name in ("precision_mode", "precision_mode_price") if hasattr(Trade, name)]
    return Trade(
        id=1, pair=PAIR, stake_amount=500, amount=5, open_rate=100.0, fee_open=0.001, fee_close=0.001, exchange="binance", enter_tag=TAG,
        price_precision=decimals if mode == DIGITS else float(f"1e-{decimals}"), **dict.fromkeys(modes, mode),
    )


@pytest.mark.parametrize("mode", [DIGITS, pytest.param(TICK_SIZE, marks=pytest.mark.long)], ids=["digits", "tick-size"])
def test_stop_on_a_tick_is_kept_and_one_between_two_ticks_is_rounded_up(mode: int) -> None:
    rng = random.Random(mode)
    held = {decimals: a_trade(decimals, mode) for decimals in (2, 4, 8)}
    for number in range(52_000):
        decimals = (2, 4, 8)[number % 3]
        is_on_tick = number % 6 < 5
        # Up to a tick of some parts in 10^12 of the price, as on any exchange.
        stop = round(10 ** rng.uniform(-1, {2: 4.9, 4: 3.9, 8: 1.9}[decimals]), decimals if is_on_tick else decimals + 2)
        rate = stop * (1 + rng.uniform(1e-4, 0.4))
        if stop <= 10 ** -decimals or rate <= stop:
            continue
        trade = held[decimals]
        # A plan instead of its tag, which reads back the same.
        BARE._ab_plans = {TAG: Plan(an_id(1), rate, stop, rate * 1.1, rate * 1.2, 0.05)}
        trade.adjust_stop_loss(rate, BARE.custom_stoploss(PAIR, trade, None, rate, 0.0, after_fill=True), allow_refresh=True)
        expected = Decimal(repr(stop)).quantize(Decimal(1).scaleb(-decimals), ROUND_CEILING)
        assert trade.stop_loss == float(expected), (stop, rate, decimals)


@given(st.floats(), st.floats(min_value=1e-9, max_value=1e9), st.booleans())
def test_stop_is_a_finite_ratio_or_none_whatever_the_rate(rate: float, stop: float, after_fill: bool) -> None:
    BARE._ab_plans.clear()
    tag = format_tag(Plan(an_id(1), stop * 1.1, stop, stop * 1.2, stop * 1.3, 0.05))
    for held in (None, 0.0, stop * 2, math.nan):
        trade = SimpleNamespace(id=1, enter_tag=tag, stop_loss=held)
        ratio = BARE.custom_stoploss(PAIR, trade, None, rate, 0.0, after_fill=after_fill)
        assert ratio is None or 0 < ratio < 1


def test_stop_is_there_when_the_entry_is_and_its_exit_is_called_a_stop(bot: LiveBot, exchange: Exchange) -> None:
    bot.start()
    assert bot.strategy._ft_stop_uses_after_fill
    trade = bot.open_trade()
    assert (trade.stop_loss, trade.is_stop_loss_trailing, trade.initial_stop_loss) == (95.0, False, pytest.approx(1.01))
    exchange.prices[PAIR] = 94.0
    bot.loop()
    assert trade.exit_reason == "stop_loss"


@pytest.mark.parametrize(
    "answer", [broken, lambda *a, **k: float("nan"), lambda *a, **k: 0.0, lambda *a, **k: float("inf"), lambda *a, **k: 2.0],
    ids=["raises", "nan", "0", "infinite", "above-1"],
)
def test_stop_that_can_not_be_computed_ends_neither_the_bot_nor_the_guard(
    bot: LiveBot, exchange: Exchange, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    bot.start()
    monkeypatch.setattr(exits, "stoploss_from_absolute", answer)
    trade = bot.open_trade()
    exchange.prices[PAIR] = 94.0
    bot.loop(2)
    # Either the stop was known anyway, or TP1's callback notices that there is none.
    assert trade.exit_reason in ("stop_loss", codes.INVALID_STOP)


def test_plan_that_becomes_unreadable_keeps_the_known_stop_and_ends_an_unknown_trade(
    bot: LiveBot, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.start()
    known = bot.open_trade()
    monkeypatch.setattr(type(bot.strategy), "_ab_plan", broken)
    monkeypatch.setattr(type(bot.strategy), "_ab_look_at_trades", broken)
    exchange.prices[PAIR] = 104.0
    bot.loop(2)
    assert known.is_open and known.stop_loss == 95.0
    bot.publish(2, "ETH/USDT")
    bot.loop(2)
    assert [trade.exit_reason for trade in bot.trades("ETH/USDT")] == [codes.INVALID_STOP]
    exchange.prices[PAIR] = 94.0
    bot.loop()
    assert known.exit_reason == "stop_loss"


def test_table_that_can_not_be_read_keeps_the_guard_and_the_row_comes_later(
    bot: LiveBot, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.start()
    trade = bot.open_trade()
    with monkeypatch.context() as patch:
        patch.setattr(trades, "open_trades", broken)
        exchange.prices[PAIR] = 103.2
        bot.loop(2)
        assert trade.exit_reason == "tp1" and bot.rows() == []
    bot.loop()
    assert len(bot.rows()) == 1


def test_price_below_the_stop_before_the_entry_is_filled_exits_in_the_next_loop(bot: LiveBot, exchange: Exchange) -> None:
    bot.start().publish()
    asked = bot.strategy.confirm_trade_entry

    def confirm(*arguments: Any, **named: Any) -> bool:
        answer = asked(*arguments, **named)
        exchange.prices[PAIR] = 94.0
        return answer

    bot.strategy.confirm_trade_entry = confirm
    bot.loop()
    (trade,) = bot.trades()
    assert trade.is_open and trade.stop_loss < 94
    bot.loop()
    assert trade.exit_reason == codes.INVALID_STOP


def test_stop_that_was_never_set_is_repaired_in_the_first_loop(bot: LiveBot, exchange: Exchange) -> None:
    trade = bot.start().open_trade()
    # As if killed between the order and the stop.
    trade.stop_loss, trade.stop_loss_pct = trade.initial_stop_loss, -0.99
    Trade.commit()
    bot.restart().loop()
    (trade,) = bot.trades()
    assert trade.stop_loss == 95.0
    exchange.prices[PAIR] = 94.0
    bot.loop()
    assert trade.exit_reason in ("stop_loss", "trailing_stop_loss")


def test_stop_that_another_floor_moved_is_ours_again(bot: LiveBot, exchange: Exchange) -> None:
    bot.start().open_trade()
    # Freqtrade resets the stops of open trades if the strategy's stoploss was changed between two starts.
    bot.config["stoploss"] = -0.2
    bot.restart()
    assert "stoploss must be -0.99" in bot.bridge.guard_only
    bot.publish(2, "ETH/USDT")
    bot.loop()
    (trade,) = bot.trades()
    assert trade.stop_loss == 95.0
    exchange.prices[PAIR] = 103.2
    bot.loop()
    assert trade.exit_reason == "tp1"


def test_exit_at_tp1_needs_neither_exit_signals_nor_their_absence(bot: LiveBot, exchange: Exchange) -> None:
    # Freqtrade calls custom_exit only if use_exit_signal is on and no exit signal is marked.
    with_host(bot, "BridgedPlain", use_exit_signal=False).start()
    bot.strategy.exits = 0
    trade = bot.open_trade()
    bot.strategy.exits = 1
    bot.loop()
    assert trade.is_open
    exchange.prices[PAIR] = 103.2
    bot.loop()
    assert trade.exit_reason == "tp1"


def test_host_that_vetoes_every_exit_does_not_block_ours(bot: LiveBot, exchange: Exchange) -> None:
    trade = with_host(bot, "BridgedAdjusting").start().open_trade()
    exchange.prices[PAIR] = 94.0
    bot.loop()
    assert trade.exit_reason == "stop_loss"


def test_forced_addition_to_our_trade_keeps_its_plan(bot: LiveBot, exchange: Exchange) -> None:
    with_host(bot, "BridgedAdjusting", force_entry_enable=True).start()
    trade = bot.open_trade()
    bot.freqtrade.state = State.RUNNING
    # Freqtrade asks no callback here: with position adjustment a forced entry skips the confirmation.
    RPC(bot.freqtrade)._rpc_force_entry(PAIR, None, stake_amount=100)
    bot.loop()
    assert trade.amount > 5.5 and trade.enter_tag == TAG and trade.stop_loss == 95.0
    exchange.prices[PAIR] = 103.2
    bot.loop(2)
    assert trade.exit_reason == "tp1" and not trade.is_open and len(bot.rows()) == 1


def test_bot_that_ends_right_after_an_entry_has_logged_it(bot: LiveBot) -> None:
    bot.start().open_trade()
    bot.restart().loop()
    assert bot.codes() == ["CONFIRMED", "OPENED", "STOP_SET", "RECOVERED"]


@pytest.mark.parametrize(("side", "warns"), [("same", 1), ("ask", 1), ("other", 0), ("bid", 0)])
def test_price_side_at_which_an_exit_waits_gives_a_warning(bot: LiveBot, caplog: pytest.LogCaptureFixture, side: str, warns: int) -> None:
    bot.config["exit_pricing"]["price_side"] = side
    bot.start()
    assert sum("an exit at TP1 may rest in the order book" in record.getMessage() for record in caplog.records) == warns


def test_resting_exit_order_is_not_repeated_and_the_stop_follows_it(bot: LiveBot, exchange: Exchange) -> None:
    # On its own side of the order book an exit waits for a buyer. 2024.2 checks no stop until the order times out.
    bot.config["exit_pricing"]["price_side"] = "same"
    bot.config["unfilledtimeout"] = {"entry": 10, "exit": 1, "unit": "seconds"}
    trade = bot.start().open_trade()
    exchange.prices[PAIR] = 103.2
    bot.loop()
    assert trade.has_open_orders and trade.is_open
    bot.loop()
    assert len([order for order in trade.orders if order.ft_order_side == "sell"]) == 1
    exchange.prices[PAIR] = 94.0
    bot.loop_until(lambda: not trade.is_open, "exit by the stop", 30)
    assert trade.exit_reason == "stop_loss" and trade.close_rate <= 94.01
    bot.loop()
    assert len(bot.rows()) == 1 and bot.codes()[-1] == "stop_loss"


def test_longest_tag_is_kept_whole_and_a_longer_one_is_cut_and_ends_its_trade(bot: LiveBot, exchange: Exchange) -> None:
    prices = (1.2345678901234567e-7, 1.1345678901234567e-7, 1.3345678901234567e-7, 1.4345678901234567e-7)
    longest = format_tag(Plan(an_id(1), *prices, 0.012345678901234567))
    assert 150 < len(longest) <= MAX_LENGTH
    trade = bot.start().open_trade()
    trade.enter_tag = longest
    trade.orders[0].ft_order_tag = longest
    Trade.commit()
    Trade.session.expire_all()
    assert parse_tag(trade.enter_tag) == parse_tag(longest) and trades.consumed_decisions() == {an_id(1)}

    trade.enter_tag = TAG + "0" * 300
    Trade.commit()
    Trade.session.expire_all()
    assert len(trade.enter_tag) == 255 and is_ours(trade.enter_tag)
    bot.loop()
    assert trade.exit_reason == codes.INVALID_STOP
