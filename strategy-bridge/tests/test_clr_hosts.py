"""Events in a process with C#, for each host: FreqUI's backtests, kill -9, a killed hyperopt worker."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from clr_hosts import HOSTS, choose, on_host
from exchange import Exchange, within_one_candle
from freqtrade_env import TIMEOUT_SEC, VERSIONS, Bot, Freqtrade
from recorded import candles_of, history_file
from test_clr_freqtrade import breakout, prepared
from test_exports import PASSWORD, USER, Web
from test_hyperopt import LOOKBACKS, furnished

pytestmark = pytest.mark.long

RELEASE = "2026.9"
FIELDS = ("open_timestamp", "close_timestamp", "open_rate", "close_rate", "amount", "profit_abs", "exit_reason")


@pytest.fixture(params=HOSTS)
def host(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=VERSIONS)
def home(request: pytest.FixtureRequest, host: str, tmp_path: Path, exchange: Exchange, assembly: Path) -> Freqtrade:
    made = prepared(request.param, tmp_path, exchange, assembly)
    made.write_candles("BTC/USDT", candles_of(history_file(tmp_path))[:3_000])
    on_host(made, host, request)
    return made


def folder_of(home: Freqtrade) -> list[str]:
    return ["--strategy", "AgentBridgeStrategy", "--strategy-path", str(home.folder / "strategies")]


@pytest.fixture()
def web(home: Freqtrade) -> Iterator[Web]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    home.config["strategy_path"] = str(home.folder / "strategies")
    choose(home, hyperopt=LOOKBACKS)
    home.config["api_server"] = {
        "enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": port, "username": USER, "password": PASSWORD,
        "jwt_secret_key": "x" * 40, "ws_token": "y" * 30,
    }
    bot = home.start_command("webserver")
    try:
        bot.wait_for("Uvicorn running")
        yield Web(port, bot)
        # A server thread loaded .NET: SIGTERM must still end the process cleanly.
        bot.process.terminate()
        assert bot.process.wait(TIMEOUT_SEC) in (0, 130, -signal.SIGTERM) and "Shutting down" in home.log
    finally:
        bot.stop()


def backtest_of(home: Freqtrade, web: Web) -> list[tuple]:
    """The trades of a backtest started by the web interface."""
    request = {"strategy": "AgentBridgeStrategy", "timeframe": "5m", "enable_protections": False, "backtest_cache": "none"}
    web.ask("POST", "backtest", {**request, "timerange": ""})
    state: dict = {}

    def ended() -> bool:
        state.update(web.ask("GET", "backtest"))
        return not state["running"]

    web._bot.wait_until(ended, "the end of the backtest")
    assert state["status"] == "ended", state
    return shown(state["backtest_result"]["strategy"]["AgentBridgeStrategy"]["trades"])


def shown(trades: list[dict]) -> list[tuple]:
    return [tuple(trade[name] for name in FIELDS) for trade in trades]


def test_consecutive_backtests_from_the_web_interface_use_the_current_settings(home: Freqtrade, web: Web) -> None:
    first = backtest_of(home, web)
    again = backtest_of(home, web)
    file = home.folder / "strategies" / "AgentBridgeStrategy.json"
    found = {"high_lookback": 31, "low_lookback": 12, "confidence": 0.7}
    file.write_text(json.dumps({"strategy_name": "AgentBridgeStrategy", "params": {"buy": found, "stoploss": {"stoploss": -0.99}}}))
    changed = backtest_of(home, web)
    file.unlink()
    back = backtest_of(home, web)

    assert len(first) > 20 and first == again == back != changed
    choose(home, params=found)
    plain = home.backtest("AgentBridgeStrategy")
    assert [trade[:1] for trade in changed] == [(trade["open_date"],) for trade in plain]


def test_backtest_after_a_killed_one_is_unaffected(home: Freqtrade) -> None:
    wanted = home.backtest("AgentBridgeStrategy")
    for _ in range(2):
        after = len(home.log)
        bot = home.start_command("backtesting", *folder_of(home), "--export", "none")
        bot.wait_for("Dataload complete. Calculating indicators", after=after)
        bot.kill()
    assert not left_of(home)
    assert home.backtest("AgentBridgeStrategy") == wanted != []
    assert not home.journal.exists()


@pytest.mark.parametrize("version", VERSIONS)
@within_one_candle(150)
def test_killed_bot_starts_again_and_knows_its_decisions(
    version: str, host: str, tmp_path: Path, assembly: Path, request: pytest.FixtureRequest
) -> None:
    exchange = Exchange({"BTC/USDT": 100.0}, breakout)
    bot = None
    try:
        home = prepared(version, tmp_path, exchange, assembly)
        on_host(home, host, request)
        # In the middle of the first batch, or before it.
        bot = home.start(*folder_of(home))
        bot.wait_running()
        bot.kill()
        bot = home.start(*folder_of(home))
        bot.wait_until(lambda: any(trade["is_open"] for trade in bot.trades()), "a trade")
        bot.kill()
        bot = home.start(*folder_of(home))
        bot.wait_running()
        bot.wait_loops(3)
        assert [trade["is_open"] for trade in bot.trades()] == [1]
        rows = (home.journal / "decision_log.csv").read_text(encoding="utf-8").split("\n")[1:-1]
        assert len(rows) == 1 and rows[0].count("breakout") <= 1
        exchange.prices["BTC/USDT"] = 90.0
        bot.wait_until(lambda: not any(trade["is_open"] for trade in bot.trades()), "the stop")
        assert "Traceback" not in bot.log
        bot.stop()
        assert not left_of(home)
    finally:
        if bot is not None:
            bot.stop()
        exchange.close()


def test_killed_hyperopt_worker_leaves_no_process(
    host: str, tmp_path: Path, exchange: Exchange, assembly: Path, request: pytest.FixtureRequest
) -> None:
    home = furnished(RELEASE, tmp_path, exchange, assembly)
    on_host(home, host, request)
    choose(home, hyperopt=LOOKBACKS)
    folder = str(home.folder / "strategies")
    words = ["--hyperopt-path", folder, "--hyperopt-loss", "TradesLoss", "--spaces", "buy", "-j", "2", "--disable-param-export"]
    results = home.folder / "user_data" / "hyperopt_results"
    bot = home.start_command("hyperopt", *folder_of(home), *words, "--epochs", "400")
    try:
        bot.wait_until(lambda: any(file.stat().st_size for file in results.glob("*.fthypt")), "the first passes")
        workers = workers_of(bot)
        assert len(workers) >= 2, workers
        os.kill(workers[0], signal.SIGKILL)
        # Freqtrade ends with its worker, in whatever way: the point is that no process remains.
        bot.process.wait(TIMEOUT_SEC)
    finally:
        bot.stop()
    end = time.monotonic() + TIMEOUT_SEC
    while left_of(home):
        assert time.monotonic() < end, left_of(home)
        time.sleep(0.2)
    for file in results.glob("*.fthypt"):
        file.unlink()
    done = home.run("hyperopt", *folder_of(home), *words, "--epochs", "2")
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def left_of(home: Freqtrade) -> list[str]:
    """Processes that were started in the folder of a test and still run."""
    left = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if (place / "cwd").resolve() == home.folder.resolve() and "\tZ" not in (place / "status").read_text():
                left.append((place / "cmdline").read_text().replace("\0", " "))
        except OSError:
            # It has ended meanwhile.
            continue
    return left


def workers_of(bot: Bot) -> list[int]:
    """The processes that run epochs, and no others that were started with them."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == bot.process.pid and "popen_loky" in (place / "cmdline").read_text():
                found.append(int(place.name))
        except OSError:
            continue
    return found
