"""One bot, one journal folder: a second one is refused at the start, and the folder of a killed bot is free again."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import BRIDGE

pytest.importorskip("freqtrade")

from freqtrade.exceptions import OperationalException  # noqa: E402
from live_bot import LiveBot  # noqa: E402

from agent_bridge.journal.append_file import JournalError  # noqa: E402
from agent_bridge.journal.bot_lock import FILE_NAME, BotLock, FolderInUse  # noqa: E402
from agent_bridge.journal.results import TradeResults  # noqa: E402
from agent_bridge.settings import load_settings  # noqa: E402
from agent_bridge.startup import open_bridge  # noqa: E402

pytestmark = pytest.mark.interpreter


def second(bot: LiveBot, **config: Any) -> dict[str, Any]:
    """The configuration of another bot in the same folder."""
    return {**bot.freqtrade.config, "bot_name": "second", **config}


def test_second_bot_is_refused_in_one_line_and_the_first_goes_on(bot: LiveBot) -> None:
    trade = bot.start().open_trade()
    database = f"sqlite:///{bot.folder / 'another.sqlite'}"
    words = f"^agentbridge: journal_dir: .*the bot 'test' \\(process {os.getpid()}\\) uses this folder"
    with pytest.raises(OperationalException, match=words) as caught:
        open_bridge(second(bot, db_url=database))
    assert "\n" not in str(caught.value) and "bot_name" in str(caught.value)
    bot.exchange.prices[trade.pair] = 94.0
    bot.loop(2)
    assert trade.exit_reason == "stop_loss" and len(bot.rows()) == 1

    # The folder is free when the first bot has ended.
    bot.config["bot_name"] = "again"
    bot.restart().loop()
    assert json.loads((bot.folder / "decision_logs" / FILE_NAME).read_text())["bot"] == "again"


def test_second_bot_on_the_same_trades_does_not_even_guard_but_one_with_its_own_trades_does(bot: LiveBot, tmp_path: Path) -> None:
    bot.start().open_trade()
    with pytest.raises(OperationalException, match="it guards the trades of the same database$"):
        open_bridge(second(bot))
    # The same trades under another name: according to the lock, another bot's database.
    copy = tmp_path / "copy.sqlite"
    copy.symlink_to(tmp_path / "trades.sqlite")
    guard = open_bridge(second(bot, db_url=f"sqlite:///{copy}"))
    assert "uses this folder" in guard.guard_only and guard.blocked() == guard.guard_only
    guard.stop()
    with pytest.raises(FolderInUse):
        BotLock(str(tmp_path / "decision_logs"), "third", "")


def test_bot_that_was_killed_leaves_the_folder_free(tmp_path: Path) -> None:
    script = (
        "import sys, time; from agent_bridge.journal.bot_lock import BotLock;"
        " lock = BotLock(sys.argv[1], 'child', ''); print('held', flush=True); time.sleep(600)"
    )
    environment = {**os.environ, "PYTHONPATH": str(BRIDGE)}
    child = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], env=environment, stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None and child.stdout.readline() == b"held\n"
        with pytest.raises(FolderInUse, match="the bot 'child'"):
            BotLock(str(tmp_path), "second", "")
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    BotLock(str(tmp_path), "second", "").release()


def test_content_of_the_lock_file_is_not_trusted(tmp_path: Path) -> None:
    held = BotLock(str(tmp_path), "first", "x")
    for content in (b"", b"[1]\n", b"\x00" * 100_000, b'{"bot": "\\u001b[2J' + b"y" * 5000):
        (tmp_path / FILE_NAME).write_bytes(content)
        with pytest.raises(FolderInUse, match="one bot per folder") as caught:
            BotLock(str(tmp_path), "second", "x")
        assert "\x1b" not in str(caught.value) and len(str(caught.value)) < 400 + len(str(tmp_path))
    held.release()
    (tmp_path / "file").write_text("")
    with pytest.raises(JournalError):
        BotLock(str(tmp_path / "file"), "first", "x")


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("freqtrade", "freqtrade"), ("my bot/1", "my_bot_1"), ("..", "freqtrade"), ("../../etc", "_.._etc"), ("", "freqtrade"),
        (None, "freqtrade"),
        ("archive", "archive_"), (7, "7"), ("ü" * 300, "_" * 60),
    ],
)
def test_default_folder_is_that_of_the_bot(name: Any, folder: str) -> None:
    settings = load_settings({"bot_name": name, "agentbridge": {"source": "file", "file": "x"}})
    assert settings.journal_dir == f"decision_logs/{folder}"
    assert load_settings({"bot_name": name, "agentbridge": {"source": "file", "file": "x", "journal_dir": "mine"}}).journal_dir == "mine"


def test_directory_entry_of_a_new_journal_is_on_the_device(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[str] = []
    real = os.fsync

    def watched(file: int) -> None:
        if stat.S_ISDIR(os.fstat(file).st_mode):
            flushed.append(os.readlink(f"/proc/self/fd/{file}"))
        real(file)

    monkeypatch.setattr(os, "fsync", watched)
    TradeResults(str(tmp_path / "journals"))
    assert flushed == [str(tmp_path), str(tmp_path / "journals")]
    TradeResults(str(tmp_path / "journals"))
    assert len(flushed) == 2
