"""Files to which several processes, including C#, append whole lines: the same lock, the same repair of a torn last line.

The lock is flock(2) on `<file>.lock`. Before a CSV row is appended, the lock's file says `offset length\\n` and the bytes of the
row: a row that a crash cut inside its last number still reads as a row (1.25 becomes 1.2), and only this note distinguishes it from a
complete one without newline.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

try:
    import fcntl
except ImportError:  # Windows has no flock; there one process writes.
    fcntl = None  # type: ignore[assignment]

# The suffix of a second lock, which a process holds while it waits for the first.
NEXT = ".next"

LOCK_TIMEOUT_SEC = 5.0
_PAUSE_SEC = 0.001


class JournalError(Exception):
    """A file that can't be used; the message is one line and says what to do."""


class AppendSession:
    """A file held under its lock."""

    def __init__(self, path: str, lock: int, file: int) -> None:
        self._path = path
        self._lock = lock
        self._file = file

    @property
    def length(self) -> int:
        """Bytes of the file."""
        return os.fstat(self._file).st_size

    def read_from(self, offset: int) -> bytes:
        """The file's bytes from an offset to its end."""
        return _read(self._file, offset)

    def last_line_start(self) -> int:
        """The offset after the last newline; the file's length if it ends with one or is empty."""
        end = self.length
        while end > 0:
            start = max(0, end - 512)
            found = os.pread(self._file, end - start, start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
        return 0

    def is_cut_append(self, tail: bytes, tail_offset: int) -> bool:
        """Whether the file, whose last bytes are `tail`, ends in the middle of the append that was noted last."""
        note = _read(self._lock, 0)
        head, newline, announced = note.partition(b"\n")
        offset, _, length = head.partition(b" ")
        if not newline or not offset.isdigit() or not length.isdigit() or int(length) != len(announced):
            return False
        written = tail[int(offset) - tail_offset :] if tail_offset <= int(offset) < tail_offset + len(tail) else b""
        # If only the final newline is missing, the append is complete.
        return 0 < len(written) < len(announced) - 1 and announced.startswith(written)

    def announce(self, line: bytes) -> None:
        """Records the next append in the lock file."""
        note = b"%d %d\n%s" % (self.length, len(line), line)
        with named(self._path + ".lock"):
            _write(self._lock, note, 0)
            os.ftruncate(self._lock, len(note))

    def append(self, lines: bytes, flush: bool) -> None:
        """Appends whole lines, all or nothing: if the disk is full, a partial write is truncated again."""
        before = self.length
        with named(self._path):
            try:
                _write(self._file, lines, before)
                if flush:
                    os.fsync(self._file)
            except OSError:
                with suppress(OSError):
                    os.ftruncate(self._file, before)
                raise

    def flush(self) -> None:
        """Flushes the file to the device."""
        with named(self._path):
            os.fsync(self._file)

    def finish_line(self) -> None:
        """Adds the missing newline to a complete last line."""
        self.append(b"\n", flush=True)

    def move_to_torn(self, start: int) -> None:
        """Moves the bytes from `start` on to `<file>.torn`: first saved and flushed there, then truncated here."""
        line = self.read_from(start) + b"\n"
        with named(self._path + ".torn"):
            torn = os.open(self._path + ".torn", os.O_RDWR | os.O_CREAT, 0o644)
            try:
                held = _read(torn, 0)
                # After a kill between saving and truncating this runs twice; the bytes are saved only once.
                if not held.endswith(line):
                    _write(torn, line if not held or held.endswith(b"\n") else b"\n" + line, len(held))
                os.fsync(torn)
            finally:
                os.close(torn)
        flush_folder(os.path.dirname(self._path))
        with named(self._path):
            os.ftruncate(self._file, start)
            os.fsync(self._file)


@contextmanager
def open_session(path: str, timeout_sec: float = LOCK_TIMEOUT_SEC) -> Iterator[AppendSession]:
    """The file, created if missing, under its lock. Opened by its path each time, so that a folder removed meanwhile is an error."""
    with named(path + ".lock"):
        lock = os.open(path + ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _take(lock, path + ".lock", timeout_sec)
        with named(path):
            file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if os.fstat(file).st_size == 0:
                # Just created, or created by a process that ended before it could flush the folder.
                flush_folder(os.path.dirname(path))
            yield AppendSession(path, lock, file)
        finally:
            os.close(file)
    finally:
        os.close(lock)


def make_folder(folder: str) -> None:
    """Creates a folder if it is missing."""
    is_new = not os.path.isdir(folder)
    with named(folder):
        os.makedirs(folder, exist_ok=True)
    if is_new:
        flush_folder(os.path.dirname(os.path.abspath(folder)))


def flush_folder(folder: str) -> None:
    """Flushes a folder's entries to the device: a new file could otherwise be missing after a power failure."""
    if os.name == "nt":
        return  # NTFS journals its entries; a folder can't be flushed there.
    with named(folder):
        opened = os.open(folder or ".", os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextmanager
def named(path: str) -> Iterator[None]:
    """Converts an error of the operating system into a JournalError that names the path."""
    try:
        yield
    except OSError as error:
        raise JournalError(f"{path}: {error.strerror or error}") from error


def _take(lock: int, path: str, timeout_sec: float) -> None:
    """Takes the lock in turn.

    A process that writes without pause releases its lock only for moments, which one that polls now and then hardly ever sees. So
    a process that finds the lock taken takes a second one, `<lock>.next`, and keeps it until it has the first; if that file exists,
    every process takes it first. A writer that returns at once thus queues after the one that waited. C# does the same (LockWait).
    """
    if fcntl is None:
        return
    started = time.monotonic()

    def wait() -> None:
        if time.monotonic() - started > timeout_sec:
            raise JournalError(f"{path}: another process has held the lock for {timeout_sec:g} s; end it (lsof lists it) and start again")
        time.sleep(_PAUSE_SEC)

    if not os.path.exists(path + NEXT) and _try(lock):
        return
    with named(path + NEXT):
        turn = os.open(path + NEXT, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        while not _try(turn):
            wait()
        while not _try(lock):
            wait()
    finally:
        os.close(turn)


def _try(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: int, offset: int) -> bytes:
    parts = []
    while True:
        part = os.pread(file, 1 << 20, offset)
        if not part:
            return b"".join(parts)
        parts.append(part)
        offset += len(part)


def _write(file: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(file, view, offset)
        view = view[written:]
        offset += written
