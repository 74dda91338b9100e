"""The real Freqtrade's bot inside the tests' own process: its loop runs on the test's request, and all its objects are accessible."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from channels import FileChannel
from conftest import BRIDGE, PAIRS
from exchange import Exchange, wait_for_room
from freqtrade.configuration import Configuration
from freqtrade.enums import RunMode
from freqtrade.freqtradebot import FreqtradeBot
from freqtrade.persistence import PairLocks, Trade
from freqtrade_env import configuration
from samples import a_signal, an_id
from sqlalchemy import Engine, event

from agent_bridge import startup

try:
    from freqtrade.persistence.custom_data import CustomDataWrapper
except ImportError:
    # 2024.2 does not have it.
    CustomDataWrapper = None

PAIR = PAIRS[0]
HOSTS = BRIDGE / "tests" / "hosts"


@event.listens_for(Engine, "connect")
def _without_waiting_for_the_disk(connection: Any, record: object) -> None:
    # The tables are created again for each bot, and a test needs them only during its process.
    connection.execute("PRAGMA synchronous=OFF")


class LiveBot:
    """A dry-run of one strategy in a folder; ends with `stop`, and can be started again on the same database."""

    def __init__(self, folder: Path, exchange: Exchange, **config: Any) -> None:
        self.folder, self.exchange = folder, exchange
        self.config: dict[str, Any] = configuration(folder, exchange.url)
        self.config["exchange"]["pair_whitelist"] = list(PAIRS)
        self.config["exchange"]["ccxt_config"]["timeout_on_exit"] = 0
        self.config.update({"strategy": "AgentBridgeStrategy", "strategy_path": str(BRIDGE), **config})
        (folder / "user_data").mkdir(exist_ok=True)
        self.channel = FileChannel(folder / "signals")
        self.close = wait_for_room(30)
        self.freqtrade: Any = None

    @property
    def strategy(self) -> Any:
        return self.freqtrade.strategy

    @property
    def bridge(self) -> Any:
        return self.strategy._ab_live

    def start(self) -> LiveBot:
        self.freqtrade = FreqtradeBot(self.effective())
        self.freqtrade.startup()
        return self

    def effective(self, mode: RunMode = RunMode.DRY_RUN) -> dict[str, Any]:
        """The configuration as Freqtrade builds it from a file and the environment."""
        path = self.folder / "config.json"
        path.write_text(json.dumps(self.config), encoding="utf-8")
        # A backtest in this process leaves them switched off.
        for table in (Trade, PairLocks, CustomDataWrapper):
            if table is not None:
                table.use_db = True
        arguments = {"config": [str(path)], "user_data_dir": str(self.folder / "user_data")}
        return Configuration(arguments, mode).get_config()

    def stop(self) -> None:
        """A clean shutdown; a second call does nothing."""
        if self.freqtrade is not None:
            freqtrade, self.freqtrade = self.freqtrade, None
            freqtrade.cleanup()
            Trade.session.remove()

    def restart(self) -> LiveBot:
        """A new bot and strategy on the same database: as after /reload_config, or after the end of a process."""
        self.stop()
        return self.start()

    def new_process(self) -> LiveBot:
        """As `restart`, but without the memory of the old process."""
        self.stop()
        startup._consumed.clear()
        return self.start()

    def loop(self, times: int = 1) -> None:
        for _ in range(times):
            self.freqtrade.process()

    def loop_until(self, condition: Callable[[], object], what: str, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"no {what} in {seconds} s"
            self.loop()
            time.sleep(0.05)

    def publish(self, number: int = 1, pair: str = PAIR, **fields: Any) -> None:
        """Publishes a signal of the last closed candle and waits until the feed has it."""
        known = self.bridge._feed.book.version
        self.channel.publish(a_signal(an_id(number), fields.pop("timestamp_ms", None) or self.close, pair, **fields))
        end = time.monotonic() + 120
        while self.bridge._feed.book.version == known:
            assert time.monotonic() < end, "the feed did not take the signal"
            time.sleep(0.02)

    def open_trade(self, number: int = 1, pair: str = PAIR, **fields: Any) -> Any:
        """Publishes a signal and runs one loop, in which it must open its trade."""
        self.publish(number, pair, **fields)
        self.loop()
        (trade,) = self.trades(pair, is_open=True)
        return trade

    def trades(self, pair: str | None = None, is_open: bool | None = None) -> list[Any]:
        return [trade for trade in Trade.get_trades([]) if pair in (None, trade.pair) and is_open in (None, trade.is_open)]

    def settle(self) -> None:
        """Waits until the journals' thread has written all lines."""
        if self.freqtrade is not None:
            assert self.bridge.journal.flush(60), "the journals' thread did not write"

    def actions(self) -> list[dict[str, Any]]:
        self.settle()
        files = sorted((self.folder / "decision_logs").glob("actions-*.jsonl"))
        return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").split("\n") if line]

    def codes(self, number: int = 1) -> list[str]:
        return [action["result"] for action in self.actions() if an_id(number) in action["input_refs"]]

    def rows(self) -> list[str]:
        self.settle()
        path = self.folder / "decision_logs" / "trade_results.csv"
        return path.read_text(encoding="utf-8").split("\n")[1:-1] if path.exists() else []


def broken(*arguments: object, **named: object) -> Any:
    raise RuntimeError("made to fail")


def with_host(bot: LiveBot, name: str, **config: Any) -> LiveBot:
    """The bot with a host strategy of the tests."""
    bot.config.update({"strategy": name, "strategy_path": str(HOSTS), **config})
    return bot


def feed_goes_down(bot: LiveBot) -> None:
    """From now on no read succeeds, and the last success is long ago."""
    bot.bridge._feed.stop()
    bot.bridge._feed._clock = lambda: time.monotonic() + 1000
