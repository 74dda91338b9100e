"""The C# side in this process, whichever host carries it. Loaded once a process, never pickled, never used in a forked child."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from agent_bridge.sources.clr_runtime import FORKED, ClrError, check_assembly, cured_load, find_root


@dataclass(frozen=True)
class Columns:
    """Candles as arrays that lie in one piece: int64 open times in UTC milliseconds, and doubles."""

    times: np.ndarray
    opens: np.ndarray
    highs: np.ndarray
    lows: np.ndarray
    closes: np.ndarray
    volumes: np.ndarray

    def addresses(self) -> tuple[int, ...]:
        """Where each column starts; valid as long as this object is held."""
        return tuple(column.ctypes.data for column in (self.times, self.opens, self.highs, self.lows, self.closes, self.volumes))


@dataclass(frozen=True)
class Batch:
    """What became of a batch: the approved signals, one a line, and counts; `left_out` candles had not closed by the clock."""

    lines: bytes
    raw: int
    approved: int
    denied: str
    left_out: int = 0
    feed_missing: int = 0
    """At how many candles a feed of the strategy was missing: they were not decided."""
    newest_lacks_feed: bool = False
    """Whether the newest candle is one of them: asked again with the feed, it may be decided."""


class ClrHost(Protocol):
    """One loaded runtime. Every method may raise ClrError."""

    name: str

    def open(self, options: str) -> object:
        """An agent of these options (JSON)."""
        ...

    def generate(self, agent: object, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        """Each line is a signal's canonical bytes. `price_step` is the market's, 0 where it is unknown."""
        ...

    def marks(self, agent: object, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        """Each line is the deciding candle's open in UTC milliseconds, a blank and the signal's enter_tag."""
        ...

    def feed(self, agent: object, columns: Columns, symbol: str, timeframe: str) -> None:
        """The candles of another pair, for every batch from now on."""
        ...

    def describe(self, agent: object, timeframe: str) -> str:
        """What the strategy is and needs, as JSON."""
        ...

    def fetch_latest(self, agent: object, symbol: str, max_age_sec: int) -> bytes | None: ...

    def close(self, agent: object) -> None: ...


_lock = threading.Lock()
_hosts: dict[tuple[str, str], ClrHost] = {}
_owner: int | None = None


def check_process() -> None:
    """Refuses in a child that was forked after the load."""
    if _owner is not None and _owner != os.getpid():
        raise ClrError(FORKED, "this process was forked after .NET was loaded; start workers with spawn or forkserver")


def host_of(assembly: str, dotnet_root: str = "", name: str = "") -> ClrHost:
    """The host of an assembly: pythonnet's where it is installed, else hostfxr through ctypes; or the one of that name."""
    global _owner
    check_process()
    path = check_assembly(assembly)
    name = name or _preferred()
    with _lock:
        key = (str(path), name)
        if key not in _hosts:
            root = find_root(path, dotnet_root)
            with cured_load():
                _hosts[key] = _load(name, path, root)
            _owner = os.getpid()
        return _hosts[key]


def _preferred() -> str:
    try:
        import pythonnet  # noqa: F401
    except Exception:
        # Not installed, or installed without what it needs.
        return "hostfxr"
    return "pythonnet"


def _load(name: str, path: object, root: object) -> ClrHost:
    # Only the host that is used is imported: pythonnet's module needs pythonnet.
    if name == "pythonnet":
        from agent_bridge.sources.clr_pythonnet import PythonnetHost as Host
    else:
        from agent_bridge.sources.clr_ctypes import HostfxrHost as Host
    return Host(path, root)
