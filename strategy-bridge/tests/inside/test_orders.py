"""Every confirmed entry on a real bot ends in one line: opened with the bought amount, refused, cancelled or unknown; and is used once."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import ccxt
import pytest
from exchange import Exchange

pytest.importorskip("freqtrade")

import freqtrade  # noqa: E402
from freqtrade.enums import State  # noqa: E402
from freqtrade.exceptions import (  # noqa: E402
    DDosProtection,
    ExchangeError,
    InsufficientFundsError,
    InvalidOrderException,
    OperationalException,
    RetryableOrderError,
    TemporaryError,
)
from freqtrade.persistence import Order, Trade  # noqa: E402
from live_bot import PAIR, LiveBot, with_host  # noqa: E402

from agent_bridge import codes, trades  # noqa: E402
from agent_bridge.orders import code_of  # noqa: E402

pytestmark = pytest.mark.interpreter

IS_OLD = freqtrade.__version__ == "2024.2"
CONFIRMED = codes.CONFIRMED


class Refusing:
    """An exchange's method that raises a number of times and then works."""

    def __init__(self, bot: LiveBot, kind: type[BaseException], times: int = 100) -> None:
        self.calls = 0
        self._times, self._kind, self._method = times, kind, bot.freqtrade.exchange.create_order

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls <= self._times:
            raise self._kind("the exchange says no: https://exchange/order?signature=hidden")
        return self._method(*arguments, **named)


def refusing(bot: LiveBot, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException], times: int = 100) -> Refusing:
    method = Refusing(bot, kind, times)
    monkeypatch.setattr(bot.freqtrade.exchange, "create_order", method)
    return method


def with_limit_entries(bot: LiveBot) -> LiveBot:
    """A host whose entry rests in the order book until a test ends it."""
    with_host(bot, "BridgedPlain")
    bot.config["order_types"] = {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False}
    bot.config["entry_pricing"]["price_side"] = "same"
    return bot


def times_out(bot: LiveBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.strategy, "ft_check_timed_out", lambda *arguments: True)


def a_waiting_entry(bot: LiveBot, exchange: Exchange) -> Any:
    with_limit_entries(bot).start().publish()
    bot.loop()
    (trade,) = bot.trades()
    assert trade.has_open_orders and bot.codes() == [CONFIRMED]
    exchange.prices[PAIR] = 100.4
    return trade


@pytest.mark.parametrize("kind", [InsufficientFundsError, InvalidOrderException])
def test_order_that_was_certainly_refused_is_retried_once(bot: LiveBot, monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    bot.start().publish()
    method = refusing(bot, monkeypatch, kind)
    bot.loop(5)
    assert bot.trades() == [] and method.calls == 2
    assert bot.codes() == [CONFIRMED, codes.ORDER_REFUSED] * 2
    assert bot.actions()[-1]["rationale"].startswith(f"{kind.__name__}: the exchange says no") and "hidden" not in str(bot.actions())


def test_order_that_is_accepted_the_second_time_opens(bot: LiveBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.start().publish()
    refusing(bot, monkeypatch, InsufficientFundsError, 1)
    bot.loop(3)
    assert len(bot.trades()) == 1 and bot.codes() == [CONFIRMED, codes.ORDER_REFUSED, CONFIRMED, "OPENED", "STOP_SET"]


@pytest.mark.parametrize("kind", [TemporaryError, DDosProtection, ExchangeError, RetryableOrderError, RuntimeError])
def test_order_with_unknown_outcome_is_never_retried(bot: LiveBot, monkeypatch: pytest.MonkeyPatch, kind: type) -> None:
    bot.start().publish()
    method = refusing(bot, monkeypatch, kind, 1)
    for _ in range(3):
        # Errors other than Freqtrade's own end the loop.
        try:
            bot.loop()
        except RuntimeError:
            assert kind is RuntimeError
    bot.new_process().loop(2)
    assert bot.trades() == [] and method.calls == 1 and bot.codes() == [CONFIRMED, codes.ORDER_UNKNOWN]


def test_order_whose_error_stops_the_bot_has_its_line(bot: LiveBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.start().publish()
    refusing(bot, monkeypatch, OperationalException)
    with pytest.raises(OperationalException):
        bot.loop()
    bot.stop()
    assert bot.codes() == [CONFIRMED, codes.ORDER_UNKNOWN]


def test_order_that_was_placed_and_is_in_no_trade_is_unknown(bot: LiveBot, monkeypatch: pytest.MonkeyPatch) -> None:
    # Freqtrade reads the base currency between the order and the row of its trade.
    bot.start().publish()

    def fails(*arguments: Any, **named: Any) -> Any:
        raise ExchangeError("no market")

    monkeypatch.setattr(bot.freqtrade.exchange, "get_pair_base_currency", fails)
    bot.loop(2)
    assert bot.trades() == [] and bot.codes() == [CONFIRMED, codes.ORDER_UNKNOWN]
    assert "is in no trade" in bot.actions()[-1]["rationale"]
    monkeypatch.undo()
    bot.loop()
    bot.new_process().loop(2)
    assert bot.trades() == [] and bot.codes() == [CONFIRMED, codes.ORDER_UNKNOWN]


@pytest.mark.parametrize("status", ["expired", "rejected"])
def test_order_that_ends_unfilled_at_once_is_cancelled(bot: LiveBot, monkeypatch: pytest.MonkeyPatch, status: str) -> None:
    bot.start().publish()
    place = bot.freqtrade.exchange.create_order

    def killed(*arguments: Any, **named: Any) -> Any:
        return {**place(*arguments, **named), "status": status, "filled": 0.0}

    monkeypatch.setattr(bot.freqtrade.exchange, "create_order", killed)
    bot.loop(2)
    bot.new_process().loop(2)
    assert bot.trades() == [] and bot.codes() == [CONFIRMED, codes.ORDER_CANCELLED]


@pytest.mark.parametrize(
    "ends",
    [pytest.param(lambda bot: bot, marks=pytest.mark.long), LiveBot.restart, LiveBot.new_process],
    ids=["same-bot", "reloaded", "restarted"],
)
def test_waiting_entry_that_is_cancelled_is_logged_and_not_retried(
    bot: LiveBot, exchange: Exchange, monkeypatch: pytest.MonkeyPatch, ends: Callable[[LiveBot], object]
) -> None:
    a_waiting_entry(bot, exchange)
    times_out(bot, monkeypatch)
    bot.loop(2)
    assert bot.trades() == [] and bot.codes() == [CONFIRMED, codes.ORDER_CANCELLED]
    exchange.prices[PAIR] = 100.0
    ends(bot)
    bot.loop(3)
    assert bot.trades() == [] and bot.codes() == [CONFIRMED, codes.ORDER_CANCELLED]


@pytest.mark.parametrize("starts", [LiveBot.restart, LiveBot.new_process], ids=["reloaded", "restarted"])
def test_entry_that_waited_over_a_restart_is_logged_when_it_ends(
    bot: LiveBot, exchange: Exchange, monkeypatch: pytest.MonkeyPatch, starts: Callable[[LiveBot], object]
) -> None:
    a_waiting_entry(bot, exchange)
    starts(bot)
    bot.loop()
    assert bot.codes() == [CONFIRMED]
    times_out(bot, monkeypatch)
    bot.loop(2)
    assert bot.trades() == [] and bot.codes() == [CONFIRMED, codes.ORDER_CANCELLED]


@pytest.mark.parametrize("how", ["command", "exchange", "end"])
def test_entry_cancelled_before_a_loop_saw_it_waiting_is_logged_as_cancelled(
    bot: LiveBot, exchange: Exchange, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    trade = a_waiting_entry(bot, exchange)
    if how == "command":
        bot.freqtrade.state = State.RUNNING
        bot.freqtrade.cancel_all_open_orders()
    elif how == "exchange":
        order = bot.freqtrade.exchange.fetch_order(trade.orders[0].order_id, PAIR)
        monkeypatch.setattr(
            bot.freqtrade.exchange, "fetch_order", lambda *arguments, **named: {**order, "status": "canceled", "filled": 0.0}
        )
    else:
        bot.freqtrade.config["cancel_open_orders_on_exit"] = True
        bot.restart()
    bot.loop(2)
    assert bot.trades() == [] and bot.codes() == [CONFIRMED, codes.ORDER_CANCELLED]


@pytest.mark.parametrize("status", ["canceled", "expired"])
def test_ioc_or_fok_order_is_cancelled_or_opened_with_the_filled_part(
    bot: LiveBot, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    bot.start().publish()
    bot.publish(2, "ETH/USDT")
    place = bot.freqtrade.exchange.create_order
    bought = {}

    def at_once(*arguments: Any, **named: Any) -> Any:
        answer = place(*arguments, **named)
        part = bought[named["pair"]] = 0.0 if named["pair"] == PAIR else round(answer["amount"] / 4, 2)
        return {**answer, "status": status, "filled": part, "remaining": answer["amount"] - part}

    monkeypatch.setattr(bot.freqtrade.exchange, "create_order", at_once)
    bot.loop()
    monkeypatch.undo()
    bot.loop()
    assert bot.codes() == [CONFIRMED, codes.ORDER_CANCELLED]
    (line,) = [action for action in bot.actions() if action["action"] == "open"]
    assert (line["target"], line["result"]) == ("ETH/USDT", "OPENED") and line["parameters"]["amount"] == bought["ETH/USDT"]


def test_waiting_entry_is_opened_when_it_is_filled(bot: LiveBot, exchange: Exchange) -> None:
    trade = a_waiting_entry(bot, exchange)
    bot.loop(2)
    assert bot.codes() == [CONFIRMED]
    exchange.prices[PAIR] = 99.5
    bot.loop_until(lambda: not trade.has_open_orders, "fill")
    bot.loop()
    assert bot.codes() == [CONFIRMED, "OPENED", "STOP_SET"]
    (line,) = [action for action in bot.actions() if action["result"] == "OPENED"]
    assert line["parameters"]["amount"] == pytest.approx(trade.amount)


def test_entry_filled_in_part_and_cancelled_is_opened_with_the_filled_part(
    bot: LiveBot, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade = a_waiting_entry(bot, exchange)
    wanted = trade.orders[0].amount
    take_back = bot.freqtrade.exchange.cancel_order

    def cancel(*arguments: Any, **named: Any) -> Any:
        answer = take_back(*arguments, **named)
        answer.update(filled=round(wanted * 0.4, 5), remaining=round(wanted * 0.6, 5), average=answer["price"])
        return answer

    monkeypatch.setattr(bot.freqtrade.exchange, "cancel_order", cancel)
    times_out(bot, monkeypatch)
    bot.loop(2)
    (line,) = [action for action in bot.actions() if action["action"] == "open"]
    assert (line["result"], line["parameters"]["amount"]) == ("OPENED", pytest.approx(wanted * 0.4, abs=1e-5))
    assert bot.codes()[:2] == [CONFIRMED, "OPENED"]
    monkeypatch.undo()
    exchange.prices[PAIR] = 94.0
    bot.loop_until(lambda: not trade.is_open, "stop")
    bot.loop()
    assert float(bot.rows()[0].split(",")[2]) == pytest.approx(trade.close_profit_abs / (round(wanted * 0.4, 5) * 5), rel=1e-6)


def test_confirmation_without_a_later_line_after_a_kill_is_unknown_and_used(bot: LiveBot, monkeypatch: pytest.MonkeyPatch) -> None:
    bot.start().publish()
    # A process killed between the confirmation and the order leaves only the line.
    monkeypatch.setattr(bot.strategy, "_ab_look_at_trades", lambda *arguments, **named: {})
    refusing(bot, monkeypatch, SystemExit, 1)
    monkeypatch.setattr(bot.bridge, "order_failed", lambda *arguments: None)
    with pytest.raises(SystemExit):
        bot.loop()
    bot.new_process().loop(2)
    assert bot.trades() == [] and bot.codes() == [CONFIRMED, codes.ORDER_UNKNOWN]


def test_trade_that_ends_before_a_loop_saw_it_is_logged_as_opened_too(bot: LiveBot, exchange: Exchange) -> None:
    trade = bot.start().open_trade()
    exchange.prices[PAIR] = 94.0
    # Simulates an external command between two loops.
    bot.freqtrade.exit_positions([trade])
    Trade.commit()
    assert not trade.is_open
    bot.loop()
    bot.settle()
    assert sorted(bot.codes()) == sorted([CONFIRMED, "OPENED", "STOP_SET", trade.exit_reason])


def test_order_watch_wraps_the_exchange_once_across_restarts(bot: LiveBot) -> None:
    bot.start()
    exchange = bot.freqtrade.exchange
    for _ in range(3):
        bot.strategy.bot_start()
    watched = exchange.create_order
    assert not hasattr(watched.method, "method")
    bot.open_trade()
    assert exchange.create_order is watched


def test_orders_of_others_are_left_alone(bot: LiveBot, monkeypatch: pytest.MonkeyPatch) -> None:
    with_host(bot, "BridgedPlain").start()
    bot.strategy.marks = {"ETH/USDT": "theirs"}
    refusing(bot, monkeypatch, InsufficientFundsError)
    bot.loop(2)
    bot.settle()
    assert bot.trades() == [] and bot.actions() == []


@pytest.mark.parametrize(
    ("cause", "code"),
    [(ccxt.InvalidOrder, codes.ORDER_REFUSED), (ccxt.OrderNotFound, codes.ORDER_UNKNOWN), (ccxt.DuplicateOrderId, codes.ORDER_UNKNOWN)],
)
def test_error_counts_as_a_refusal_only_if_no_order_can_exist(cause: type[Exception], code: str) -> None:
    try:
        raise InvalidOrderException("no") from cause("no")
    except InvalidOrderException as error:
        assert code_of(error) == code


@pytest.mark.parametrize(
    ("orders", "waits", "bought"),
    [
        ([("open", True, 0.0)], True, 0.0),
        ([("open", True, 2.0)], True, 2.0),
        ([("closed", False, 5.0)], False, 5.0),
        ([("closed", False, None)], False, 5.0),
        ([("canceled", False, 0.0)], False, 0.0),
        ([("canceled", False, None)], False, 0.0),
        ([("canceled", False, 2.0)], False, 2.0),
        ([("expired", False, 2.0)], False, 2.0),
        ([(None, False, None)], True, 0.0),
        # An addition to an open trade.
        ([("closed", False, 5.0), ("open", True, 0.0)], False, 5.0),
        ([("closed", False, 5.0), ("canceled", False, 1.0)], False, 6.0),
        ([("canceled", False, 0.0), ("open", True, 0.0)], True, 0.0),
    ],
)
def test_entry_waits_until_an_order_of_it_has_ended(orders: list[tuple], waits: bool, bought: float) -> None:
    made = [
        Order(ft_order_side="buy", status=status, ft_is_open=is_open, filled=filled, amount=5.0, ft_amount=5.0)
        for status, is_open, filled in [*orders, ("closed", False, 5.0)]
    ]
    made[-1].ft_order_side = "sell"
    trade = SimpleNamespace(orders=made, entry_side="buy", amount=5.0)
    assert (trades.is_entry_waiting(trade), trades.filled_entry_amount(trade)) == (waits, bought)
