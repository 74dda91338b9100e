"""Chooses the host of the C# side for a configuration."""

from __future__ import annotations

from agent_bridge.settings import Settings
from agent_bridge.sources.clr_calls import AbiHost
from agent_bridge.sources.clr_host import host_of
from agent_bridge.sources.clr_own import own_assembly, own_library
from agent_bridge.sources.clr_runtime import NOT_LOADED, ClrError
from agent_bridge.sources.clr_types import ClrHost

_REMEDY = "set assembly to the path of AgentBridge.Native.dll, or strategy.library to a library with your strategy"


def chosen_host(settings: Settings) -> tuple[ClrHost, str]:
    """The host, and the reason as text. Raises ClrError if there is none."""
    named = settings.strategy.get("library")
    if named:
        return host_of(named, name="native"), "named by strategy.library"
    if settings.assembly:
        return host_of(settings.assembly, settings.dotnet_root), "named by the setting assembly"
    library, assembly, why = own_library(), own_assembly(), "the assembly in the package"
    if library is not None:
        host = host_of(str(library), name="native")
        lacking = _lacking(host, settings)
        if not lacking:
            return host, "the package's own library, which contains the strategy"
        if assembly is None:
            raise ClrError(NOT_LOADED, f"{library}: {lacking}, and the package contains no assembly: {_REMEDY}")
        why = f"{lacking} of the package"
    if assembly is None:
        raise ClrError(NOT_LOADED, f"assembly is missing: {_REMEDY}")
    return host_of(str(assembly), settings.dotnet_root), why


def _lacking(host: ClrHost, settings: Settings) -> str:
    """Why a library can't run the strategy; empty if it can."""
    if settings.strategy.get("assembly"):
        return "strategy.assembly can't be loaded by the native library"
    name = settings.strategy.get("name")
    # Without a name it is the one that every library contains.
    held = host.strategies() if isinstance(host, AbiHost) else []
    return "" if name is None or name in held else f"strategy {name} is not in the native library"
