"""A forked Freqtrade process does what a started one does."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from exchange import Exchange
from freqtrade_env import TIMEOUT_SEC, VERSIONS, Freqtrade, make
from samples import a_signal, an_id

START_MS = 1748736000000
STEP_MS = 300_000


def home_of(version: str, folder: Path, exchange: Exchange) -> Freqtrade:
    home = make(version, folder, exchange.url)
    home.write_candles("BTC/USDT", [[START_MS + number * STEP_MS, 100, 103.5, 99.5, 100, 10] for number in range(120)])
    home.config["agentbridge"]["file"] = str(home.write_history([a_signal(an_id(1), START_MS + 70 * STEP_MS)]))
    return home


def without_times(output: str) -> list[str]:
    return re.sub(r"\b[0-9:]{8}[,.][0-9]{3}\b|PID=[0-9]+", "<time>", output).splitlines()


@pytest.mark.parametrize("version", VERSIONS)
def test_forked_backtest_equals_a_started_one(version: str, tmp_path: Path, exchange: Exchange) -> None:
    found = []
    for is_forked in (True, False):
        home = home_of(version, tmp_path / "home", exchange)
        home.is_forked = is_forked
        found.append((home.backtest("AgentBridgeStrategy"), without_times(home.output)))
        (tmp_path / "home").rename(tmp_path / f"was-{is_forked}")
    assert len(found[0][0]) == 1 and found[0] == found[1]


@pytest.mark.parametrize("version", VERSIONS)
def test_forked_command_gives_its_exit_code_and_takes_signals(version: str, tmp_path: Path, exchange: Exchange) -> None:
    home = home_of(version, tmp_path, exchange)
    refused = home.run("backtesting", "--strategy", "NoSuchStrategy", "--strategy-path", str(home.folder / "strategies"))
    assert refused.returncode not in (0, None) and "NoSuchStrategy" in refused.stdout + refused.stderr
    home.config["agentbridge"]["file"] = str(home.folder / "signals")
    bot = home.start("--strategy", "AgentBridgeStrategy", "--strategy-path", str(home.folder / "strategies"))
    try:
        bot.wait_running()
        assert os.readlink(f"/proc/{bot.process.pid}/cwd") == str(home.folder)
        bot.process.send_signal(signal.SIGKILL)
        assert bot.process.wait(TIMEOUT_SEC) == bot.process.poll() == -signal.SIGKILL
    finally:
        bot.stop()
