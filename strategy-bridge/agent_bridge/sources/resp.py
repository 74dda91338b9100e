"""As much of Redis's protocol (RESP2) as a reader of one list needs, on the standard library."""

from __future__ import annotations

import socket
from typing import Any

_LONGEST_LINE = 64 * 1024
_LONGEST_BULK = 512 * 1024 * 1024


class RedisReplyError(Exception):
    """The server answered with an error."""


class RespClient:
    """One connection. Any method may raise OSError or RedisReplyError; the connection is of no use after an OSError."""

    def __init__(self, host: str, port: int, database: int, password: str | None, timeout: float) -> None:
        self._socket = socket.create_connection((host, port), timeout)
        self._file = self._socket.makefile("rb")
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if password:
                self.call(b"AUTH", password.encode())
            if database:
                self.call(b"SELECT", str(database).encode())
            self.call(b"PING")
        except BaseException:
            self.close()
            raise

    def call(self, *parts: bytes) -> Any:
        """The answer to one command."""
        request = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._socket.sendall(request)
        return self._answer()

    def lrange(self, name: str, start: int, stop: int) -> list[bytes]:
        """Elements of a list, `stop` included."""
        return self.call(b"LRANGE", name.encode(), str(start).encode(), str(stop).encode())

    def close(self) -> None:
        """Ends the connection."""
        self._file.close()
        self._socket.close()

    def _answer(self) -> Any:
        line = self._file.readline(_LONGEST_LINE)
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the connection ended in the middle of an answer")
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return rest
        if kind == b"-":
            raise RedisReplyError(rest.decode("utf-8", "replace"))
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return self._bulk(_size(rest))
        if kind == b"*":
            return [self._answer() for _ in range(max(0, _size(rest)))]
        raise ConnectionError("the answer is not RESP: is this a Redis server?")

    def _bulk(self, length: int) -> bytes | None:
        if length < 0:
            return None
        data = self._file.read(length + 2)
        if len(data) != length + 2:
            raise ConnectionError("the connection ended in the middle of an answer")
        return data[:-2]


def _size(text: bytes) -> int:
    try:
        size = int(text)
    except ValueError:
        raise ConnectionError("the answer is not RESP: is this a Redis server?") from None
    if size > _LONGEST_BULK:
        raise ConnectionError("the answer is larger than Redis allows")
    return size
