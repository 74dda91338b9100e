"""Which host carries the C# side of a configuration, and why."""

from __future__ import annotations

from agent_bridge.settings import Settings
from agent_bridge.sources.clr_calls import AbiHost
from agent_bridge.sources.clr_host import host_of
from agent_bridge.sources.clr_own import own_assembly, own_library
from agent_bridge.sources.clr_runtime import NOT_LOADED, ClrError
from agent_bridge.sources.clr_types import ClrHost

_REMEDY = "set assembly to the path of AgentBridge.Native.dll, or strategy.library to a library with your strategy"


def chosen_host(settings: Settings) -> tuple[ClrHost, str]:
    """The host, and the reason in words. Raises ClrError where none can be had."""
    named = settings.strategy.get("library")
    if named:
        return host_of(named, name="native"), "strategy.library names it"
    if settings.assembly:
        return host_of(settings.assembly, settings.dotnet_root), "the setting assembly names it"
    library, assembly, why = own_library(), own_assembly(), "the package carries its assembly"
    if library is not None:
        host = host_of(str(library), name="native")
        lacking = _lacking(host, settings)
        if not lacking:
            return host, "it is the package's own library, and the strategy is in it"
        if assembly is None:
            raise ClrError(NOT_LOADED, f"library={library}: {lacking}, and the package carries no assembly: {_REMEDY}")
        why = f"{lacking} of the package"
    if assembly is None:
        raise ClrError(NOT_LOADED, f"assembly is missing: {_REMEDY}")
    return host_of(str(assembly), settings.dotnet_root), why


def _lacking(host: ClrHost, settings: Settings) -> str:
    """Why a library does not serve the strategy; empty where it does."""
    if settings.strategy.get("assembly"):
        return "strategy.assembly can't be loaded by the native library"
    name = settings.strategy.get("name")
    # Without a name it is the one that every library holds.
    held = host.strategies() if isinstance(host, AbiHost) else []
    return "" if name is None or name in held else f"strategy {name} is not in the native library"
