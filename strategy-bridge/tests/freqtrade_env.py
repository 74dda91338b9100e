"""The real Freqtrade in its own folder: configuration, candles, processes. Tests are skipped if a version is not installed."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest
from conftest import BRIDGE, VERSIONS
from imported import ForkedProcess, imported
from samples import message_of

from agent_bridge.signal import TradingSignal

# The limit of every wait: a slow machine is not a failure, and only a failure takes this long.
TIMEOUT_SEC = 300
STEP_MS = 300_000
Process = subprocess.Popen | ForkedProcess
HEARTBEAT = "Bot heartbeat. PID="


def lines_of(output: str) -> list[str]:
    """The bridge's own lines, from where they begin: an error of a key begins with the key."""
    return [found.group() for found in re.finditer(r"\bagentbridge(: |\.(strategy|risk)\b).*", output)]


def read_all(file: IO[bytes]) -> str:
    file.seek(0)
    return io.TextIOWrapper(file, encoding="utf-8", errors="replace").read()


@dataclass
class Freqtrade:
    """One version with a user folder."""

    version: str
    python: str
    folder: Path
    config: dict = field(default_factory=dict)
    environment: dict[str, str] = field(default_factory=dict)
    output: str = ""
    """The output of the last `run`."""
    is_forked: bool = True
    """Whether backtests and bots are forked from a process that has imported Freqtrade, which saves seconds for each."""

    @property
    def journal(self) -> Path:
        return self.folder / "decision_logs"

    @property
    def log(self) -> str:
        path = self.folder / "output.txt"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def write_candles(self, pair: str, candles: list[list]) -> None:
        path = self.folder / "user_data" / "data" / "binance" / f"{pair.replace('/', '_')}-5m.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(candles), encoding="utf-8")

    def write_history(self, signals: list[TradingSignal]) -> Path:
        path = self.folder / "history.jsonl"
        path.write_bytes(b"".join(message_of(signal) + b"\n" for signal in signals))
        return path

    def command(self, *arguments: str) -> list[str]:
        (self.folder / "config.json").write_text(json.dumps(self.config, indent=1), encoding="utf-8")
        return [
            self.python, *(["-m", "freqtrade"] if arguments[0] != "backtesting" else [str(self._driver())]), *arguments,
            "--config", str(self.folder / "config.json"), "--userdir", str(self.folder / "user_data"),
        ]

    def run(self, *arguments: str, timeout: float = 600) -> subprocess.CompletedProcess:
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            process = self._start(arguments, output, errors)
            try:
                code = process.wait(timeout)
            except BaseException:
                process.kill()
                process.wait()
                raise
            texts = [read_all(file) for file in (output, errors)]
        self.output = "".join(texts)
        return subprocess.CompletedProcess(process.args, code, *texts)

    def start(self, *arguments: str) -> Bot:
        return self.start_command("trade", *arguments)

    def start_command(self, *command: str) -> Bot:
        with (self.folder / "output.txt").open("ab") as output:
            return Bot(self, self._start(command, output, output))

    def backtest(self, strategy: str, *arguments: str) -> list[dict]:
        """The trades of a backtest, oldest first."""
        done = self.run(
            "backtesting", "--strategy", strategy, "--strategy-path", str(self.folder / "strategies"),
            "--export", "none", "--cache", "none", *arguments,
        )
        path = self.folder / "trades.json"
        assert done.returncode == 0 and path.exists(), done.stdout[-3000:] + done.stderr[-6000:]
        found = json.loads(path.read_text(encoding="utf-8"))
        path.unlink()
        return found

    def _start(self, arguments: tuple[str, ...], output: IO[bytes], errors: IO[bytes]) -> Process:
        command, environment = self.command(*arguments), self._environment()
        if self.is_forked and arguments[0] in ("backtesting", "trade"):
            return imported(self.python).start(command[1:], self.folder, environment, output, errors)
        return subprocess.Popen(command, cwd=self.folder, env=environment, stdout=output, stderr=errors)

    def _driver(self) -> Path:
        path = self.folder / "driver.py"
        path.write_text(DRIVER, encoding="utf-8")
        return path

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "COLUMNS": "4000", "PYTHONDONTWRITEBYTECODE": "1", "TZ": "UTC", **self.environment}


@dataclass
class Bot:
    """A running `freqtrade trade`."""

    home: Freqtrade
    process: Process
    stopped_at: int | None = None

    @property
    def log(self) -> str:
        """The output before the stop: Freqtrade may print the trace of the interrupt itself."""
        return self.home.log[: self.stopped_at]

    def wait_for(self, text: str, seconds: float = TIMEOUT_SEC, after: int = 0) -> None:
        self.wait_until(lambda: text in self.home.log[after:], text, seconds)

    def wait_until(self, condition: object, what: str, seconds: float = TIMEOUT_SEC) -> None:
        end = time.monotonic() + seconds
        while not condition():  # type: ignore[operator]
            assert self.process.poll() is None, f"ended while waiting for {what}:\n{self.home.log[-4000:]}"
            assert time.monotonic() < end, f"no {what} in {seconds} s:\n{self.home.log[-4000:]}"
            time.sleep(0.1)

    def wait_running(self) -> None:
        after = len(self.home.log) if "Changing state to: RUNNING" in self.home.log else 0
        self.wait_for("Changing state to: RUNNING", after=after)

    def wait_loops(self, count: int = 2) -> None:
        """Waits until the bot has begun and ended this number of loops: later nothing more will happen."""
        # The first heartbeat may belong to a loop that had begun before.
        wanted = self.home.log.count(HEARTBEAT) + count + 1
        self.wait_until(lambda: self.home.log.count(HEARTBEAT) >= wanted, f"{count} loops")

    def wait_idle(self) -> None:
        """Waits until the bot sleeps between two loops: it has used no processor time for several samples in a row."""
        looks: list[int] = []

        def sleeps() -> bool:
            fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            looks.append(int(fields[11]) + int(fields[12]))
            return len(looks) > 4 and looks[-1] == looks[-4]

        self.wait_until(sleeps, "pause between two loops")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(TIMEOUT_SEC)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.stopped_at = len(self.home.log)
            # Processes started in the background of a script ignore SIGINT.
            self.process.terminate()
            try:
                return self.process.wait(TIMEOUT_SEC)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.process.returncode

    def trades(self) -> list[dict]:
        try:
            with closing(sqlite3.connect(f"file:{self.home.folder / 'trades.sqlite'}?mode=ro", uri=True, timeout=TIMEOUT_SEC)) as database:
                database.row_factory = sqlite3.Row
                return [dict(row) for row in database.execute("SELECT * FROM trades ORDER BY id")]
        except sqlite3.OperationalError as error:
            if "no such table" in str(error) or "unable to open" in str(error):
                return []
            raise


# Freqtrade's own main, with the backtest's trades printed as JSON, because the versions' exports differ.
DRIVER = '''
import json
import sys
from pathlib import Path

from freqtrade.main import main
from freqtrade.optimize.backtesting import Backtesting

_backtest = Backtesting.backtest


def backtest(self, *args, **kwargs):
    found = _backtest(self, *args, **kwargs)
    frame = found["results"]
    columns = [name for name in frame.columns if name != "orders"]
    text = frame[columns].to_json(orient="records", date_unit="ms", double_precision=15) if len(frame) else "[]"
    rows = json.loads(text)
    for row, orders in zip(rows, frame["orders"] if len(frame) else ()):
        row["orders"] = orders
        row["order_tag"] = orders[0]["ft_order_tag"]
    Path("trades.json").write_text(json.dumps(rows))
    # A run of several strategies has one file for each.
    Path(f"trades-{self.strategy.get_strategy_name()}.json").write_text(json.dumps(rows))
    return found


Backtesting.backtest = backtest
main(sys.argv[1:])
'''


def configuration(folder: Path, exchange_url: str) -> dict:
    """A complete configuration for dry-run and backtesting: all of Freqtrade's files in the folder, all requests to the exchange given."""
    return {
        "max_open_trades": 5, "stake_currency": "USDT", "stake_amount": 1000, "tradable_balance_ratio": 1.0, "dry_run": True,
        "dry_run_wallet": 10000, "timeframe": "5m", "dataformat_ohlcv": "json", "trading_mode": "spot", "fee": 0.001,
        "db_url": f"sqlite:///{folder / 'trades.sqlite'}", "initial_state": "running", "bot_name": "test",
        "unfilledtimeout": {"entry": 10, "exit": 10, "unit": "minutes"},
        "entry_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "exit_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "exchange": {
            "name": "binance", "key": "", "secret": "", "pair_whitelist": ["BTC/USDT"], "pair_blacklist": [], "enable_ws": False,
            "ccxt_config": {
                "enableRateLimit": False, "options": {"fetchMarkets": ["spot"]},
                "urls": {"api": dict.fromkeys(("public", "private", "sapi", "fapiPublic", "dapiPublic"), exchange_url)},
            },
        },
        "pairlists": [{"method": "StaticPairList"}],
        "api_server": {"enabled": False, "listen_ip_address": "127.0.0.1", "listen_port": 8080, "username": "", "password": ""},
        "internals": {"process_throttle_secs": 1, "heartbeat_interval": 0.001},
        "agentbridge": {"source": "file", "file": str(folder / "signals"), "journal_dir": str(folder / "decision_logs")},
    }


def make(version: str, folder: Path, exchange_url: str) -> Freqtrade:
    """A folder with copies of the strategies, as for Docker; skips if the version is not installed."""
    variable = VERSIONS[version]
    python = os.environ.get(variable, "")
    if not python or not Path(python).exists():
        pytest.skip(f"Freqtrade {version} is not installed ({variable} does not name its Python)")
    strategies = folder / "strategies"
    strategies.mkdir(parents=True)
    shutil.copy(BRIDGE / "AgentBridgeStrategy.py", strategies)
    shutil.copytree(BRIDGE / "agent_bridge", strategies / "agent_bridge", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "user_data").mkdir()
    return Freqtrade(version, python, folder, configuration(folder, exchange_url))
