"""The stored results of a backtest with default settings, from the command line and from the web interface, and candles as feather."""

from __future__ import annotations

import base64
import json
import socket
import time
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from exchange import Exchange
from freqtrade_env import STEP_MS, TIMEOUT_SEC, VERSIONS, Bot, Freqtrade, make
from samples import a_signal, an_id
from test_backtest import QUIET, START, candles_of

pytestmark = pytest.mark.long

SIGNALS = 6
TARGET = [101, 103.5, 100.5, 102]  # reaches TP1 of a_signal
USER, PASSWORD = "somebody", "something"


@pytest.fixture(params=VERSIONS)
def freqtrade(request: pytest.FixtureRequest, tmp_path: Path, exchange: Exchange) -> Freqtrade:
    home = make(request.param, tmp_path, exchange.url)
    shapes: list[list[float]] = [QUIET] * 60
    signals = []
    for number in range(SIGNALS):
        signals.append(a_signal(an_id(number), START + (len(shapes) + 1) * STEP_MS))
        shapes += [QUIET, QUIET, TARGET, *[QUIET] * 10]
    home.write_candles("BTC/USDT", candles_of(*shapes))
    home.config["agentbridge"]["file"] = str(home.write_history(signals))
    home.config["strategy_path"] = str(home.folder / "strategies")
    (home.folder / "user_data" / "backtest_results").mkdir()
    return home


def stored(home: Freqtrade) -> list[dict]:
    """The trades of the newest stored result, read as any program would: the pointer, then the file that it names."""
    results = home.folder / "user_data" / "backtest_results"
    name = json.loads((results / ".last_result.json").read_text(encoding="utf-8"))["latest_backtest"]
    if name.endswith(".zip"):
        with zipfile.ZipFile(results / name) as archive:
            text = archive.read(name.replace(".zip", ".json"))
    else:
        text = (results / name).read_bytes()
    return json.loads(text)["strategy"]["AgentBridgeStrategy"]["trades"]


def test_backtest_without_an_export_setting_stores_its_result(freqtrade: Freqtrade) -> None:
    done = freqtrade.run("backtesting", "--strategy", "AgentBridgeStrategy", "--cache", "none")
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    trades = stored(freqtrade)
    assert [trade["exit_reason"] for trade in trades] == ["tp1"] * SIGNALS
    assert [trade["close_rate"] for trade in trades] == [103.0] * SIGNALS


def test_backtest_of_feather_candles_has_the_trades_of_json(freqtrade: Freqtrade) -> None:
    wanted = freqtrade.backtest("AgentBridgeStrategy")
    done = freqtrade.run("convert-data", "--format-from", "json", "--format-to", "feather", "--erase")
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    candles = [path.name for path in (freqtrade.folder / "user_data" / "data" / "binance").iterdir()]
    assert candles == ["BTC_USDT-5m.feather"]
    freqtrade.config["dataformat_ohlcv"] = "feather"
    assert len(wanted) == SIGNALS and freqtrade.backtest("AgentBridgeStrategy") == wanted


@pytest.fixture()
def web(freqtrade: Freqtrade) -> Iterator[Web]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    freqtrade.config["api_server"] = {
        "enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": port, "username": USER, "password": PASSWORD,
        "jwt_secret_key": "x" * 40, "ws_token": "y" * 30,
    }

    bot = freqtrade.start_command("webserver")
    try:
        bot.wait_for("Uvicorn running")
        yield Web(port, bot)
    finally:
        bot.stop()


class Web:
    """The interface that FreqUI uses."""

    def __init__(self, port: int, bot: Bot) -> None:
        self._port = port
        self._bot = bot
        key = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        self._token = "Basic " + key
        self._token = "Bearer " + self.ask("POST", "token/login", {})["access_token"]

    def ask(self, method: str, path: str, body: dict | None = None) -> dict:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_SEC)
        headers = {"Authorization": self._token, "Content-Type": "application/json"}
        connection.request(method, f"/api/v1/{path}", None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        assert answer.status == 200, f"{answer.status} {text}\n{self._bot.log[-2000:]}"
        return json.loads(text)


def test_backtest_from_the_web_interface_ends_and_stores_its_result(freqtrade: Freqtrade, web: Web) -> None:
    request = {
        "strategy": "AgentBridgeStrategy", "timeframe": "5m", "timerange": f"{START}-",
        "enable_protections": False, "backtest_cache": "none",
    }
    web.ask("POST", "backtest", request)
    end = time.monotonic() + TIMEOUT_SEC
    while (state := web.ask("GET", "backtest"))["running"]:
        assert time.monotonic() < end, state
        time.sleep(0.2)
    assert state["status"] == "ended", state
    assert len(state["backtest_result"]["strategy"]["AgentBridgeStrategy"]["trades"]) == SIGNALS
    assert len(stored(freqtrade)) == SIGNALS
