"""Publishers for tests: a file channel that follows the protocol, and a private redis-server."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

import pytest
from samples import message_of

from agent_bridge.signal import TradingSignal
from agent_bridge.sources.resp import RedisReplyError, RespClient


class FileChannel:
    """A writer of the file channel: a whole line in one write, under the folder's lock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)

    def publish(self, signal: TradingSignal) -> None:
        day = datetime.fromtimestamp(signal.timestamp_ms / 1000, timezone.utc)
        self._append(f"signals-{day:%Y%m%d}.jsonl", message_of(signal))

    def publish_bytes(self, message: bytes) -> None:
        self._append(f"signals-{datetime.now(timezone.utc):%Y%m%d}.jsonl", message)

    def remove(self) -> None:
        for path in self.folder.glob("signals-*"):
            path.unlink()

    def _append(self, name: str, message: bytes) -> None:
        with (self.folder / ".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            file = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            os.write(file, message + b"\n")
            os.fsync(file)
            os.close(file)


def a_free_port() -> int:
    """A port below the ephemeral range: no connection takes it while the server is down."""
    while True:
        port = random.SystemRandom().randrange(15_000, 30_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class RedisServer:
    """A redis-server on a free loopback port, in its own folder; skips the test if redis-server is not installed."""

    def __init__(self, folder: Path, password: str | None = None, options: Sequence[str] = ()) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("redis-server is not installed")
        self._program, self._folder, self.password, self._options = program, folder, password, options
        self.process: subprocess.Popen | None = None
        self.port = 0
        for _ in range(20):
            self.port = a_free_port()
            try:
                self.start()
                return
            except OSError:
                # Another process took the port meanwhile.
                self.kill()
        pytest.fail("redis-server starts on none of 20 ports")

    @property
    def url(self) -> str:
        secret = f":{self.password}@" if self.password else ""
        return f"redis://{secret}127.0.0.1:{self.port}/0"

    def start(self) -> None:
        arguments = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        arguments += self._options
        if self.password:
            arguments += ["--requirepass", self.password]
        self.process = subprocess.Popen([self._program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 300
        while not self._answers():
            if self.process.poll() is not None:
                raise OSError(f"redis-server ended with {self.process.returncode}")
            assert time.monotonic() < end, "redis-server does not answer"
            time.sleep(0.05)

    def _answers(self) -> bool:
        """Whether this server answers, and not another one on the same port."""
        try:
            client = self.client()
            info = client.call(b"INFO", b"server")
            client.close()
        except (OSError, EOFError, RedisReplyError):
            return False
        return self.process is not None and b"process_id:%d\r" % self.process.pid in info

    def client(self) -> RespClient:
        return RespClient("127.0.0.1", self.port, 0, self.password, 60)

    def push(self, *messages: bytes, name: bytes = b"signals") -> None:
        client = self.client()
        client.call(b"LPUSH", name, *messages)
        client.close()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None
