"""The files of the C# side in an installed package; a checkout has none."""

from __future__ import annotations

from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / "native"


def own_library() -> Path | None:
    """The library compiled ahead of time."""
    return _there("AgentBridge.Native.so")


def own_assembly() -> Path | None:
    """The assembly that a .NET runtime loads."""
    return _there("AgentBridge.Native.dll")


def _there(name: str) -> Path | None:
    path = _FOLDER / name
    return path if path.is_file() else None
