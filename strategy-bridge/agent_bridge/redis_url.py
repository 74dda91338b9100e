"""`redis://[:password@]host[:port][/db]`: the same form as the C# side reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from agent_bridge.secret import Secret

FORM = "redis://[:password@]host[:port][/db], port 1 to 65535, db 0 to 1023"
_SCHEME = "redis://"
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9])?")
_IPV6 = re.compile(r"[0-9A-Fa-f:.]{2,45}")


@dataclass(frozen=True)
class RedisAddress:
    """A Redis server. Prints itself without the password."""

    host: str
    port: int
    database: int
    password: Secret | None

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        secret = f":{self.password}@" if self.password else ""
        return f"{_SCHEME}{secret}{host}:{self.port}/{self.database}"


def parse_redis_url(text: str) -> RedisAddress:
    """The address. Raises ValueError with what is wrong, without any part of the text (it may hold a password)."""
    if text.startswith("rediss://"):
        raise ValueError("rediss:// (TLS) is not supported; use redis:// through a tunnel such as stunnel")
    if not text.startswith(_SCHEME):
        raise ValueError("it does not begin with redis://")
    # A password may hold '/' or '@' unescaped only before the last '@'.
    user_info, _, rest = text[len(_SCHEME) :].rpartition("@")
    user, _, password = user_info.partition(":")
    if user not in ("", "default"):
        raise ValueError("its user name is not supported; write redis://:password@host")
    server, _, database = rest.partition("/")
    host, port = _split(server)
    return RedisAddress(
        host,
        _number(port, 1, 65535, "its port is no number from 1 to 65535") if port is not None else 6379,
        _number(database, 0, 1023, "its database is no number from 0 to 1023") if database else 0,
        Secret(unquote(password)) if password else None,
    )


def _split(server: str) -> tuple[str, str | None]:
    host, port = server, None
    colon = server.rfind(":")
    if colon > server.rfind("]"):
        host, port = server[:colon], server[colon + 1 :]
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
        if ":" in host and _IPV6.fullmatch(host):
            return host, port
    elif _HOST.fullmatch(host):
        return host, port
    raise ValueError("its host is no name or address")


def _number(text: str, low: int, high: int, problem: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", text) or not low <= int(text) <= high:
        raise ValueError(problem)
    return int(text)
