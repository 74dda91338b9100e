"""The C functions of AgentBridge.Native, for every host that calls C functions: one table, one way to call them."""

from __future__ import annotations

import ctypes as c
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from agent_bridge.sources.clr_process import check_process
from agent_bridge.sources.clr_runtime import ABI_VERSION, OK, ClrError
from agent_bridge.sources.clr_types import Batch, Columns

VERSION = "AbiVersion"
FUNCTIONS: Mapping[str, tuple[Any, ...]] = {
    VERSION: (),
    "Strategies": (c.c_void_p,),
    "Open": (c.c_char_p, c.POINTER(c.c_int64)),
    "Close": (c.c_int64,),
    "Generate": (c.c_int64, c.c_void_p, c.c_void_p),
    "Marks": (c.c_int64, c.c_void_p, c.c_void_p),
    "Feed": (c.c_int64, c.c_void_p),
    "Describe": (c.c_int64, c.c_char_p, c.c_void_p),
    "FetchLatest": (c.c_int64, c.c_char_p, c.c_int32, c.c_void_p),
    "Free": (c.c_void_p,),
    "LastErrorText": (c.c_char_p, c.c_int32),
}
"""The arguments of each; all return an int32."""


def symbol_of(function: str, version: int = ABI_VERSION) -> str:
    """The C name of a function: that of the C# method in snake case, after the ABI's number."""
    return f"ab{version}_" + re.sub("(?<=[a-z])(?=[A-Z])", "_", function).lower()


class AbiBatch(c.Structure):
    _fields_ = [
        ("size", c.c_int32), ("count", c.c_int32), ("times", c.c_void_p), ("opens", c.c_void_p), ("highs", c.c_void_p),
        ("lows", c.c_void_p), ("closes", c.c_void_p), ("volumes", c.c_void_p), ("symbol", c.c_char_p), ("timeframe", c.c_char_p),
        ("price_step", c.c_double),
    ]


class AbiResult(c.Structure):
    _fields_ = [
        ("size", c.c_int32), ("candles", c.c_int32), ("raw", c.c_int32), ("approved", c.c_int32), ("left_out", c.c_int32),
        ("lines", c.c_void_p), ("lines_length", c.c_int64), ("denied", c.c_void_p), ("denied_length", c.c_int64),
        ("feed_missing", c.c_int32), ("newest_lacks_feed", c.c_int32), ("generator_failed", c.c_int32), ("newest_failed", c.c_int32),
        ("failure", c.c_void_p), ("failure_length", c.c_int64),
    ]

    def texts(self) -> tuple[bytes, bytes, bytes]:
        """Lines, denials, the strategy's exception."""
        pairs = ((self.lines, self.lines_length), (self.denied, self.denied_length), (self.failure, self.failure_length))
        lines, denied, failure = (_text_at(address, length) for address, length in pairs)
        return lines, denied, failure


class AbiHost:
    """A host that calls C functions. A subclass finds each of them."""

    name = ""

    def __init__(self, path: Path, function_of: Callable[[str, tuple[Any, ...]], Callable[..., int]]) -> None:
        self.path = path
        version = function_of(VERSION, ())()
        if version != ABI_VERSION:
            raise self.other_version(version)
        self.functions = {name: function_of(name, types) for name, types in FUNCTIONS.items()}

    def damaged(self, detail: str) -> ClrError:
        """The error of a file that exists but can't be used."""
        raise NotImplementedError

    def other_version(self, version: int) -> ClrError:
        """The error of a file with another ABI."""
        raise NotImplementedError

    def strategies(self) -> list[str]:
        """The names of its strategies."""
        return [line.partition("/")[0] for line in self._text("Strategies").decode().split("\n") if line]

    def open(self, options: str) -> int:
        handle = c.c_int64()
        self.call("Open", options.encode(), c.byref(handle))
        return handle.value

    def close(self, agent: Any) -> None:
        self.call("Close", agent)

    def generate(self, agent: Any, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        return self._batch("Generate", agent, columns, symbol, timeframe, price_step)

    def marks(self, agent: Any, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        return self._batch("Marks", agent, columns, symbol, timeframe, price_step)

    def feed(self, agent: Any, columns: Columns, symbol: str, timeframe: str) -> None:
        self.call("Feed", agent, c.byref(_batch_of(columns, symbol, timeframe, 0.0)))

    def describe(self, agent: Any, timeframe: str) -> str:
        return self._text("Describe", agent, timeframe.encode()).decode()

    def fetch_latest(self, agent: Any, symbol: str, max_age_sec: int) -> bytes | None:
        return self._text("FetchLatest", agent, symbol.encode(), max_age_sec) or None

    def call(self, name: str, *arguments: Any) -> None:
        """Calls a function that returns a status. Raises ClrError for any but OK."""
        check_process()
        status = self.functions[name](*arguments)
        if status != OK:
            raise ClrError(status, self._last_error()) if self._last_error() else self.damaged(f"{name} answered {status}")

    def _batch(self, function: str, agent: Any, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        batch = _batch_of(columns, symbol, timeframe, price_step)
        result = AbiResult(size=c.sizeof(AbiResult))
        self.call(function, agent, c.byref(batch), c.byref(result))
        counts = (result.left_out, result.feed_missing, bool(result.newest_lacks_feed), result.generator_failed, bool(result.newest_failed))
        raw, approved = result.raw, result.approved
        lines, denied, failure = self._take(result)
        return Batch(lines, raw, approved, denied.decode(), *counts, failure.decode())

    def _text(self, function: str, *arguments: Any) -> bytes:
        result = AbiResult(size=c.sizeof(AbiResult))
        self.call(function, *arguments, c.byref(result))
        return self._take(result)[0]

    def _take(self, result: AbiResult) -> tuple[bytes, bytes, bytes]:
        try:
            return result.texts()
        finally:
            self.call("Free", c.byref(result))

    def _last_error(self) -> str:
        length = self.functions["LastErrorText"](None, 0)
        buffer = c.create_string_buffer(length + 1)
        self.functions["LastErrorText"](buffer, length)
        return buffer.raw[:length].decode("utf-8", "replace")


def _text_at(address: int | None, length: int) -> bytes:
    return c.string_at(address, length) if address else b""


def _batch_of(columns: Columns, symbol: str, timeframe: str, price_step: float) -> AbiBatch:
    return AbiBatch(c.sizeof(AbiBatch), len(columns.times), *columns.addresses(), symbol.encode(), timeframe.encode(), price_step)
