"""The built files of the checkout; a test that needs a missing file is skipped and names it."""

from __future__ import annotations

import fcntl
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import BRIDGE

ROOT = BRIDGE.parent


def built(project: str, file: str, variable: str) -> Path:
    """A built file, from the environment or from the checkout; skips and names it if it is missing."""
    places = [Path(os.environ[variable])] if variable in os.environ else []
    places += [ROOT / ".artifacts" / "bin" / project / configuration / file for configuration in ("release", "debug")]
    for place in places:
        if place.is_file():
            return place
    pytest.skip(f"{file} is not built (dotnet build src/{project} -c Release, or name it in {variable})")


@contextmanager
def publishing() -> Iterator[Path]:
    """The folder of published native libraries, built by one of several runs at a time; skips if this machine can't build them."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        pytest.skip("the native library is made for linux-x64 only")
    if not (shutil.which("clang") or shutil.which("gcc")):
        pytest.skip("the native library needs a C compiler: install gcc and zlib1g-dev")
    # Separate from the usual build, because another target of the same projects would overwrite its restored files.
    place = ROOT / ".artifacts" / "native"
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield place


def published(project: str) -> Path:
    """The C library of a project, compiled ahead of time."""
    with publishing() as place:
        done = subprocess.run(
            [
                os.environ.get("BRIDGE_DOTNET") or "dotnet", "publish", str(ROOT / project), "-c", "Release", "-r", "linux-x64",
                "-v", "quiet", "-nodeReuse:false", "-p:PublishAot=true", "-p:NativeLib=Shared", "-p:RunAnalyzers=false",
                f"-p:ArtifactsPath={place}",
            ],
            capture_output=True, text=True, timeout=1800, check=False, cwd=ROOT,
        )
    assert done.returncode == 0 and "warning IL" not in done.stdout, done.stdout[-6000:] + done.stderr[-2000:]
    name = Path(project).name
    return place / "publish" / name / "release_linux-x64" / f"{name}.so"


def bridge(*arguments: str) -> list[str]:
    """The command line of `bridge` with arguments."""
    return [os.environ.get("BRIDGE_DOTNET") or "dotnet", "exec", str(built("AgentBridge.Cli", "bridge.dll", "BRIDGE_CLI")), *arguments]
