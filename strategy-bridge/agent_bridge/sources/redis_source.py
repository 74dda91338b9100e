"""Signals from a Redis list, the latest pushed at its head. Looks, never pops."""

from __future__ import annotations

from typing import Any, Protocol

from agent_bridge.redis_url import RedisAddress
from agent_bridge.sources.base import SourceError
from agent_bridge.sources.resp import RespClient

TIMEOUT = 2.0
MAX_SIGNALS = 1000
_FIRST_PAGE = 32
_FULL_EVERY = 40
_PASSWORD_WORDS = ("NOAUTH", "WRONGPASS", "AUTHENTICATION", "INVALID PASSWORD", "USERNAME-PASSWORD", "WITHOUT ANY PASSWORD")


class _Client(Protocol):
    def lrange(self, name: str, start: int, stop: int) -> list[bytes]: ...

    def close(self) -> None: ...


class RedisSource:
    """Reads the newest messages; all of the list at first and now and then, else only as far as there is something new."""

    def __init__(self, address: RedisAddress, list_name: str, use_library: bool = True) -> None:
        self._address = address
        self._list = list_name
        self._use_library = use_library
        self._client: _Client | None = None
        self._newest: frozenset[bytes] = frozenset()
        self._reads = 0

    def read(self) -> list[bytes]:
        try:
            if self._client is None:
                self._client = _connect(self._address, self._use_library)
                self._newest = frozenset()
            messages = self._read_new(self._client)
        except Exception as error:
            raise SourceError(self._explain(error)) from None
        messages.reverse()
        return messages

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _read_new(self, client: _Client) -> list[bytes]:
        page = client.lrange(self._list, 0, _FIRST_PAGE - 1)
        is_full = self._reads % _FULL_EVERY == 0 or not self._newest
        self._reads += 1
        # Where the oldest of the first page was read before, nothing lies behind it that was not.
        known = len(page) < _FIRST_PAGE or page[-1] in self._newest
        if is_full or not known:
            page = client.lrange(self._list, 0, MAX_SIGNALS - 1)
        self._newest = frozenset(page[: 4 * _FIRST_PAGE])
        return page

    def _explain(self, error: Exception) -> str:
        place = f"Redis at {self._address.host}:{self._address.port}"
        text = " ".join(str(error).split()) or type(error).__name__
        upper = text.upper()
        if any(word in upper for word in _PASSWORD_WORDS):
            text = f"{place} asks for a password and none is set" if self._address.password is None else f"{place} refuses the password"
        elif "WRONGTYPE" in upper:
            text = f"{place}: another program keeps something else under the name {self._list}; choose another list name or database"
        elif "DB INDEX" in upper:
            text = f"{place} has no database {self._address.database}"
        elif isinstance(error, TimeoutError) or "TIMEOUT" in upper or "TIMED OUT" in upper:
            text = f"{place} did not answer within {TIMEOUT:g} s: stalled, overloaded, or the network is gone"
        elif isinstance(error, OSError) or "CONNECT" in upper:
            text = f"{place} can't be reached: is it running, and are host and port of redis_url right?"
        else:
            text = f"{place}: {text[:160]}"
        return self._address.password.mask(text) if self._address.password else text


class _LibraryClient:
    """redis-py, where it is installed."""

    def __init__(self, library: Any, address: RedisAddress) -> None:
        self._redis = library.Redis(
            host=address.host,
            port=address.port,
            db=address.database,
            password=address.password.reveal() if address.password else None,
            socket_timeout=TIMEOUT,
            socket_connect_timeout=TIMEOUT,
            # The feed tries again by itself; retries in here would only delay the news that the server is gone.
            retry=library.retry.Retry(library.backoff.NoBackoff(), 0),
            protocol=2,
        )
        self._redis.ping()

    def lrange(self, name: str, start: int, stop: int) -> list[bytes]:
        return self._redis.lrange(name, start, stop)

    def close(self) -> None:
        self._redis.close()


def _connect(address: RedisAddress, use_library: bool) -> _Client:
    if use_library:
        try:
            import redis
            import redis.backoff
            import redis.retry
        except ImportError:
            pass
        else:
            return _LibraryClient(redis, address)
    password = address.password.reveal() if address.password else None
    return RespClient(address.host, address.port, address.database, password, TIMEOUT)

