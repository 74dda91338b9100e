"""The C# side in this process, whichever host carries it. Loaded once a process, never pickled, never used in a forked child."""

from __future__ import annotations

import threading

from agent_bridge.sources.clr_ctypes import HostfxrHost
from agent_bridge.sources.clr_process import check_process, own_process
from agent_bridge.sources.clr_pythonnet import PythonnetHost
from agent_bridge.sources.clr_runtime import check_assembly, cured_load, find_root
from agent_bridge.sources.clr_types import ClrHost

_HOSTS = {"pythonnet": PythonnetHost, "hostfxr": HostfxrHost}
_lock = threading.Lock()
_loaded: dict[tuple[str, str], ClrHost] = {}


def host_of(assembly: str, dotnet_root: str = "", name: str = "") -> ClrHost:
    """The host of an assembly: pythonnet's where it is installed, else hostfxr through ctypes; or the one of that name."""
    check_process()
    path = check_assembly(assembly)
    name = name or _preferred()
    with _lock:
        key = (str(path), name)
        if key not in _loaded:
            root = find_root(path, dotnet_root)
            with cured_load():
                _loaded[key] = _HOSTS[name](path, root)
            own_process()
        return _loaded[key]


def _preferred() -> str:
    try:
        import pythonnet  # noqa: F401
    except Exception:
        # Not installed, or installed without what it needs.
        return "hostfxr"
    return "pythonnet"
