"""Signals from the file channel: a folder with one file a day, `signals-YYYYMMDD.jsonl`, one message a line.

A reader takes no lock: complete lines never change in place, files are only appended to, replaced whole, or deleted.
What follows the last newline is being written, or torn: it is no line yet.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import BinaryIO

from agent_bridge.sources.base import SourceError
from agent_bridge.syntax import MAX_BYTES

_DAY = re.compile(r"signals-[0-9]{8}\.jsonl")
_KEPT_DAYS = 8


def day_files(folder: Path) -> list[Path]:
    """The channel's files in a folder, the oldest day first."""
    return sorted(path for path in folder.iterdir() if _DAY.fullmatch(path.name))


def complete_lines(data: bytes) -> list[bytes]:
    """The lines that end in a newline, without it; of one that is too long only as much as shows that."""
    end = data.rfind(b"\n") + 1
    return [line[: MAX_BYTES + 1] for line in data[:end].split(b"\n")[:-1]]


class FileSource:
    """Follows the folder of a file channel."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._was_there = False
        self._read_to: dict[str, tuple[int, int]] = {}

    def read(self) -> list[bytes]:
        try:
            return self._read()
        except OSError as error:
            raise SourceError(f"file channel: {self._folder}: {error.strerror or error}") from None

    def close(self) -> None:
        self._read_to.clear()

    def _read(self) -> list[bytes]:
        if not self._folder.is_dir():
            self._check_absence()
            return []
        self._was_there = True
        messages: list[bytes] = []
        days = day_files(self._folder)[-_KEPT_DAYS:]
        for path in days:
            messages += self._read_day(path)
        for gone in set(self._read_to) - {path.name for path in days}:
            del self._read_to[gone]
        return messages

    def _check_absence(self) -> None:
        if self._folder.exists():
            raise SourceError(f"file channel: {self._folder} is a file, not a folder")
        if self._was_there:
            raise SourceError(f"file channel: the folder {self._folder} is gone; put it back or start anew")
        # The first publication makes the folder, but not the one that holds it.
        if not self._folder.absolute().parent.is_dir():
            raise SourceError(f"file channel: {self._folder} can't be there: the folder that should hold it is missing")

    def _read_day(self, path: Path) -> list[bytes]:
        try:
            with path.open("rb") as file:
                number = _identity(file)
                held, position = self._read_to.get(path.name, (number, 0))
                # Another file took its place, or it was cut: the book knows what it has seen.
                start = position if held == number and position <= file.seek(0, 2) else 0
                file.seek(start)
                data = file.read()
        except FileNotFoundError:
            return []
        self._read_to[path.name] = (number, start + data.rfind(b"\n") + 1)
        return complete_lines(data)


def _identity(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_ino
