"""Signals from the file channel: a folder with one file per day, `signals-YYYYMMDD.jsonl`, one message per line.

A reader takes no lock: complete lines never change in place, files are only appended to, replaced whole, or deleted.
Bytes after the last newline are being written, or torn: they are not a line yet.
"""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from agent_bridge.sources.base import SourceError
from agent_bridge.sources.day_file import DayFile
from agent_bridge.syntax import MAX_BYTES

logger = logging.getLogger(__name__)

SIGNALS_MAX = 1000
MESSAGES_A_READ = 500
"""The maximum number of messages of one read, and of one day's file within it."""
SECONDS_A_DAY = 0.02
"""The maximum time for one day's file within one read."""
_DAY = re.compile(r"signals-([0-9]{4})([0-9]{2})([0-9]{2})\.jsonl")
_KEPT_DAYS = 8
_SAID_EVERY_SEC = 60.0


def day_files(folder: Path) -> list[Path]:
    """The channel's files in a folder, the oldest day first; without names that have no date, and without anything but files."""
    days = [(day, path) for path in folder.iterdir() if (day := _day_of(path.name)) is not None and path.is_file()]
    return [path for _, path in sorted(days)]


def _last_day() -> date:
    """The last day that may have decisions: one may be a few seconds ahead of this machine's clock."""
    return (datetime.now(timezone.utc) + timedelta(minutes=1)).date()


class FileSource:
    """Follows the folder of a file channel that keeps at most `signals_max` messages."""

    def __init__(self, folder: str, signals_max: int = SIGNALS_MAX, last_day: Callable[[], date] = _last_day) -> None:
        self._folder = Path(folder)
        self._most_bytes = signals_max * (MAX_BYTES + 1)
        self._last_day = last_day
        self._was_there = False
        self._days: dict[str, DayFile] = {}
        self._waiting: deque[bytes] = deque()
        self._is_behind = False
        self._skipped = 0
        self._said = -_SAID_EVERY_SEC

    @property
    def is_behind(self) -> bool:
        """Whether the last read stopped before the end; the next one continues."""
        return self._is_behind

    def read(self) -> list[bytes]:
        try:
            self._read()
        except OSError as error:
            raise SourceError(f"file channel: {self._folder}: {error.strerror or error}") from None
        messages = [self._waiting.popleft() for _ in range(min(MESSAGES_A_READ, len(self._waiting)))]
        self._is_behind = self._is_behind or bool(self._waiting)
        return messages

    def close(self) -> None:
        self._days.clear()
        self._waiting.clear()

    def _read(self) -> None:
        self._is_behind = False
        if not self._folder.is_dir():
            self._check_absence()
            return
        self._was_there = True
        if self._waiting:
            # The files are read again once these have been taken.
            self._is_behind = True
            return
        # A later day can't have decisions: such names must not displace today's.
        last = self._last_day()
        days = [path for path in day_files(self._folder) if (_day_of(path.name) or last) <= last][-_KEPT_DAYS:]
        self._days = {path.name: self._days.get(path.name) or DayFile(path, self._most_bytes) for path in days}
        for day in self._days.values():
            self._read_day(day)
        self._log_skipped()

    def _read_day(self, day: DayFile) -> None:
        began, count = time.monotonic(), 0
        for lines in day.read():
            self._waiting.extend(lines)
            count += len(lines)
            if count >= MESSAGES_A_READ or time.monotonic() - began > SECONDS_A_DAY:
                self._is_behind = True
                return

    def _log_skipped(self) -> None:
        skipped = sum(day.skipped for day in self._days.values())
        now = time.monotonic()
        if skipped > self._skipped and now - self._said >= _SAID_EVERY_SEC:
            logger.warning("agentbridge: file channel: more than a channel may contain; skipped %d bytes so far", skipped)
            self._skipped, self._said = skipped, now

    def _check_absence(self) -> None:
        if self._folder.exists():
            raise SourceError(f"file channel: {self._folder} is a file, not a folder")
        if self._was_there:
            raise SourceError(f"file channel: the folder {self._folder} is gone; restore it or restart")
        # The first publication creates the folder, but not its parent.
        if not self._folder.absolute().parent.is_dir():
            raise SourceError(f"file channel: {self._folder} can't be created: its parent folder is missing")


def _day_of(name: str) -> date | None:
    match = _DAY.fullmatch(name)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
