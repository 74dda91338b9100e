"""ruff, pip, hyperopt with workers, lookahead-analysis: on the real Freqtrade, the strategy only copied into a folder."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest
from conftest import BRIDGE
from exchange import Exchange
from freqtrade_env import STEP_MS, Freqtrade, make
from samples import a_signal, an_id
from test_hosts import walk

USED = 3000  # of the host tests' candles: more would not prove more
TIMERANGE = "1748760000-1749600000"


def prepared(version: str, folder: Path, url: str) -> Freqtrade:
    home = make(version, folder, url)
    shutil.copy(BRIDGE / "tests" / "hosts" / "tuned.py", home.folder / "strategies")
    home.config["exchange"]["pair_whitelist"] = ["BTC/USDT", "ETH/USDT"]
    signals = []
    for seed, pair in ((7, "BTC/USDT"), (8, "ETH/USDT")):
        candles = walk(seed)[:USED]
        home.write_candles(pair, candles)
        for number in range(200, USED - 100, 75):
            close = candles[number][4]
            levels = {"entry_price": close, "initial_stop": close * 0.98, "tp1": close * 1.02, "tp2": close * 1.04}
            signals.append(a_signal(an_id(seed * 100_000 + number), candles[number][0] + STEP_MS, pair, **levels))
    home.config["agentbridge"]["file"] = str(home.write_history(signals))
    return home


def test_sources_pass_ruff() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "."]
    done = subprocess.run(command, cwd=BRIDGE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.release("2026.9")
@pytest.mark.long
def test_hyperopt_with_two_workers_finds_our_trades_in_every_epoch(tmp_path: Path, exchange: Exchange) -> None:
    home = prepared("2026.9", tmp_path, exchange.url)
    (home.folder / "user_data" / "hyperopt_results").mkdir()
    done = home.run(
        "hyperopt", "--strategy", "BridgedTuned", "--strategy-path", str(home.folder / "strategies"), "--spaces", "buy", "-j", "2",
        "--epochs", "4", "--hyperopt-loss", "OnlyProfitHyperOptLoss", "--random-state", "3", "--disable-param-export", "--print-all",
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-4000:]
    (results,) = (home.folder / "user_data" / "hyperopt_results").glob("*.fthypt")
    epochs = [json.loads(line) for line in results.read_text(encoding="utf-8").split("\n") if line]
    ours = [{row["key"]: row["trades"] for row in epoch["results_metrics"]["results_per_pair"]}["ETH/USDT"] for epoch in epochs]
    # If used decisions were remembered, the later epochs would have no trades.
    assert len(ours) == 4 and ours[0] > 20 and len(set(ours)) == 1


@pytest.mark.parametrize("version", ["2024.2", "2026.9"])
@pytest.mark.long
def test_lookahead_analysis_finds_no_bias(version: str, tmp_path: Path, exchange: Exchange) -> None:
    home = prepared(version, tmp_path, exchange.url)
    verdicts = {}
    for strategy in ("AgentBridgeStrategy", "Biased"):
        done = home.run(
            "lookahead-analysis", "--strategy", strategy, "--strategy-path", str(home.folder / "strategies"), "--timerange", TIMERANGE,
            "--minimum-trade-amount", "20", "--targeted-trade-amount", "20", "--dry-run-wallet", "100000",
        )
        output = done.stdout + done.stderr
        rows = [line for line in output.split("\n") if re.search(rf"{strategy}\s*[|│]", line)]
        assert len(rows) == 1, output[-4000:]
        verdicts[strategy] = [cell.strip() for cell in re.split(r"[|│┃]", rows[0]) if cell.strip()]
    # file, strategy, has_bias, total, biased entries, biased exits, biased indicators
    assert verdicts["AgentBridgeStrategy"][2] in ("No", "False")
    assert int(verdicts["AgentBridgeStrategy"][3]) >= 20
    assert verdicts["Biased"][2] in ("Yes", "True")


@pytest.mark.long
def test_pip_installs_without_an_index(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=True)
    source = tmp_path / "strategy-bridge"
    shutil.copytree(BRIDGE, source, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    python = tmp_path / "venv" / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "--no-index", "--disable-pip-version-check", str(source)]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    script = "import agent_bridge.validation, agent_bridge.sources.redis_source; print(agent_bridge.__version__)"
    found = subprocess.run([str(python), "-c", script], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert found.stdout.strip() == "0.1.0", found.stderr
