"""The C# side as a library compiled ahead of time: no .NET is needed on this machine."""

from __future__ import annotations

import ctypes as c
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_bridge.sources import elf
from agent_bridge.sources.clr_calls import VERSION, AbiHost, symbol_of
from agent_bridge.sources.clr_runtime import ABI_VERSION, NOT_LOADED, ClrError

_PUBLISH = "dotnet publish -c Release -r linux-x64 -p:PublishAot=true -p:NativeLib=Shared"


class NativeHost(AbiHost):
    """Functions of the library, by their C names. Never unloaded, because its built-in runtime can't be."""

    name = "native"

    def __init__(self, library: Path) -> None:
        self.path = library
        loaded = _load(library)
        if not hasattr(loaded, symbol_of(VERSION)):
            raise self._without_version(loaded)
        super().__init__(library, lambda name, types: self._function(loaded, name, types))

    def damaged(self, detail: str) -> ClrError:
        return _refused(self.path, f"it can't be used ({detail}): it is damaged or of another version; publish it again")

    def other_version(self, version: int) -> ClrError:
        return _refused(self.path, f"its ABI version is {version}, this package needs {ABI_VERSION}: use both of one release")

    def _without_version(self, loaded: Any) -> ClrError:
        # The names contain the number, so a library of another version has none of ours.
        for version in range(1, 10 * ABI_VERSION):
            if hasattr(loaded, symbol_of(VERSION, version)):
                return self.other_version(version)
        remedy = f"publish a project that refers to AgentBridge.Native with `{_PUBLISH}`"
        return _refused(self.path, f"it has no function {symbol_of(VERSION)}: {remedy}")

    def _function(self, loaded: Any, name: str, types: tuple[Any, ...]) -> Callable[..., int]:
        try:
            function = loaded[symbol_of(name)]
        except AttributeError:
            raise self.damaged(f"it has no function {symbol_of(name)}") from None
        function.restype, function.argtypes = c.c_int32, types
        return function


def check_library(library: str) -> Path:
    """The library's path, if it exists."""
    path = Path(library).expanduser().absolute()
    if not path.is_file():
        raise _refused(path, f"there is no such file; create it with `{_PUBLISH}`")
    return path


def _load(path: Path) -> Any:
    try:
        problem = elf.problem_of(path) if sys.platform == "linux" else ""
        if not problem:
            return c.CDLL(str(path))
    except OSError as error:
        problem = str(error)
    raise _refused(path, f"it can't be loaded ({problem}): publish it again, for this machine")


def _refused(path: Path, why: str) -> ClrError:
    return ClrError(NOT_LOADED, f"library={path}: {why}")
