"""Finds the .NET runtime, and protects the Python process while loading it."""

from __future__ import annotations

import faulthandler
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ABI_VERSION = 6
NAME = "AgentBridge.Native"

OK, BAD_ARGUMENT, BAD_OPTIONS, BAD_CANDLES, UNAVAILABLE, CONFLICT, FORKED, CLOSED, FAILED = 1, 2, 3, 4, 5, 6, 7, 8, 70
LATE, PENDING = 9, 10
NOT_LOADED = -1

_PLACES = ("/usr/share/dotnet", "/usr/lib/dotnet", "/usr/lib64/dotnet", "/usr/local/share/dotnet", "~/.dotnet")
_LIBRARIES = {"win32": "hostfxr.dll", "darwin": "libhostfxr.dylib"}
_RUNTIME_LINE = re.compile(r"Microsoft\.NETCore\.App \S+ \[(.+)\]")


class ClrError(Exception):
    """The C# side failed; the message is one line with the remedy."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(" ".join(message.split()))
        self.status = status


def check_assembly(assembly: str) -> Path:
    """The assembly's path, if it and the files it needs exist."""
    path = Path(assembly).expanduser().absolute()
    build = "build it with `dotnet build src/AgentBridge.Native -c Release` and name AgentBridge.Native.dll in its output folder"
    if not path.is_file():
        raise ClrError(NOT_LOADED, f"assembly={assembly}: there is no such file; {build}")
    if path.name != f"{NAME}.dll":
        raise ClrError(NOT_LOADED, f"assembly={assembly}: it must be {NAME}.dll; {build}")
    for beside in (f"{NAME}.runtimeconfig.json", f"{NAME}.deps.json", "AgentBridge.Engine.dll"):
        if not path.with_name(beside).is_file():
            raise ClrError(NOT_LOADED, f"assembly={assembly}: {beside} is missing beside it; copy the whole folder, or {build}")
    return path


def damaged(path: Path, detail: str) -> ClrError:
    """The error of an assembly that exists but can't be loaded."""
    return ClrError(NOT_LOADED, f"assembly={path}: it can't be loaded ({detail}): it is damaged or of another version; build it again")


def other_version(path: Path, version: int) -> ClrError:
    """The error of an assembly with another ABI."""
    return ClrError(NOT_LOADED, f"assembly={path}: its ABI version is {version}, this package needs {ABI_VERSION}: use both of one release")


def no_start(root: Path, detail: str) -> ClrError:
    """The error of a runtime that exists but does not start."""
    return ClrError(NOT_LOADED, f"the .NET runtime in {root} does not start ({detail}): install it again, or set dotnet_root")


def find_root(assembly: Path, configured: str) -> Path:
    """The folder of a .NET installation that has the runtime which the assembly needs."""
    major = _needed_major(assembly)
    if configured:
        root = Path(configured).expanduser()
        if not _has_runtime(root, major):
            remedy = "name the folder that contains host/ and shared/"
            raise ClrError(NOT_LOADED, f"dotnet_root={configured}: there is no .NET {major} runtime in it; {remedy}")
        return root
    looked = []
    for root in _candidates():
        if _has_runtime(root, major):
            return root
        looked.append(str(root))
    raise ClrError(
        NOT_LOADED,
        f"no .NET {major} runtime was found (searched {', '.join(dict.fromkeys(looked))}):"
        f" install dotnet-runtime-{major}.0, or set dotnet_root to its folder",
    )


def hostfxr_of(root: Path) -> Path:
    """The newest libhostfxr of an installation."""
    folders = [folder for folder in (root / "host" / "fxr").iterdir() if _version(folder.name)]
    return max(folders, key=lambda folder: _version(folder.name)) / _LIBRARIES.get(sys.platform, "libhostfxr.so")


@contextmanager
def cured_load() -> Iterator[None]:
    """Wraps the load of the runtime, which would otherwise affect faults, forks and signals of this process."""
    # Write-xor-execute shares code pages with forked children: a child that runs managed code would overwrite its parent's.
    os.environ.setdefault("DOTNET_EnableWriteXorExecute", "0")
    # Enabled after the load, faulthandler would end the process on a null reference that C# catches; enabled before, a later call is void.
    if not faulthandler.is_enabled():
        with suppress(Exception):
            faulthandler.enable(file=sys.__stderr__)
    try:
        yield
    finally:
        restore_signals()


def restore_signals() -> None:
    """Restores Python's handlers: the runtime takes over SIGTERM and SIGQUIT, and would send a forked child's to its parent."""
    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGQUIT"):
        number = getattr(signal, name, None)
        if number is not None:
            handler = signal.getsignal(number)
            if handler is not None:
                signal.signal(number, handler)


def _needed_major(assembly: Path) -> int:
    place = assembly.with_suffix(".runtimeconfig.json")
    try:
        return int(json.loads(place.read_text(encoding="utf-8"))["runtimeOptions"]["framework"]["version"].split(".")[0])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise damaged(assembly, f"{place.name} names no framework") from None


def _candidates() -> Iterator[Path]:
    for name in ("DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64"):
        if os.environ.get(name):
            yield Path(os.environ[name])
    with suppress(OSError):
        yield Path(Path("/etc/dotnet/install_location").read_text(encoding="utf-8").strip())
    yield from (Path(place).expanduser() for place in _PLACES)
    command = shutil.which("dotnet")
    if command:
        yield Path(command).resolve().parent
        yield from _listed(command)


def _listed(command: str) -> Iterator[Path]:
    # `dotnet` may be a script that knows the installation folder.
    with suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run([command, "--list-runtimes"], capture_output=True, text=True, timeout=30, check=False)
        for match in _RUNTIME_LINE.finditer(done.stdout):
            yield Path(match.group(1)).parents[1]


def _has_runtime(root: Path, major: int) -> bool:
    try:
        runtimes = [_version(folder.name) for folder in (root / "shared" / "Microsoft.NETCore.App").iterdir()]
        return any(version and version[0] == major for version in runtimes) and hostfxr_of(root).is_file()
    except (OSError, ValueError):
        return False


def _version(name: str) -> tuple[int, ...]:
    match = re.match(r"(\d+)\.(\d+)\.(\d+)", name)
    return tuple(int(part) for part in match.groups()) if match else ()
