"""The C# side as a library compiled ahead of time: no .NET is needed on this machine."""

from __future__ import annotations

import ctypes as c
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agent_bridge.sources import elf
from agent_bridge.sources.clr_calls import VERSION, AbiHost, symbol_of
from agent_bridge.sources.clr_runtime import ABI_VERSION, NOT_LOADED, ClrError

_KEY = "agentbridge.strategy.library"
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
    if path.is_dir():
        raise _refused(path, "it is a folder; name the library in it")
    if not path.exists():
        raise _refused(path, f"there is no such file; create it with `{_PUBLISH}`")
    if not path.is_file():
        raise _refused(path, f"it is not a regular file; create one with `{_PUBLISH}`")
    return path


def _load(path: Path) -> Any:
    try:
        if sys.platform != "linux":
            return c.CDLL(str(path))
        with path.open("rb") as file:
            if file.read(2) == b"MZ":
                raise _refused(path, "it is a .NET assembly; name it as strategy.assembly")
        return _load_copy(path)
    except OSError as error:
        raise _refused(path, f"it can't be loaded ({error}): publish it again, for this machine") from None


def _load_copy(path: Path) -> Any:
    """Loads the library as bytes of this process: one that is written over while it is mapped would end the bot at its next call.

    If the system has no such memory, it is the file itself.
    """
    try:
        copy = os.memfd_create(path.name[:60])
    except (AttributeError, OSError):
        return _load_checked(path)
    try:
        with path.open("rb") as file, open(copy, "wb", closefd=False) as memory:
            shutil.copyfileobj(file, memory, 1 << 20)
        # Not closed once it is loaded: the loader would take the next file of this number for the same library.
        return _load_checked(Path(f"/proc/self/fd/{copy}"))
    except OSError:
        os.close(copy)
        raise


def _load_checked(path: Path) -> Any:
    problem = elf.problem_of(path)
    if problem:
        raise OSError(problem)
    return c.CDLL(str(path))


def _refused(path: Path, why: str) -> ClrError:
    return ClrError(NOT_LOADED, f"{_KEY}={path}: {why}")
