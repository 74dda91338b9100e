"""The C# side through hostfxr, on ctypes alone."""

from __future__ import annotations

import ctypes as c
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_bridge.sources.clr_process import check_process
from agent_bridge.sources.clr_runtime import ABI_VERSION, NAME, OK, ClrError, damaged, hostfxr_of, no_start, other_version
from agent_bridge.sources.clr_types import Batch, Columns

_LOAD_ASSEMBLY = 5
_UNMANAGED_CALLERS_ONLY = c.c_void_p(-1)
_INITIALIZED = (0, 1, 2)
_ErrorWriter = c.CFUNCTYPE(None, c.c_char_p)
_Getter = c.CFUNCTYPE(c.c_int, c.c_char_p, c.c_char_p, c.c_char_p, c.c_void_p, c.c_void_p, c.POINTER(c.c_void_p))


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
        ("feed_missing", c.c_int32), ("newest_lacks_feed", c.c_int32),
    ]

    def texts(self) -> tuple[bytes, bytes]:
        return _text_at(self.lines, self.lines_length), _text_at(self.denied, self.denied_length)


def _text_at(address: int | None, length: int) -> bytes:
    return c.string_at(address, length) if address else b""


def _batch_of(columns: Columns, symbol: str, timeframe: str, price_step: float) -> AbiBatch:
    return AbiBatch(c.sizeof(AbiBatch), len(columns.times), *columns.addresses(), symbol.encode(), timeframe.encode(), price_step)


class _Parameters(c.Structure):
    _fields_ = [("size", c.c_size_t), ("host_path", c.c_char_p), ("dotnet_root", c.c_char_p)]


class HostfxrHost:
    """Functions of the assembly as C functions."""

    name = "hostfxr"

    def __init__(self, assembly: Path, root: Path) -> None:
        self._assembly = assembly
        said: list[str] = []
        writer = _ErrorWriter(lambda text: said.append((text or b"").decode("utf-8", "replace")))
        try:
            library = c.CDLL(str(hostfxr_of(root)))
            # Else the runtime's own lines go to stderr, many for one fault.
            library.hostfxr_set_error_writer.restype = c.c_void_p
            library.hostfxr_set_error_writer(writer)
            getter = _open_runtime(library, assembly, root, said)
        except OSError as error:
            raise no_start(root, str(error)) from None
        version = self._function(getter, "AbiVersion", said)()
        if version != ABI_VERSION:
            raise other_version(assembly, version)
        self.functions = {
            name: self._function(getter, name, said, *types)
            for name, types in {
                "Open": (c.c_char_p, c.POINTER(c.c_int64)),
                "Close": (c.c_int64,),
                "Generate": (c.c_int64, c.c_void_p, c.c_void_p),
                "Marks": (c.c_int64, c.c_void_p, c.c_void_p),
                "Feed": (c.c_int64, c.c_void_p),
                "Describe": (c.c_int64, c.c_char_p, c.c_void_p),
                "FetchLatest": (c.c_int64, c.c_char_p, c.c_int32, c.c_void_p),
                "Free": (c.c_void_p,),
                "LastErrorText": (c.c_char_p, c.c_int32),
            }.items()
        }
        library.hostfxr_set_error_writer(None)

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
        result = AbiResult(size=c.sizeof(AbiResult))
        self.call("Describe", agent, timeframe.encode(), c.byref(result))
        return self._take(result)[0].decode()

    def fetch_latest(self, agent: Any, symbol: str, max_age_sec: int) -> bytes | None:
        result = AbiResult(size=c.sizeof(AbiResult))
        self.call("FetchLatest", agent, symbol.encode(), max_age_sec, c.byref(result))
        return self._take(result)[0] or None

    def call(self, name: str, *arguments: Any) -> None:
        """Calls a function that answers a status. Raises ClrError for any but OK."""
        check_process()
        status = self.functions[name](*arguments)
        if status != OK:
            raise ClrError(status, self._last_error()) if self._last_error() else damaged(self._assembly, f"{name} answered {status}")

    def _batch(self, function: str, agent: Any, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        batch = _batch_of(columns, symbol, timeframe, price_step)
        result = AbiResult(size=c.sizeof(AbiResult))
        self.call(function, agent, c.byref(batch), c.byref(result))
        counts = (result.left_out, result.feed_missing, bool(result.newest_lacks_feed))
        raw, approved = result.raw, result.approved
        lines, denied = self._take(result)
        return Batch(lines, raw, approved, denied.decode(), *counts)

    def _take(self, result: AbiResult) -> tuple[bytes, bytes]:
        try:
            return result.texts()
        finally:
            self.call("Free", c.byref(result))

    def _last_error(self) -> str:
        length = self.functions["LastErrorText"](None, 0)
        buffer = c.create_string_buffer(length + 1)
        self.functions["LastErrorText"](buffer, length)
        return buffer.raw[:length].decode("utf-8", "replace")

    def _function(self, getter: Any, name: str, said: list[str], *types: Any) -> Callable[..., int]:
        pointer = c.c_void_p()
        code = getter(
            os.fsencode(self._assembly), f"AgentBridge.Native.Exports.AgentExports, {NAME}".encode(), name.encode(),
            _UNMANAGED_CALLERS_ONLY, None, c.byref(pointer),
        )
        if code:
            raise damaged(self._assembly, _words(code, said))
        return c.CFUNCTYPE(c.c_int32, *types)(pointer.value)


def _open_runtime(library: Any, assembly: Path, root: Path, said: list[str]) -> Any:
    context, delegate = c.c_void_p(), c.c_void_p()
    parameters = _Parameters(c.sizeof(_Parameters), None, os.fsencode(root))
    configuration = os.fsencode(assembly.with_suffix(".runtimeconfig.json"))
    library.hostfxr_initialize_for_runtime_config.argtypes = [c.c_char_p, c.POINTER(_Parameters), c.POINTER(c.c_void_p)]
    library.hostfxr_get_runtime_delegate.argtypes = [c.c_void_p, c.c_int, c.POINTER(c.c_void_p)]
    library.hostfxr_close.argtypes = [c.c_void_p]
    code = library.hostfxr_initialize_for_runtime_config(configuration, c.byref(parameters), c.byref(context))
    try:
        if code in _INITIALIZED:
            code = library.hostfxr_get_runtime_delegate(context, _LOAD_ASSEMBLY, c.byref(delegate))
        if code not in _INITIALIZED or not delegate.value:
            raise no_start(root, _words(code, said))
    finally:
        if context.value:
            library.hostfxr_close(context)
    return _Getter(delegate.value)


def _words(code: int, said: list[str]) -> str:
    first = next((line.strip() for text in said for line in text.splitlines() if line.strip()), "")
    return f"0x{code & 0xFFFFFFFF:08x}" + (f", {first[:200]}" if first else "")
