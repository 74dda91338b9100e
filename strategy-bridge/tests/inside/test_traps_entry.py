"""Freqtrade's own behaviour around entries, on a real bot: nothing opens by mistake, and permitted entries open."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from conftest import PAIRS
from exchange import Exchange
from samples import an_id

pytest.importorskip("freqtrade")

import freqtrade  # noqa: E402
from freqtrade.enums import State  # noqa: E402
from freqtrade.persistence import PairLocks  # noqa: E402
from freqtrade.rpc import RPC, RPCException  # noqa: E402
from live_bot import PAIR, LiveBot, broken, feed_goes_down, with_host  # noqa: E402

from agent_bridge import codes  # noqa: E402

pytestmark = pytest.mark.interpreter

TAG = f"ab1|{an_id(1)}|e=100|sl=95|tp1=103|tp2=110|cap=0.05"
IS_OLD = freqtrade.__version__ == "2024.2"


@pytest.mark.parametrize(
    "config",
    [{}, {"process_only_new_candles": True}, {"ignore_buying_expired_candle_after": 1}],
    ids=["each-loop", "new-candles-only", "expired-candle"],
)
def test_signal_within_a_candle_opens_in_the_next_loop(bot: LiveBot, config: dict) -> None:
    bot.config.update(config)
    bot.start().loop()
    assert bot.trades() == []
    assert bot.open_trade().enter_tag == TAG


@pytest.mark.parametrize(("strategy", "opens"), [("Plain", 1), ("AgentBridgeStrategy", 0)])
def test_row_marked_before_an_analysis_that_fails_opens_nothing_of_ours(
    bot: LiveBot, exchange: Exchange, strategy: str, opens: int
) -> None:
    if strategy == "Plain":
        with_host(bot, strategy)
    bot.start()
    bot.strategy.marks = {PAIR: "theirs"}
    if not opens:
        exchange.prices[PAIR] = 94.0
        bot.publish()
    else:
        bot.strategy.confirm_trade_entry = lambda *arguments, **named: False
    bot.loop()
    assert bot.trades() == []

    # Denied so far, but the row is marked; from now on there is neither a fresh analysis nor a fresh feed.
    exchange.prices[PAIR] = 100.0
    bot.strategy.populate_indicators = broken
    if opens:
        del bot.strategy.confirm_trade_entry
    else:
        feed_goes_down(bot)
    bot.loop(2)

    # Freqtrade alone opens on its cached frame, so the pitfall exists.
    assert len(bot.trades()) == opens


def test_denied_signal_is_tried_again_each_loop(bot: LiveBot, exchange: Exchange) -> None:
    bot.config["agentbridge"]["max_entry_slippage_r"] = 0.25
    exchange.prices[PAIR] = 102.0
    bot.start().publish()
    bot.loop(3)
    assert bot.trades() == [] and bot.codes() == [codes.PRICE_MOVED]
    exchange.prices[PAIR] = 100.0
    bot.loop()
    assert len(bot.trades()) == 1


@pytest.mark.parametrize(("strategy", "opens"), [("Plain", 1), ("AgentBridgeStrategy", 0)])
def test_confirmation_that_fails_is_a_refusal(bot: LiveBot, monkeypatch: pytest.MonkeyPatch, strategy: str, opens: int) -> None:
    if opens:
        with_host(bot, strategy).start()
        bot.strategy.marks, bot.strategy.confirm_trade_entry = {PAIR: "theirs"}, broken
    else:
        bot.start().publish()
        monkeypatch.setattr(type(bot.strategy), "_ab_confirm", broken)
    bot.loop()
    assert len(bot.trades()) == opens


@pytest.mark.parametrize("value", [broken, lambda: 0.0, lambda: -100.0, lambda: float("nan")], ids=["raises", "0", "negative", "nan"])
def test_stake_without_a_valid_base_is_none(bot: LiveBot, value: Any) -> None:
    bot.start().publish()
    bot.strategy.wallets = SimpleNamespace(get_total_stake_amount=value)
    bot.loop(2)
    assert bot.trades() == []


def test_stake_below_the_minimum_of_this_release_is_refused(bot: LiveBot) -> None:
    # 6.5 by the cap: above the minimum of 2024.2 (5.25), below that of 2026.9 (7.5).
    bot.config.update({"dry_run_wallet": 130, "stake_amount": 10})
    bot.start().publish()
    bot.loop()
    if IS_OLD:
        assert bot.trades()[0].stake_amount == pytest.approx(6.5, abs=0.01)
    else:
        assert bot.trades() == [] and bot.codes() == [codes.NO_FUNDS]
        assert "minimum 7.5" in bot.actions()[-1]["rationale"]


@pytest.mark.parametrize(("amount", "opens"), [(1000, 0), ("unlimited", 1)])
def test_balance_below_the_configurations_stake_opens_only_where_that_is_unlimited(bot: LiveBot, amount: object, opens: int) -> None:
    # Freqtrade checks its own number before it asks for ours, 45 here; therefore the shipped configurations use unlimited.
    bot.config.update({"dry_run_wallet": 900, "stake_amount": amount})
    bot.start().publish()
    bot.loop()
    assert len(bot.trades()) == opens


def test_host_marks_open_with_the_tags_they_have_alone(bot: LiveBot) -> None:
    marks = dict(zip(PAIRS, [None, float("nan"), "nan", "theirs", "untouched"]))
    tags = {}
    for strategy in ("Plain", "BridgedPlain"):
        with_host(bot, strategy, db_url=f"sqlite:///{bot.folder / strategy}.sqlite", stake_amount=100).start()
        bot.strategy.marks = marks
        bot.loop()
        tags[strategy] = {trade.pair: trade.enter_tag for trade in bot.trades()}
        bot.stop()
    assert tags["BridgedPlain"] == tags["Plain"]
    # Freqtrade treats the text nan as no tag; the trade opens even without a tag.
    assert list(tags["Plain"].values()) == [None, None, None, "theirs", ""]


def test_forced_entry_passes_the_confirmation(bot: LiveBot) -> None:
    bot.config["force_entry_enable"] = True
    bot.start().loop()
    bot.freqtrade.state = State.RUNNING
    rpc = RPC(bot.freqtrade)
    # A bridge tag without its signal, one with extra characters, one that is truncated.
    for forged in (TAG, "ab1|" + "x" * 296, TAG[:60]):
        with pytest.raises(RPCException, match="Failed to enter position"):
            rpc._rpc_force_entry(PAIR, None, enter_tag=forged)
    assert bot.trades() == []

    rpc._rpc_force_entry(PAIR, None)
    (forced,) = bot.trades()
    assert forced.enter_tag == "force_entry"
    bot.exchange.prices[PAIR] = 103.5
    bot.loop(2)
    # Another strategy's trade: the bridge neither ends it nor writes a row.
    assert forced.is_open and bot.rows() == []


def test_lock_of_a_pair_keeps_a_signal_waiting(bot: LiveBot) -> None:
    from datetime import datetime, timedelta, timezone

    bot.start().loop()
    PairLocks.lock_pair(PAIR, datetime.now(timezone.utc) + timedelta(minutes=10), "kill switch")
    bot.publish()
    bot.loop(2)
    assert bot.trades() == []
    PairLocks.unlock_pair(PAIR)
    bot.loop()
    assert len(bot.trades()) == 1


def test_signal_still_marked_after_its_trade_closed_opens_nothing_again(bot: LiveBot, exchange: Exchange) -> None:
    bot.start().open_trade()
    exchange.prices[PAIR] = 103.2
    bot.loop(2)
    assert [trade.exit_reason for trade in bot.trades()] == ["tp1"]
    exchange.prices[PAIR] = 100.0
    assert PairLocks.is_pair_locked(PAIR, side="long")
    # Freqtrade's own lock ends with the candle; a restart clears the process's memory. The decision stays used.
    PairLocks.unlock_pair(PAIR, side="long")
    bot.loop(2)
    bot.restart().loop(2)
    assert len(bot.trades()) == 1 and len(bot.rows()) == 1


def test_stopped_entries_leave_open_trades_guarded(bot: LiveBot, exchange: Exchange) -> None:
    bot.start().open_trade()
    bot.freqtrade.state = State.RUNNING
    rpc = RPC(bot.freqtrade)
    # The command was renamed, and has a separate state since then.
    (rpc._rpc_pause if hasattr(rpc, "_rpc_pause") else rpc._rpc_stopentry)()
    bot.publish(2, "ETH/USDT")
    bot.loop(2)
    assert [trade.pair for trade in bot.trades()] == [PAIR]
    exchange.prices[PAIR] = 94.0
    bot.loop(2)
    assert [trade.exit_reason for trade in bot.trades()] == ["stop_loss"]


def test_filled_orders_reach_the_host_for_its_own_trades_only(bot: LiveBot) -> None:
    with_host(bot, "BridgedPlain").start()
    bot.strategy.marks = {"ETH/USDT": "theirs"}
    bot.publish()
    bot.loop()
    assert {trade.pair for trade in bot.trades()} == {PAIR, "ETH/USDT"}
    # 2024.2 does not have this callback.
    assert bot.strategy.seen == ([] if IS_OLD else [("order_filled", "theirs")])
