"""The C# side in this process, for any host. Loaded once per process, never pickled, never used in a forked child."""

from __future__ import annotations

import threading
from pathlib import Path

from agent_bridge.sources.clr_ctypes import HostfxrHost
from agent_bridge.sources.clr_native import NativeHost, check_library
from agent_bridge.sources.clr_process import check_process, own_process
from agent_bridge.sources.clr_pythonnet import PythonnetHost
from agent_bridge.sources.clr_runtime import check_assembly, cured_load, find_root
from agent_bridge.sources.clr_types import ClrHost

NATIVE = NativeHost.name
_CORECLR = {"pythonnet": PythonnetHost, "hostfxr": HostfxrHost}
_lock = threading.Lock()
_loaded: dict[tuple[str, str], ClrHost] = {}


def host_of(place: str, dotnet_root: str = "", name: str = "") -> ClrHost:
    """The host of that name. Without a name it is that of an assembly: pythonnet if it is installed, else hostfxr.

    `place` is the path of AgentBridge.Native.dll, or for `native` that of a library.
    """
    check_process()
    path = check_library(place) if name == NATIVE else check_assembly(place)
    name = name or _preferred()
    with _lock:
        key = (str(path), name)
        if key not in _loaded:
            _loaded[key] = _load(path, dotnet_root, name)
            own_process()
        return _loaded[key]


def _load(path: Path, dotnet_root: str, name: str) -> ClrHost:
    if name == NATIVE:
        with cured_load():
            return NativeHost(path)
    root = find_root(path, dotnet_root)
    with cured_load():
        return _CORECLR[name](path, root)


def _preferred() -> str:
    try:
        import pythonnet  # noqa: F401
    except Exception:
        # Not installed, or installed without its dependencies.
        return "hostfxr"
    return "pythonnet"
