"""The part of Redis's protocol (RESP2) that a reader of one list needs, on the standard library. Memory is bounded for any input."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from typing import Any

ANSWER_SEC = 10.0
_LONGEST_LINE = 64 * 1024
_LONGEST_TEXT = 1024 * 1024
_MOST_ITEMS = 1024 * 1024
_DEEPEST = 8
_PIECE = 64 * 1024


class RedisReplyError(Exception):
    """The server answered with an error, which is the text."""


class NotRedisError(Exception):
    """The peer is not a usable Redis server; the text says what it is."""


class RespClient:
    """
    One connection. Any method may raise OSError, EOFError, RedisReplyError or NotRedisError; after a RedisReplyError the connection
    is still usable. Each wait for bytes lasts at most `timeout` seconds, a whole answer at most `ANSWER_SEC`.
    """

    def __init__(self, host: str, port: int, database: int, password: str | None, timeout: float) -> None:
        self.host = host
        self._socket = socket.create_connection((host, port), timeout)
        self._file = self._socket.makefile("rb")
        self._end = 0.0
        try:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if password:
                self.call(b"AUTH", password.encode())
            if database:
                self.call(b"SELECT", str(database).encode())
            self._refuse_sentinel()
            self.call(b"PING")
        except BaseException:
            self.close()
            raise

    def call(self, *parts: bytes, longest: int | None = None) -> Any:
        """The answer to one command. Of texts over `longest` bytes only one byte more than that is kept; the rest is skipped."""
        request = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._end = time.monotonic() + ANSWER_SEC
        # A server that has already closed may have sent the reason: that is read next, or fails in turn.
        with suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(request)
        return self._answer(longest, 0)

    def lrange(self, name: str, start: int, stop: int, longest: int | None = None) -> list[bytes]:
        """Elements of a list, `stop` included."""
        found = self.call(b"LRANGE", name.encode(), str(start).encode(), str(stop).encode(), longest=longest)
        if not isinstance(found, list) or not all(isinstance(each, bytes) for each in found):
            raise NotRedisError("answers, but not as Redis does: is it a Redis server without TLS?")
        return found

    def close(self) -> None:
        """Closes the connection."""
        self._file.close()
        self._socket.close()

    def _refuse_sentinel(self) -> None:
        try:
            hello = self.call(b"HELLO")
        except RedisReplyError as error:
            # Redis before version 6 has no HELLO, and some proxies do not support it.
            if "unknown command" not in str(error).lower() and not str(error).startswith("NOPERM"):
                raise
            return
        if isinstance(hello, list) and b"mode" in hello and hello[hello.index(b"mode") + 1 :][:1] == [b"sentinel"]:
            raise NotRedisError("is a Sentinel, which is not supported: configure the master's own host and port")

    def _answer(self, longest: int | None, depth: int) -> Any:
        line = self._file.readline(_LONGEST_LINE)
        kind, rest = line[:1], line[1:-2]
        if not line:
            raise EOFError("the connection ended without an answer")
        if kind not in b"+-:$*" or (len(line) == _LONGEST_LINE and not line.endswith(b"\n")):
            raise NotRedisError("answers, but not as Redis does: is it a Redis server without TLS?")
        if not line.endswith(b"\r\n"):
            raise EOFError("the connection ended in the middle of an answer")
        if kind == b"+":
            return rest
        if kind == b"-":
            raise RedisReplyError(rest.decode("utf-8", "replace"))
        if kind == b":":
            return _number(rest)
        if kind == b"$":
            return self._bulk(_number(rest), longest)
        count = _number(rest)
        if count > _MOST_ITEMS or depth == _DEEPEST:
            raise NotRedisError("answers with more than was asked for")
        return [self._answer(longest, depth + 1) for _ in range(max(0, count))]

    def _bulk(self, length: int, longest: int | None) -> bytes | None:
        if length < 0:
            return None
        if longest is None and length > _LONGEST_TEXT:
            raise NotRedisError("answers with more than was asked for")
        kept = length if longest is None else min(length, longest + 1)
        data = self._read(kept)
        left = length - kept
        while left:
            left -= len(self._read(min(left, _PIECE)))
        self._read(2)
        return data

    def _read(self, length: int) -> bytes:
        if time.monotonic() > self._end:
            raise TimeoutError("timed out")
        data = self._file.read(length)
        if len(data) != length:
            raise EOFError("the connection ended in the middle of an answer")
        return data


def _number(text: bytes) -> int:
    try:
        return int(text)
    except ValueError:
        raise NotRedisError("answers, but not as Redis does: is it a Redis server without TLS?") from None
