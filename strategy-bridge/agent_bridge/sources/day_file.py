"""Follows one day's file of the file channel, which is appended to, replaced whole, or truncated after its last newline.

The position is identified by content: a writer that prunes replaces the file, perhaps under the same inode
number and with the same size. The last line that was read is searched in it, and the lines after it are new.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from io import FileIO
from pathlib import Path

from agent_bridge.sources.lines import PIECE, Lines
from agent_bridge.syntax import MAX_BYTES

_CHECKED = 2 * (MAX_BYTES + 1)
"""How many of the last bytes read must still be there for the bytes after them to count as new."""


class DayFile:
    """The reading position in a file."""

    def __init__(self, path: Path, most_bytes: int) -> None:
        self.skipped = 0
        self._path = path
        self._most_bytes = most_bytes
        self._inode = -1
        # The position after the last complete line, the bytes before it, and that line with its newline.
        self._position = 0
        self._before = b""
        self._last_line = b""
        # How far an incomplete line was read, and the bytes before that position.
        self._offset = 0
        self._tail = b""
        self._lines = Lines()
        self._search_from: int | None = None

    def read(self) -> Iterator[list[bytes]]:
        """New complete lines, a chunk at a time; may be stopped between two chunks, and the next call resumes there."""
        try:
            file = FileIO(self._path, opener=_open_at_once)
        except FileNotFoundError:
            return
        with file:
            # A pipe or a device with such a name is not a day's file: it may never end.
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                yield from self._read(file)

    def _read(self, file: FileIO) -> Iterator[list[bytes]]:
        status = os.fstat(file.fileno())
        if self._search_from is None or status.st_ino != self._inode:
            self._go_on_in(file, status.st_ino)
        self._inode = status.st_ino
        while self._search_from is not None:
            self._search(file, self._search_from)
            yield []
        self._skip_to(file, status.st_size)
        while True:
            piece = os.pread(file.fileno(), PIECE, self._offset)
            if not piece:
                return
            yield self._take(piece)

    def _go_on_in(self, file: FileIO, inode: int) -> None:
        """Determines whether the file is the one read before, or where else to resume."""
        self._search_from = None
        if inode == self._inode and _stands(file, self._tail, self._offset):
            return
        self._lines.reset()
        if inode == self._inode and _stands(file, self._before, self._position):
            # The bytes after the last newline were torn, and have been truncated.
            self._go_to(self._position, self._before)
        elif self._last_line:
            self._search_from = 0
        else:
            self._go_to(0, b"")

    def _search(self, file: FileIO, start: int) -> None:
        """Searches one chunk for the last line; chunks overlap, so that a line across their boundary is found."""
        wanted = self._last_line
        piece = os.pread(file.fileno(), PIECE + len(wanted), start)
        found = piece.find(wanted)
        # A line starts after a newline or at the start of the file: the end of a longer line is another line.
        while found > 0 and piece[found - 1] != 0x0A:
            found = piece.find(wanted, found + 1)
        if found == 0 and start > 0 and os.pread(file.fileno(), 1, start - 1) != b"\n":
            found = piece.find(b"\n" + wanted)
            found = found + 1 if found >= 0 else -1
        if found >= 0:
            self._go_to(start + found + len(wanted), wanted)
        elif len(piece) <= len(wanted):
            self._go_to(0, b"")
        else:
            self._search_from = start + len(piece) - len(wanted)
            return
        self._search_from = None

    def _skip_to(self, file: FileIO, size: int) -> None:
        """Skips everything farther from the end than all lines of a channel can be: foreign bytes without bound."""
        start = size - self._most_bytes
        if start <= self._offset:
            return
        self._lines.reset()
        # Up to the end of the line cut there.
        while True:
            piece = os.pread(file.fileno(), PIECE, start)
            end = piece.find(b"\n") + 1
            start += end or len(piece)
            if end or not piece:
                break
        self.skipped += start - self._offset
        self._go_to(start, os.pread(file.fileno(), min(start, _CHECKED), max(0, start - _CHECKED)))
        if not end:
            self._lines.begin_too_long()

    def _go_to(self, position: int, before: bytes) -> None:
        self._position = self._offset = position
        self._before = self._tail = before

    def _take(self, piece: bytes) -> list[bytes]:
        lines = self._lines.cut(piece)
        self._offset += len(piece)
        self._tail = (self._tail + piece)[-_CHECKED:]
        if lines:
            begun = self._lines.begun_length
            self._position = self._offset - begun
            self._before = self._tail[: len(self._tail) - begun] if begun < len(self._tail) else b""
            # A line that is too long is not kept whole, so it can't be searched for.
            self._last_line = next((line + b"\n" for line in reversed(lines) if 0 < len(line) <= MAX_BYTES), self._last_line)
        return lines


def _open_at_once(path: str, flags: int) -> int:
    """Opening a pipe would wait for a writer, and the bot with it."""
    return os.open(path, flags | os.O_NONBLOCK)


def _stands(file: FileIO, content: bytes, end: int) -> bool:
    """Whether the file has these bytes right before a position."""
    if not content:
        return end == 0
    return os.pread(file.fileno(), len(content), end - len(content)) == content
