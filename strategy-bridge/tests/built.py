"""What the checkout has built; a test that needs something that is missing is skipped by its name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import BRIDGE

ROOT = BRIDGE.parent


def built(project: str, file: str, variable: str) -> Path:
    """A built file, from the environment or from the checkout; skips by name where it is missing."""
    places = [Path(os.environ[variable])] if variable in os.environ else []
    places += [ROOT / ".artifacts" / "bin" / project / configuration / file for configuration in ("release", "debug")]
    for place in places:
        if place.is_file():
            return place
    pytest.skip(f"{file} is not built (dotnet build src/{project} -c Release, or name it in {variable})")


def bridge(*arguments: str) -> list[str]:
    """The command line of `bridge` with arguments."""
    return [os.environ.get("BRIDGE_DOTNET") or "dotnet", "exec", str(built("AgentBridge.Cli", "bridge.dll", "BRIDGE_CLI")), *arguments]
