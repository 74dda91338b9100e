"""`redis://[:password@]host[:port][/db]`, as the C# side reads it: `schema/corpus/redis-urls.json` lists what both accept and reject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from agent_bridge.secret import Secret

FORM = "redis://[:password@]host[:port][/db], port 1 to 65535, db 0 to 1023"
_SCHEME = "redis://"
_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_BYTE = re.compile(r"0|[1-9][0-9]{0,2}")
_GROUP = re.compile(r"[0-9A-Fa-f]{1,4}")
_LONGEST_NAME = 253
_GROUPS = 8


@dataclass(frozen=True)
class RedisAddress:
    """A Redis server. Prints itself without the password."""

    host: str
    port: int
    database: int
    password: Secret | None

    @property
    def place(self) -> str:
        """Host and port as in a URL: an IPv6 address in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self) -> str:
        secret = f":{self.password}@" if self.password else ""
        return f"{_SCHEME}{secret}{self.place}/{self.database}"


def parse_redis_url(text: str) -> RedisAddress:
    """The address. Raises ValueError with the reason, without any part of the text (it may contain a password)."""
    if text.startswith("rediss://"):
        raise ValueError("rediss:// (TLS) is not supported; use redis:// through a tunnel such as stunnel")
    if not text.startswith(_SCHEME):
        raise ValueError("it does not start with redis://")
    # A password may hold '/' or '@' unescaped only before the last '@'.
    user_info, _, rest = text[len(_SCHEME) :].rpartition("@")
    user, _, password = user_info.partition(":")
    if user not in ("", "default"):
        raise ValueError("its user name is not supported; write redis://:password@host")
    secret = Secret(_decoded(password)) if password else None
    server, _, database = rest.partition("/")
    number = _number(database, 0, 1023, "its database is not a number from 0 to 1023") if database else 0
    host, port = _split(server)
    return RedisAddress(host, port, number, secret)


def is_host(text: str) -> bool:
    """Whether a text is a name, an IPv4 address or an IPv6 address (without brackets and without a zone)."""
    if ":" in text:
        return _is_address_six(text)
    if re.fullmatch("[0-9]+", text.rpartition(".")[2]):
        return _is_address_four(text)
    labels = (text[:-1] if text.endswith(".") else text).split(".")
    return len(text) <= _LONGEST_NAME and all(_LABEL.fullmatch(label) for label in labels)


def _split(server: str) -> tuple[str, int]:
    host, port = server, 6379
    colon, bracket = server.rfind(":"), server.rfind("]")
    if colon > bracket:
        host, port = server[:colon], _number(server[colon + 1 :], 1, 65535, "its port is not a number from 1 to 65535")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    if not is_host(host) or (":" in host) != (bracket >= 0):
        raise ValueError("its host is not a name or address; an IPv6 address must be in brackets")
    return host, port


def _decoded(password: str) -> str:
    try:
        return unquote_to_bytes(password).decode("utf-8")
    except UnicodeError:
        raise ValueError("its password is not UTF-8 after decoding %XX; write % as %25") from None


def _is_address_four(text: str) -> bool:
    parts = text.split(".")
    return len(parts) == 4 and all(_BYTE.fullmatch(part) and int(part) <= 255 for part in parts)


def _is_address_six(text: str) -> bool:
    """Eight groups of up to four hexadecimal digits; one :: replaces one or more groups of zeros; the last two may be an IPv4 address."""
    halves = text.split("::")
    if len(halves) > 2:
        return False
    parts = [half.split(":") if half else [] for half in halves]
    groups = [group for half in parts for group in half]
    count = len(groups)
    if parts[-1] and "." in parts[-1][-1] and _is_address_four(groups[-1]):
        count += 1
        groups = groups[:-1]
    return all(_GROUP.fullmatch(group) for group in groups) and (count < _GROUPS if len(halves) == 2 else count == _GROUPS)


def _number(text: str, low: int, high: int, problem: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", text) or not low <= int(text) <= high:
        raise ValueError(problem)
    return int(text)
