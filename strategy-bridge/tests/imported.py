"""Freqtrade processes without the import: one process of each Python imports Freqtrade once and forks for every start."""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

CHILD = Path(__file__).with_name("imported_child.py")
_of: dict[str, Imported] = {}


class ForkedProcess:
    """A process of `Imported`, with what the tests use of a `subprocess.Popen`."""

    def __init__(self, arguments: list[str], connection: socket.socket) -> None:
        self.args = arguments
        self.returncode: int | None = None
        self._connection = connection
        self._unread = b""
        self.pid: int = self._answer(None)["pid"]

    def poll(self) -> int | None:
        if self.returncode is None:
            self._take(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self._take(timeout)
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _take(self, timeout: float | None) -> None:
        found = self._answer(timeout)
        if found is not None:
            self.returncode = found["returncode"]
            self._connection.close()

    def _answer(self, timeout: float | None) -> dict | None:
        """The next line; nothing if none comes in time."""
        end = None if timeout is None else time.monotonic() + timeout
        while b"\n" not in self._unread:
            left = None if end is None else max(0, end - time.monotonic())
            if not select.select([self._connection], [], [], left)[0]:
                return None
            read = self._connection.recv(4096)
            assert read, "the process that has imported Freqtrade ended"
            self._unread += read
        line, _, self._unread = self._unread.partition(b"\n")
        return json.loads(line)


class Imported:
    """The process of one Python that has imported its Freqtrade."""

    def __init__(self, python: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="agent-bridge-imported-")
        self._place = str(Path(self._folder.name) / "socket")
        # In a session of its own: the keyboard's Ctrl+C ends the tests, and they end it.
        self._process = subprocess.Popen(
            [python, "-B", str(CHILD), self._place], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
            cwd=self._folder.name, env={**os.environ, "COLUMNS": "4000", "TZ": "UTC"},
        )
        assert self._process.stdout.readline() == b"ready\n", f"{python} can't import Freqtrade"  # type: ignore[union-attr]
        atexit.register(self.close)

    def start(self, arguments: list[str], folder: Path, environment: dict[str, str], output: IO[bytes], errors: IO[bytes]) -> ForkedProcess:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self._place)
        request = json.dumps({"arguments": arguments, "folder": str(folder), "environment": environment}).encode() + b"\n"
        sent = socket.send_fds(connection, [request], [output.fileno(), errors.fileno()])
        connection.sendall(request[sent:])
        return ForkedProcess(arguments, connection)

    def close(self) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]
        self._folder.cleanup()


def imported(python: str) -> Imported:
    if python not in _of:
        _of[python] = Imported(python)
    return _of[python]
