"""One bot, one journal folder: `bot.lock` in it, held for as long as the bot lives."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress

from agent_bridge.journal.append_file import JournalError, fcntl, make_folder, named

FILE_NAME = "bot.lock"
WAIT_SEC = 1.0
"""A program that checks whether a bot is running holds the lock for a moment."""
_LONGEST = 4096


class FolderInUse(JournalError):
    """Another bot uses the folder. `has_our_trades`: its trades are in our database, so it protects them."""

    def __init__(self, text: str, has_our_trades: bool) -> None:
        super().__init__(text)
        self.has_our_trades = has_our_trades


class BotLock:
    """The lock of a folder; `release` or the end of the process frees it. The file stays."""

    def __init__(self, folder: str, bot: str, database: str) -> None:
        make_folder(folder)
        path = os.path.join(folder, FILE_NAME)
        with named(path):
            self._file = open(path, "a+b", buffering=0)  # noqa: SIM115
        try:
            self._take(folder, database)
            with named(path):
                self._file.truncate(0)
                self._file.write(json.dumps({"pid": os.getpid(), "bot": bot, "database": database}).encode() + b"\n")
        except BaseException:
            self._file.close()
            raise

    def release(self) -> None:
        """Frees the folder."""
        self._file.close()

    def _take(self, folder: str, database: str) -> None:
        if fcntl is None:
            return
        end = time.monotonic() + WAIT_SEC
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > end:
                    raise self._in_use(folder, database) from None
                time.sleep(0.01)

    def _in_use(self, folder: str, database: str) -> FolderInUse:
        holder: dict = {}
        with suppress(OSError, ValueError):
            self._file.seek(0)
            held = json.loads(self._file.read(_LONGEST))
            holder = held if isinstance(held, dict) else {}
        who = f"the bot {str(holder.get('bot'))[:60]!r} (process {str(holder.get('pid'))[:20]})" if holder else "another bot"
        text = f"{folder}: {who} uses this folder; one bot per folder: stop it, or give this bot another bot_name or journal_dir"
        return FolderInUse(text, bool(database) and holder.get("database") == database)
