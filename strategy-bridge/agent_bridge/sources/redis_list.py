"""A Redis list: at the configured server, or at the server of its cluster that holds it."""

from __future__ import annotations

import re
import socket

from agent_bridge.redis_url import RedisAddress, is_host
from agent_bridge.sources.resp import NotRedisError, RedisReplyError, RespClient

TIMEOUT = 2.0
_MOST_MOVES = 5
_LONGEST_QUOTE = 200
# The text with which a server appends parts of the command, which may contain the password.
_QUOTED = ", with args beginning with"


class RedisList:
    """Reads parts of one list. One thread only. After an exception `close` makes it start again at the configured server."""

    def __init__(self, address: RedisAddress, name: str) -> None:
        self._named = address
        self._name = name
        self._client: RespClient | None = None
        self._place = ""
        self._is_asking = False

    def read(self, start: int, stop: int, longest: int) -> list[bytes]:
        """Elements from `start` to `stop`, both included; of one over `longest` bytes only the first `longest` + 1."""
        for _ in range(_MOST_MOVES + 1):
            client = self._client or self._connect(self._named.host, self._named.port, is_asking=False)
            try:
                if self._is_asking:
                    client.call(b"ASKING")
                return client.lrange(self._name, start, stop, longest)
            except RedisReplyError as error:
                self._follow(error)
        raise NotRedisError("redirects from server to server of the cluster, and none holds the list: wait until the cluster has settled")

    def close(self) -> None:
        """Closes the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def explain(self, error: Exception) -> str:
        """The failure in one line: with the server's own words if there are any, never with the password."""
        password = self._named.password
        text = f"Redis at {self._place or self._named.place}{self._what(error)}"
        return password.mask(text) if password else text

    def _connect(self, host: str, port: int, is_asking: bool) -> RespClient:
        self.close()
        here = RedisAddress(host, port, 0, None).place
        self._place = here if here == self._named.place else f"{self._named.place}, whose cluster holds the list at {here},"
        self._is_asking = is_asking
        password = self._named.password.reveal() if self._named.password else None
        self._client = RespClient(host, port, self._named.database, password, TIMEOUT)
        return self._client

    def _follow(self, error: RedisReplyError) -> None:
        """Follows `MOVED 3999 127.0.0.1:6381` or `ASK …`; a server without a known name leaves it empty or writes ?."""
        word, _, rest = str(error).partition(" ")
        host, colon, port = rest.rpartition(" ")[2].rpartition(":")
        host = host.strip("[]")
        if host in ("", "?"):
            host = self._client.host if self._client else ""
        is_port = re.fullmatch("[0-9]{1,5}", port) is not None and 1 <= int(port) <= 65535
        if word not in ("MOVED", "ASK") or not colon or not is_host(host) or not is_port:
            raise error
        self._connect(host, int(port), is_asking=word == "ASK")

    def _what(self, error: Exception) -> str:
        if isinstance(error, RedisReplyError):
            return self._refused(str(error))
        if isinstance(error, NotRedisError):
            return f" {error}"
        if isinstance(error, TimeoutError):
            return f" did not answer within {TIMEOUT:g} s: stalled, overloaded, or the network is gone"
        if isinstance(error, socket.gaierror):
            return " can't be reached: the host name has no address"
        if isinstance(error, EOFError):
            return " ended the connection without an answer"
        if isinstance(error, OSError):
            return " can't be reached: is it running, and are host and port of redis_url right?"
        return f" can't be used: {type(error).__name__}: {' '.join(str(error).split())[:_LONGEST_QUOTE]}"

    def _refused(self, words: str) -> str:
        quote = " ".join(words.partition(_QUOTED)[0].split())
        if self._named.password:
            quote = self._named.password.mask(quote)
        quote = quote if len(quote) <= _LONGEST_QUOTE else quote[:_LONGEST_QUOTE] + "…"
        if "WRONGTYPE" in words:
            return f": another program keeps something else under the name {self._name}: choose another list name or database ({quote})"
        if "DB index" in words:
            return f" has no database {self._named.database} ({quote})"
        if "NOAUTH" in words:
            return f" asks for a password and none is set ({quote})"
        if "WRONGPASS" in words or "invalid password" in words or "without any password" in words:
            return f" refuses the password ({quote})"
        return f" refuses: {quote}"
