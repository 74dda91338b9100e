"""The requests of this release to the exchange in dry-run, their number, and that it continues after the exchange was away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import PAIRS
from exchange import Exchange, wait_for_room

pytest.importorskip("freqtrade")

import freqtrade  # noqa: E402
from live_bot import PAIR, LiveBot  # noqa: E402

pytestmark = pytest.mark.interpreter

IS_OLD = freqtrade.__version__ == "2024.2"


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    # A separate exchange, because only the newest 1,000 requests are kept.
    server = Exchange(dict.fromkeys(PAIRS, 100.0))
    yield server
    server.close()


def asked(exchange: Exchange, since: int) -> Counter[str]:
    """The requests after the first `since` of them: the last part of the path, and the limit where there is one."""
    found: Counter[str] = Counter()
    for path in exchange.requests[since:]:
        parts = urlsplit(path)
        limit = parse_qs(parts.query).get("limit", [""])[0]
        found[f"{parts.path.rpartition('/')[2]}{limit}"] += 1
    return found


def test_requests_are_those_of_the_table(bot: LiveBot, exchange: Exchange) -> None:
    # A candle boundary in between would request candles again.
    bot.close = wait_for_room(40)
    bot.config["exchange"]["pair_whitelist"] = [PAIR]
    start = len(exchange.requests)

    def step(work: object) -> Counter[str]:
        before = len(exchange.requests)
        work()  # type: ignore[operator]
        return asked(exchange, before)

    assert step(bot.start) == ({"exchangeInfo": 2} if IS_OLD else {"exchangeInfo": 1, "time": 1})
    assert step(bot.loop) == {"klines1000": 1}
    assert step(lambda: bot.loop(3)) == {}
    assert step(bot.open_trade) == {"depth5": 2, "depth20": 1}
    assert step(lambda: bot.loop(3)) == {"depth5": 3}
    exchange.prices[PAIR] = 103.2
    assert step(bot.loop) == {"depth5": 1, "depth20": 1}
    assert step(lambda: bot.loop(3)) == {}
    # No request that needs a key and none to another server: every path is public.
    assert {urlsplit(path).path.rpartition("/")[0] for path in exchange.requests[start:]} == {"/api/v3"}


def test_rate_without_the_book_is_the_tickers(bot: LiveBot, exchange: Exchange) -> None:
    for part in ("entry_pricing", "exit_pricing"):
        bot.config[part]["use_order_book"] = False
    bot.start().loop()
    before = len(exchange.requests)
    bot.open_trade()
    exchange.prices[PAIR] = 103.2
    bot.loop()
    found = asked(exchange, before)
    assert found["24hr"] >= 3 and found["depth5"] == 0 and found["depth20"] == 2
    assert bot.trades()[0].exit_reason == "tp1"


def test_requests_of_a_resting_order_and_of_the_hourly_markets(bot: LiveBot, exchange: Exchange) -> None:
    bot.config["exit_pricing"]["price_side"] = "same"
    bot.start().open_trade()
    exchange.prices[PAIR] = 103.2
    bot.loop()
    before = len(exchange.requests)
    bot.loop(3)
    # The order is read in each loop; 2026.9 also reads the price, because it still checks the stop.
    assert asked(exchange, before) == {"depth5": 3 if IS_OLD else 6}
    bot.freqtrade.exchange._last_markets_refresh = 0
    before = len(exchange.requests)
    bot.freqtrade.exchange.reload_markets()
    assert asked(exchange, before) == {"exchangeInfo": 2 if IS_OLD else 1}


def unreachable(bot: LiveBot) -> list[tuple[dict, str]]:
    """Sends this bot's requests to a closed port; returns the value to restore."""
    held = []
    for client in (bot.freqtrade.exchange._api, bot.freqtrade.exchange._api_async):
        urls = client.urls["api"]
        held.append((urls, urls["public"]))
        urls["public"] = "http://127.0.0.1:1/api/v3"
    return held


def test_exchange_away_with_an_open_trade_ends_nothing_and_the_stop_comes_after_it(bot: LiveBot, exchange: Exchange) -> None:
    trade = bot.start().open_trade()
    held = unreachable(bot)
    exchange.prices[PAIR] = 94.0
    bot.loop(10)
    assert trade.is_open and trade.stop_loss == 95.0
    for urls, public in held:
        urls["public"] = public
    bot.loop()
    assert trade.exit_reason == "stop_loss" and not trade.is_open


def test_unavailable_candle_streams_change_nothing(bot: LiveBot, exchange: Exchange) -> None:
    # Left on, 2026.9 asks for candles over a socket and falls back; 2024.2 does not know the setting.
    bot.config["exchange"]["enable_ws"] = True
    address = exchange.url.replace("http", "ws", 1).replace("/api/v3", "/ws")
    bot.config["exchange"]["ccxt_config"]["urls"]["api"]["ws"] = {"spot": address}
    bot.start().loop(3)
    assert IS_OLD or bot.freqtrade.exchange._exchange_ws is not None
    trade = bot.open_trade()
    exchange.prices[PAIR] = 94.0
    bot.loop()
    assert trade.exit_reason == "stop_loss"
