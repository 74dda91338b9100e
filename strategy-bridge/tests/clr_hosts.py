"""The hosts that carry C# into Freqtrade's process, by name, for tests that run on each of them."""

from __future__ import annotations

import subprocess

import pytest
from freqtrade_env import Freqtrade

# Compiling the native library takes minutes.
HOSTS = ("hostfxr", "pythonnet", pytest.param("native", marks=pytest.mark.long))


def on_host(home: Freqtrade, host: str, request: pytest.FixtureRequest) -> None:
    """Selects the host for the C# side of a configuration; skips and names the host if it is unavailable."""
    section = home.config["agentbridge"]
    if host == "hostfxr":
        without_pythonnet(home)
    elif host == "native":
        section.pop("assembly")
        section["strategy"] = {**section.get("strategy", {}), "library": str(request.getfixturevalue("library"))}
    elif subprocess.run([home.python, "-c", f"import {host}"], capture_output=True, check=False).returncode:
        pytest.skip(f"{host} is not installed beside Freqtrade {home.version}")


def choose(home: Freqtrade, **strategy: object) -> None:
    """Sets the strategy, for any host of the configuration."""
    section = home.config["agentbridge"]
    library = section.get("strategy", {}).get("library")
    section["strategy"] = {**({"library": library} if library else {}), "name": "breakout", **strategy}


def without_pythonnet(home: Freqtrade) -> None:
    folder = home.folder / "absent"
    folder.mkdir()
    (folder / "pythonnet.py").write_text("raise ImportError('not installed')\n", encoding="utf-8")
    home.environment["PYTHONPATH"] = str(folder)
