"""Trades that end in parts, on a real bot: R is the whole profit relative to the whole bought amount, in the row and in the action log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from exchange import Exchange
from samples import an_id

pytest.importorskip("freqtrade")

from freqtrade.enums import State  # noqa: E402
from freqtrade.persistence import Trade  # noqa: E402
from freqtrade.rpc import RPC  # noqa: E402
from live_bot import PAIR, LiveBot, with_host  # noqa: E402

pytestmark = pytest.mark.interpreter

RISK = 5


def logged_r(bot: LiveBot) -> tuple[float, float]:
    """R in the row of the only trade, and in the log line of its close."""
    (row,) = bot.rows()
    decision, _, pnl = row.split(",")
    assert decision == an_id(1)
    (line,) = [action for action in bot.actions() if action["action"] == "close"]
    return float(pnl), line["parameters"]["pnl_r_multiple"]


def sell_part(bot: LiveBot, trade: Any, share: float) -> None:
    bot.freqtrade.state = State.RUNNING
    RPC(bot.freqtrade)._rpc_force_exit(str(trade.id), "market", amount=trade.amount * share)


@pytest.mark.parametrize("filled", [0.8, 0.05])
def test_exit_order_filled_in_part_and_cancelled_counts_the_whole_entry(
    bot: LiveBot, exchange: Exchange, monkeypatch: pytest.MonkeyPatch, filled: float
) -> None:
    bot.config["exit_pricing"]["price_side"] = "same"
    trade = bot.start().open_trade()
    bot.loop()
    whole = trade.amount
    exchange.prices[PAIR] = 103.2
    bot.loop()
    assert trade.has_open_orders
    take_back = bot.freqtrade.exchange.cancel_order

    def cancel(*arguments: Any, **named: Any) -> Any:
        answer = take_back(*arguments, **named)
        answer.update(filled=round(whole * filled, 5), remaining=round(whole * (1 - filled), 5), average=answer["price"])
        return answer

    monkeypatch.setattr(bot.freqtrade.exchange, "cancel_order", cancel)
    exchange.prices[PAIR] = 102.0
    monkeypatch.setattr(bot.strategy, "ft_check_timed_out", lambda *arguments: True)
    bot.loop()
    assert trade.is_open and trade.amount == pytest.approx(whole * (1 - filled), abs=2e-5)
    monkeypatch.undo()
    bot.freqtrade.config["exit_pricing"]["price_side"] = "other"
    exchange.prices[PAIR] = 103.4
    bot.loop_until(lambda: not trade.is_open, "close", 60)
    bot.loop()
    assert logged_r(bot) == pytest.approx((trade.close_profit_abs / (whole * RISK),) * 2, rel=1e-9)
    assert 0.5 < logged_r(bot)[0] < 0.7


@pytest.mark.parametrize("shares", [(0.9,), (0.5, 0.5, 0.5)], ids=["nine-tenths", "three-times-half"])
def test_forced_exits_of_parts_count_the_whole_entry(bot: LiveBot, exchange: Exchange, shares: tuple[float, ...]) -> None:
    trade = bot.start().open_trade()
    bot.loop()
    whole = trade.amount
    for number, share in enumerate(shares):
        exchange.prices[PAIR] = 102.0 + number * 0.2
        sell_part(bot, trade, share)
        bot.loop()
    exchange.prices[PAIR] = 103.2
    bot.loop(2)
    assert trade.exit_reason == "tp1"
    assert logged_r(bot) == pytest.approx((trade.close_profit_abs / (whole * RISK),) * 2, rel=1e-9)


def test_part_sold_before_a_stop_after_a_restart_counts_the_whole_entry(bot: LiveBot, exchange: Exchange) -> None:
    trade = bot.start().open_trade()
    bot.loop()
    whole = trade.amount
    sell_part(bot, trade, 0.75)
    bot.restart().loop()
    exchange.prices[PAIR] = 94.0
    bot.loop(2)
    (trade,) = bot.trades()
    assert not trade.is_open
    assert logged_r(bot) == pytest.approx((trade.close_profit_abs / (whole * RISK),) * 2, rel=1e-9)


def test_amount_added_by_force_counts_as_bought(bot: LiveBot, exchange: Exchange) -> None:
    with_host(bot, "BridgedAdjusting", force_entry_enable=True).start()
    trade = bot.open_trade()
    bot.freqtrade.state = State.RUNNING
    RPC(bot.freqtrade)._rpc_force_entry(PAIR, None, stake_amount=100)
    bot.loop()
    bought = trade.amount
    assert bought > 5.5
    exchange.prices[PAIR] = 103.2
    bot.loop(2)
    assert logged_r(bot) == pytest.approx((trade.close_profit_abs / (bought * RISK),) * 2, rel=1e-9)


@pytest.mark.parametrize("starts", [lambda bot: bot, LiveBot.new_process], ids=["running", "while-the-bot-was-down"])
def test_stop_filled_on_the_exchange_is_logged_by_its_name(
    bot: LiveBot, monkeypatch: pytest.MonkeyPatch, starts: Callable[[LiveBot], LiveBot]
) -> None:
    bot.config["order_types"] = {"entry": "market", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": True}
    trade = bot.start().open_trade()
    bot.loop()
    whole = trade.amount
    (order,) = [order for order in trade.orders if order.ft_order_side == "stoploss"]
    # Because of its name, Freqtrade considers an order of a dry-run gone after a restart.
    order.order_id = stop = "1"
    Trade.commit()
    filled = {
        "id": stop, "symbol": PAIR, "status": "closed", "side": "sell", "type": "market", "price": 94.9, "average": 94.9,
        "amount": whole, "filled": whole, "remaining": 0.0, "cost": 94.9 * whole, "datetime": None, "timestamp": None, "fee": None,
    }
    for name in ("fetch_stoploss_order", "fetch_order_or_stoploss_order"):
        monkeypatch.setattr(type(bot.freqtrade.exchange), name, lambda *arguments, **named: dict(filled))
    starts(bot)
    (trade,) = bot.trades()
    bot.loop_until(lambda: not trade.is_open, "end by the stop on the exchange")
    bot.loop()
    assert trade.exit_reason == "stoploss_on_exchange" and bot.codes()[-1] == "stoploss_on_exchange"
    assert logged_r(bot) == pytest.approx((trade.close_profit_abs / (whole * RISK),) * 2, rel=1e-9)
    assert -1.1 < logged_r(bot)[0] < -1
