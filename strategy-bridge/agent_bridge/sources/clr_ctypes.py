"""The C# side through hostfxr, on ctypes alone."""

from __future__ import annotations

import ctypes as c
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_bridge.sources.clr_calls import AbiHost
from agent_bridge.sources.clr_runtime import NAME, ClrError, damaged, hostfxr_of, no_start, other_version

_LOAD_ASSEMBLY = 5
_UNMANAGED_CALLERS_ONLY = c.c_void_p(-1)
_INITIALIZED = (0, 1, 2)
_ErrorWriter = c.CFUNCTYPE(None, c.c_char_p)
_Getter = c.CFUNCTYPE(c.c_int, c.c_char_p, c.c_char_p, c.c_char_p, c.c_void_p, c.c_void_p, c.POINTER(c.c_void_p))


class _Parameters(c.Structure):
    _fields_ = [("size", c.c_size_t), ("host_path", c.c_char_p), ("dotnet_root", c.c_char_p)]


class HostfxrHost(AbiHost):
    """Functions of the assembly, each obtained from the runtime by its name."""

    name = "hostfxr"

    def __init__(self, assembly: Path, root: Path) -> None:
        messages: list[str] = []
        writer = _ErrorWriter(lambda text: messages.append((text or b"").decode("utf-8", "replace")))
        self.path = assembly
        try:
            library = c.CDLL(str(hostfxr_of(root)))
            # Otherwise the runtime writes its own lines to stderr, many for one fault.
            library.hostfxr_set_error_writer.restype = c.c_void_p
            library.hostfxr_set_error_writer(writer)
            getter = _open_runtime(library, assembly, root, messages)
        except OSError as error:
            raise no_start(root, str(error)) from None
        super().__init__(assembly, lambda name, types: self._function(getter, name, messages, types))
        library.hostfxr_set_error_writer(None)

    def damaged(self, detail: str) -> ClrError:
        return damaged(self.path, detail)

    def other_version(self, version: int) -> ClrError:
        return other_version(self.path, version)

    def _function(self, getter: Any, name: str, messages: list[str], types: tuple[Any, ...]) -> Callable[..., int]:
        pointer = c.c_void_p()
        code = getter(
            os.fsencode(self.path), f"AgentBridge.Native.Exports.AgentExports, {NAME}".encode(), name.encode(),
            _UNMANAGED_CALLERS_ONLY, None, c.byref(pointer),
        )
        if code:
            raise self.damaged(_error_text(code, messages))
        return c.CFUNCTYPE(c.c_int32, *types)(pointer.value)


def _open_runtime(library: Any, assembly: Path, root: Path, messages: list[str]) -> Any:
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
            raise no_start(root, _error_text(code, messages))
    finally:
        if context.value:
            library.hostfxr_close(context)
    return _Getter(delegate.value)


def _error_text(code: int, messages: list[str]) -> str:
    first = next((line.strip() for text in messages for line in text.splitlines() if line.strip()), "")
    return f"0x{code & 0xFFFFFFFF:08x}" + (f", {first[:200]}" if first else "")
