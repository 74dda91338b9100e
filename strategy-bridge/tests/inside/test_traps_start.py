"""Faults at the start and while running, on a real bot: the start ends with one line, or, with an open bridge trade, only guards it."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from built import built
from channels import RedisServer
from conftest import BRIDGE
from exchange import Exchange
from samples import a_signal, an_id

pytest.importorskip("freqtrade")

from freqtrade.exceptions import OperationalException  # noqa: E402
from freqtrade.worker import Worker  # noqa: E402
from live_bot import PAIR, LiveBot  # noqa: E402

from agent_bridge.settings import load_settings  # noqa: E402

pytestmark = pytest.mark.interpreter

def section(**settings: object) -> Callable[[Path, dict], object]:
    return lambda folder, usual: {**usual, **settings}


def channel_that_is_a_file(folder: Path, usual: dict) -> dict:
    (folder / "one.jsonl").write_text("", encoding="utf-8")
    return {**usual, "file": str(folder / "one.jsonl")}


def journal_that_is_a_file(folder: Path, usual: dict) -> dict:
    (folder / "one.txt").write_text("", encoding="utf-8")
    return {**usual, "journal_dir": str(folder / "one.txt")}


def runtime_missing(folder: Path, usual: dict) -> dict:
    (folder / "nothing").mkdir()
    dll = str(built("AgentBridge.Native", "AgentBridge.Native.dll", "BRIDGE_NATIVE_ASSEMBLY"))
    return {**usual, "source": "clr", "assembly": dll, "dotnet_root": str(folder / "nothing")}


# The change to the section, and words of the line.
FAULTS: dict[str, tuple[Callable[[Path, dict], object], str]] = {
    "no-section": (lambda folder, usual: "redis", "must be a section with settings, not str"),
    "misspelt": (section(sorce="file"), "did you mean source"),
    "out-of-range": (section(max_age_sec=0), "from 1 to 604800"),
    "redis-unreachable": (section(source="redis", redis_url="redis://:hidden-secret@127.0.0.1:1/0"), "can't be reached: is it running"),
    "file-is-no-folder": (channel_that_is_a_file, "a running bot follows the folder of a file channel"),
    "folder-of-folder-missing": (lambda folder, usual: {**usual, "file": str(folder / "none" / "signals")}, "is missing"),
    "journal-is-a-file": (journal_that_is_a_file, "journal_dir: "),
    "assembly-missing": (section(source="clr", assembly="nowhere/AgentBridge.Native.dll"), "there is no such file; build it"),
    "runtime-missing": (runtime_missing, "there is no .NET .* runtime in it"),
}


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def with_trades(tmp_path_factory: pytest.TempPathFactory, exchange: Exchange) -> Path:
    """The folder of a bot that ended with two open bridge trades."""
    folder = tmp_path_factory.mktemp("trades")
    made = LiveBot(folder, exchange).start()
    made.open_trade()
    made.open_trade(2, "ETH/USDT")
    made.stop()
    return folder


@pytest.fixture
def guarded(bot: LiveBot, with_trades: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveBot]:
    """A bot, not started, whose database holds the two trades."""
    shutil.copytree(with_trades, bot.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("signals", "decision_logs"))
    monkeypatch.chdir(bot.folder)
    yield bot


def made_faulty(bot: LiveBot, fault: str) -> str:
    make, words = FAULTS[fault]
    bot.config["agentbridge"] = make(bot.folder, bot.config["agentbridge"])
    return words


def test_fault_without_a_trade_ends_the_start_in_one_line(bot: LiveBot, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(bot.folder)
    words = made_faulty(bot, fault)
    with pytest.raises(OperationalException, match=f"^agentbridge: .*{words}") as caught:
        bot.start()
    assert "\n" not in str(caught.value) and "hidden-secret" not in str(caught.value)
    assert not (bot.folder / "trades.sqlite").exists()


def test_setting_that_the_source_does_not_use_is_reported(bot: LiveBot, caplog: pytest.LogCaptureFixture) -> None:
    bot.config["agentbridge"]["strategy"] = {"name": "ema-cross"}
    bot.start()
    assert "strategy is not used: signals of the source file" in caplog.text


def test_fault_with_open_trades_guards_them_and_opens_nothing(guarded: LiveBot, fault: str, caplog: pytest.LogCaptureFixture) -> None:
    words = made_faulty(guarded, fault)
    guards_and_opens_nothing(guarded, caplog)
    (message,) = [record.getMessage() for record in caplog.records if "guard-only, because a trade of ours is open" in record.getMessage()]
    assert re.search(words, message) and "hidden-secret" not in caplog.text
    if fault != "journal-is-a-file":
        guarded.settle()
        # Without a section, the folder is that of the bot's name.
        named = "test" if fault == "no-section" else ""
        journal = guarded.folder / "decision_logs" / named / "trade_results.csv"
        assert len(journal.read_text(encoding="utf-8").split("\n")) == 4


def guards_and_opens_nothing(bot: LiveBot, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        bot.start()
        bot.channel.publish(a_signal(an_id(3), bot.close, "XRP/USDT"))
        bot.loop(3)
    assert {trade.pair: trade.stop_loss for trade in bot.trades()} == {PAIR: 95.0, "ETH/USDT": 95.0}
    assert sum("no entries: " in record.getMessage() for record in caplog.records) == 1
    bot.exchange.prices.update({PAIR: 94.0, "ETH/USDT": 103.2})
    bot.loop(2)
    assert {trade.pair: trade.exit_reason for trade in bot.trades()} == {PAIR: "stop_loss", "ETH/USDT": "tp1"}


def test_wrong_password_is_named_and_not_shown(guarded: LiveBot, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    server = RedisServer(tmp_path, password="right-secret")
    try:
        guarded.config["agentbridge"].update(source="redis", redis_url=f"redis://:wrong-secret@127.0.0.1:{server.port}/0")
        database = guarded.config["db_url"]
        guarded.config["db_url"] = f"sqlite:///{tmp_path / 'empty.sqlite'}"
        with pytest.raises(OperationalException, match="^agentbridge: .*refuses the password") as caught:
            guarded.start()
        guarded.config["db_url"] = database
        guards_and_opens_nothing(guarded, caplog)
        assert "refuses the password" in caplog.text
        assert "wrong-secret" not in caplog.text + str(caught.value)
    finally:
        server.kill()


def test_feed_lost_later_opens_nothing_until_it_is_back(bot: LiveBot, exchange: Exchange, caplog: pytest.LogCaptureFixture) -> None:
    bot.config["agentbridge"]["feed_timeout_sec"] = 1
    trade = bot.start().open_trade()
    away = bot.folder / "away"
    bot.channel.folder.rename(away)
    with caplog.at_level(logging.WARNING):
        bot.loop_until(bot.bridge._feed.is_down, "feed that is down")
        bot.loop(2)
    assert sum("no entries: the feed is down" in record.getMessage() for record in caplog.records) == 1
    exchange.prices[PAIR] = 103.2
    bot.loop()
    assert trade.exit_reason == "tp1"
    away.rename(bot.channel.folder)
    bot.loop_until(lambda: not bot.bridge._feed.is_down(), "feed that is back")
    bot.open_trade(2, "ETH/USDT")


def test_damaged_assembly_ends_the_start_or_guards(guarded: LiveBot, assembly: Path) -> None:
    folder = guarded.folder / "lib"
    shutil.copytree(assembly.parent, folder)
    (folder / assembly.name).write_bytes(assembly.read_bytes()[:2000])
    guarded.config["agentbridge"].update(source="clr", assembly=str(folder / assembly.name))
    guarded.exchange.prices.update({PAIR: 94.0, "ETH/USDT": 103.2})
    # A separate process, because a loaded runtime stays in it.
    child = str(Path(__file__).with_name("damaged_child.py"))
    done = subprocess.run(
        [sys.executable, "-B", child, json.dumps(guarded.config), str(guarded.folder)], capture_output=True, text=True, timeout=300,
        check=False, cwd=guarded.folder, env={**os.environ, "PYTHONPATH": os.pathsep.join([str(BRIDGE), str(BRIDGE / "tests")])},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found = json.loads(done.stdout.strip().split("\n")[-1])
    assert found["refused"].startswith("agentbridge: ") and "it is damaged" in found["refused"] and "\n" not in found["refused"]
    assert "it is damaged" in found["blocked"]
    assert found["exits"] == {PAIR: "stop_loss", "ETH/USDT": "tp1"}


def test_reload_creates_a_new_strategy_with_the_knowledge_of_the_old_one(bot: LiveBot, exchange: Exchange) -> None:
    config = bot.effective()
    worker = Worker({"config": [str(bot.folder / "config.json")], "user_data_dir": str(bot.folder / "user_data")}, config)
    bot.freqtrade = worker.freqtrade
    old = bot.strategy
    bot.open_trade()
    bot.loop()
    # Confirmed, but the entry never became a trade: used nevertheless.
    bot.publish(2, "ETH/USDT")
    assert old.confirm_trade_entry(
        "ETH/USDT", "market", 1.0, 100.0, "GTC", None, f"ab1|{an_id(2)}|e=100|sl=95|tp1=103|tp2=110|cap=0.05", "long"
    )

    worker._reconfigure()
    bot.freqtrade = worker.freqtrade
    bot.loop(2)
    assert bot.strategy is not old and len(bot.trades()) == 1
    assert bot.codes() == ["CONFIRMED", "OPENED", "STOP_SET", "RECOVERED"]

    # With the trade open, a section broken meanwhile does not end the bot.
    bot.config["agentbridge"]["sorce"] = "file"
    bot.effective()
    worker._reconfigure()
    bot.freqtrade = worker.freqtrade
    exchange.prices[PAIR] = 103.2
    bot.loop(2)
    assert "did you mean source" in bot.bridge.guard_only and bot.trades()[0].exit_reason == "tp1"
    with pytest.raises(OperationalException, match="^agentbridge: sorce is not a setting"):
        worker._reconfigure()


def test_environment_reaches_the_section_with_freqtrades_types(bot: LiveBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def settings(**values: str) -> object:
        for name, value in values.items():
            monkeypatch.setenv(f"FREQTRADE__AGENTBRIDGE__{name}", value)
        return load_settings(bot.effective())

    found = settings(LIST="12345", MAX_AGE_SEC="300", MAX_ENTRY_SLIPPAGE_R="0.5", RISK__MIN_RR="1.5", REDIS_URL="redis://:12345@h:6379/0")
    assert found.problems == ()
    assert (found.list, found.max_age_sec, found.max_entry_slippage_r, found.risk) == ("12345", 300, 0.5, {"min_rr": 1.5})
    assert found.redis_url.password.reveal() == "12345" and "12345" not in str(found.redis_url)
    # One release converts this text to a list and the other does not; neither is a name.
    (problem,) = settings(LIST='["a", "b"]').problems
    assert problem.startswith("list=")
    (problem,) = settings(LIST="signals", MAX_AGE_SEC="true").problems
    assert problem.startswith("max_age_sec=true: expected a whole number from 1 to 604800")


def test_refusal_by_freqtrade_itself_inside_a_callback_does_not_stop_the_bot(
    bot: LiveBot, exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade = bot.start().open_trade()

    def refuse(*arguments: object, **named: object) -> None:
        raise OperationalException("made to fail")

    for name in ("_ab_place", "_ab_look_at_trades", "_ab_confirm", "_ab_mark_last"):
        monkeypatch.setattr(type(bot.strategy), name, refuse)
    bot.publish(2, "ETH/USDT")
    bot.loop(2)
    assert len(bot.trades()) == 1
    exchange.prices[PAIR] = 94.0
    bot.loop()
    assert trade.exit_reason == "stop_loss"
