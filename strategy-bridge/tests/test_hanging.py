"""A C# strategy that never answers, in the real Freqtrade: its pair is off, open trades stay guarded, and Ctrl+C ends a backtest."""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import datetime
from pathlib import Path

import pytest
from clr_hosts import HOSTS, on_host
from exchange import STEP_MS, Exchange, within_one_candle
from freqtrade_env import TIMEOUT_SEC, VERSIONS, Bot, Freqtrade, make

# A library compiled ahead of time loads no assembly.
LOADING = [host for host in HOSTS if isinstance(host, str)]
# On a busy machine, a strategy that does answer may take seconds for its first decision.
TIMEOUT_MS = 5000
OPEN, OTHER, HANGS = "BTC/USDT", "XRP/USDT", "ETH/USDT"


def rising(price: float) -> list[list[float]]:
    """Quiet candles, and a last one that closes above them."""
    quiet = [[price, price + 0.3, price - 0.3, round(price + (0.05 if number % 2 else -0.05), 2)] for number in range(299)]
    return [*quiet, [price, price + 0.61, price - 0.3, price + 0.6]]


def furnished(version: str, host: str, folder: Path, url: str, assembly: Path, plugin: Path, request: pytest.FixtureRequest) -> Freqtrade:
    home = make(version, folder, url)
    strategy = {"name": "unending", "assembly": str(plugin)}
    home.config["agentbridge"] = {"source": "clr", "assembly": str(assembly), "journal_dir": str(home.journal), "strategy": strategy}
    risk = {"min_atr_multiple": 0, "max_atr_multiple": 100, "min_rr": 0.5}
    home.config["agentbridge"].update({"strategy_timeout_ms": TIMEOUT_MS, "risk": risk})
    on_host(home, host, request)
    return home


def start(home: Freqtrade) -> Bot:
    bot = home.start("--strategy", "AgentBridgeStrategy", "--strategy-path", str(home.folder / "strategies"))
    bot.wait_running()
    return bot


def lines(home: Freqtrade, result: str) -> list[dict]:
    texts = [path.read_text(encoding="utf-8") for path in home.journal.glob("actions-*.jsonl")]
    found = [json.loads(line) for text in texts for line in text.split("\n")[:-1]]
    return [line for line in found if line["action"] == "cycle" and line["result"] == result]


def seconds_from_running_to(text: str, log: str) -> float:
    """By the log's own clock, in the newest run."""
    log = log[log.rindex("Changing state to: RUNNING") - 200 :].partition("\n")[2]
    stamps = {}
    for line in log.split("\n"):
        for wanted in ("Changing state to: RUNNING", text):
            if wanted in line and wanted not in stamps:
                stamps[wanted] = datetime.fromisoformat(line[:23].replace(",", "."))
    return (stamps[text] - stamps["Changing state to: RUNNING"]).total_seconds()


@pytest.mark.parametrize("host", LOADING)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.long
@within_one_candle(120)
def test_stop_is_executed_while_a_strategy_hangs(
    version: str, host: str, tmp_path: Path, assembly: Path, plugin: Path, request: pytest.FixtureRequest
) -> None:
    exchange = Exchange({OPEN: 100.0, OTHER: 80.0, HANGS: 50.0}, rising)
    bot = None
    try:
        home = furnished(version, host, tmp_path, exchange.url, assembly, plugin, request)
        strategy = home.config["agentbridge"]["strategy"]
        bot = start(home)
        bot.wait_until(lambda: any(trade["is_open"] for trade in bot.trades()), "a trade")
        bot.wait_until(lambda: "STOP_SET" in "".join(path.read_text() for path in home.journal.glob("actions-*.jsonl")), "its stop")
        bot.stop()
        # The price has passed the stop when the bot starts; from the first loop on the strategy does not answer for one pair.
        exchange.prices[OPEN] = 90.0
        strategy["params"] = {"below": 60}
        home.config["exchange"]["pair_whitelist"] = [OPEN, HANGS, OTHER]
        bot = start(home)
        bot.wait_until(lambda: any(trade["pair"] == OPEN and not trade["is_open"] for trade in bot.trades()), "the stop")
        bot.wait_until(lambda: any(trade["pair"] == OTHER and trade["is_open"] for trade in bot.trades()), "the other pair's trade")
        trades = {trade["pair"]: trade for trade in bot.trades()}
        assert trades[OPEN]["exit_reason"] in ("stop_loss", "trailing_stop_loss") and HANGS not in trades
        bot.wait_until(lambda: lines(home, "GENERATOR_TIMEOUT"), "the line of the timeout")
        known = len(os.listdir(f"/proc/{bot.process.pid}/task"))
        bot.wait_loops(8)
        # Logged once, and no further thread for later loops.
        assert f"no decision on {HANGS}: GENERATOR_TIMEOUT: the strategy did not answer within {TIMEOUT_MS} ms" in home.log
        assert home.log.count("GENERATOR_TIMEOUT") == 1 or int(time.time() * 1000) >= exchange.last_close + STEP_MS
        assert {line["target"] for line in lines(home, "GENERATOR_TIMEOUT")} == {HANGS}
        assert len(os.listdir(f"/proc/{bot.process.pid}/task")) <= known + 3
        late = seconds_from_running_to("detected. Reason:", home.log)
        print(f"{version} {host}: the stop {late:.2f} s after RUNNING")
        # One loop with one wait; the bound allows for a busy machine, and without a limit it would never end.
        assert late < TIMEOUT_MS / 1000 + 60
        # A hanging strategy does not delay the shutdown.
        bot.process.terminate()
        assert bot.process.wait(TIMEOUT_SEC) in (0, 130)
    finally:
        if bot is not None:
            bot.stop()
        exchange.close()


@pytest.mark.parametrize("host", LOADING)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.long
def test_ctrl_c_ends_a_backtest_that_hangs(
    version: str, host: str, tmp_path: Path, exchange: Exchange, assembly: Path, plugin: Path, request: pytest.FixtureRequest
) -> None:
    home = furnished(version, host, tmp_path, exchange.url, assembly, plugin, request)
    home.write_candles(OPEN, [[1748736000000 + number * STEP_MS, *candle, 10] for number, candle in enumerate(rising(100.0))])
    home.config["agentbridge"]["strategy"]["params"] = {"below": 1e9}
    bot = home.start_command(
        "backtesting", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(home.folder / "strategies"), "--export", "none"
    )
    try:
        bot.wait_for("Dataload complete. Calculating indicators")
        # It hangs from here on: it uses processor time endlessly.
        began = ticks(bot)
        bot.wait_until(lambda: ticks(bot) > began + 200, "the strategy's work")
        assert bot.process.poll() is None
        bot.process.send_signal(signal.SIGINT)
        stopped = time.monotonic()
        bot.process.wait(TIMEOUT_SEC)
        print(f"{version} {host}: ended {time.monotonic() - stopped:.2f} s after Ctrl+C with {bot.process.returncode}")
    finally:
        bot.stop()
    assert bot.process.returncode in (0, 130) and "Traceback" not in home.log


def ticks(bot: Bot) -> int:
    return int(Path(f"/proc/{bot.process.pid}/stat").read_text().rpartition(")")[2].split()[11])
