"""Final refusals stay final on a real bot, whatever the price does later; temporary ones do not."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from exchange import Exchange

pytest.importorskip("freqtrade")

from freqtrade.persistence import PairLocks  # noqa: E402
from live_bot import PAIR, LiveBot  # noqa: E402

from agent_bridge import codes  # noqa: E402

pytestmark = pytest.mark.interpreter


@pytest.mark.parametrize(
    ("rate", "settings", "code"),
    [
        (103.2, {}, codes.ENTRY_BEYOND_LEVELS),
        (94.9, {}, codes.ENTRY_BEYOND_LEVELS),
        (95.06, {"min_r_left": 0.25}, codes.STOP_TOO_CLOSE),
        (96.2, {"min_r_left": 0.25}, codes.STOP_TOO_CLOSE),
    ],
    ids=["above-tp1", "below-the-stop", "at-the-stop", "near-the-stop"],
)
@pytest.mark.parametrize("restarts", [False, True], ids=["same-process", "restarted"])
def test_price_that_comes_back_opens_nothing(
    bot: LiveBot, exchange: Exchange, rate: float, settings: dict, code: str, restarts: bool
) -> None:
    bot.config["agentbridge"].update(settings)
    exchange.prices[PAIR] = rate
    bot.start().publish()
    bot.loop(2)
    if restarts:
        bot.new_process()
    exchange.prices[PAIR] = 100.0
    bot.loop(3)
    assert bot.trades() == [] and bot.codes() == [code]


@pytest.mark.parametrize("rate", [95.06, 96.2])
def test_entry_near_the_stop_is_taken_where_no_distance_is_asked_for(bot: LiveBot, exchange: Exchange, rate: float) -> None:
    exchange.prices[PAIR] = rate
    bot.start()
    assert bot.open_trade().open_rate < rate + 0.1


def test_newer_signal_of_the_pair_opens_after_a_final_refusal(bot: LiveBot, exchange: Exchange) -> None:
    exchange.prices[PAIR] = 94.9
    bot.start().publish(1)
    bot.loop(2)
    bot.publish(2, initial_stop=90.0)
    bot.loop(2)
    assert [trade.enter_tag.split("|")[3] for trade in bot.trades()] == ["sl=90"]
    assert bot.codes(1)[0] == codes.ENTRY_BEYOND_LEVELS


def test_pair_added_to_the_whitelist_later_opens_its_signal(bot: LiveBot) -> None:
    bot.start()
    whitelist = bot.strategy.dp.current_whitelist
    bot.strategy.dp.current_whitelist = lambda: [pair for pair in whitelist() if pair != PAIR]
    PairLocks.lock_pair(PAIR, datetime.now(timezone.utc) + timedelta(minutes=10), "not listed")
    bot.publish()
    bot.loop(2)
    assert bot.codes() == [codes.SYMBOL_MISMATCH]
    del bot.strategy.dp.current_whitelist
    PairLocks.unlock_pair(PAIR)
    bot.loop(2)
    assert len(bot.trades()) == 1
