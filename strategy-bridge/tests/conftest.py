"""Paths of the checkout for all tests, and the selection of tests for a run."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BRIDGE = Path(__file__).resolve().parents[1]
CORPUS = BRIDGE.parent / "schema" / "corpus"
VERSIONS = {"2024.2": "BRIDGE_FREQTRADE_2024_2", "2026.9": "BRIDGE_FREQTRADE_2026_9"}
COMMON = "common"
# The marks that a run includes.
TAKEN = {"fast": (), "usual": ("slow",), "all": ("slow", "long")}
PAIRS = ["BTC/USDT", "ETH/USDT", "XRP/USDT", "ADA/USDT", "LTC/USDT"]

# Variables that the test runner sets; every other variable that the product reads is removed, so that a test and its children see
# only what the test set. The C# tests do the same in CleanEnvironment.cs.
RUNNER_VARIABLES = {
    *VERSIONS.values(), "BRIDGE_CLI", "BRIDGE_DOTNET", "BRIDGE_NATIVE_ASSEMBLY", "BRIDGE_NATIVE_LIBRARY", "BRIDGE_CRASH_CHILD",
    "BRIDGE_TEST_PLUGIN",
}
READ = {
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NO_COLOR", "CI", "COLUMNS", "VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME",
    "XDG_DATA_HOME",
}


def pass_on_no_ignored_signal() -> None:
    """Children inherit the signals that this process ignores (under nohup, in a shell's background), and are stopped by them here."""
    for number in (signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, lambda *_: None)


def clear_environment() -> None:
    settings = (BRIDGE.parent / "envs" / ".env.example").read_text(encoding="utf-8")
    names = READ | {line.lstrip("# ").partition("=")[0] for line in settings.splitlines() if "=" in line}
    for name in list(os.environ):
        ours = name.startswith(("BRIDGE_", "AGENTBRIDGE_HOME", "FREQTRADE_", "PIP_", "DOTNET_ROOT"))
        if name not in RUNNER_VARIABLES and (ours or name.upper() in names):
            del os.environ[name]
    # The folder of the configured .NET, so that the tests load the same one.
    dotnet = shutil.which(os.environ.get("BRIDGE_DOTNET") or "dotnet")
    if dotnet:
        os.environ["DOTNET_ROOT"] = str(Path(dotnet).resolve().parent)


clear_environment()
pass_on_no_ignored_signal()
for place in (str(BRIDGE), str(BRIDGE / "tests")):
    if place not in sys.path:
        sys.path.insert(0, place)

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(tempfile.gettempdir()) / "agent-bridge-hypothesis"))

from hypothesis import settings  # noqa: E402

# No database next to the sources, and no deadline on a busy machine.
settings.register_profile("repository", database=None, deadline=None)
settings.load_profile("repository")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only", action="append", choices=[*VERSIONS, COMMON], metavar="GROUP",
        help="take only the tests of this Freqtrade release, or those of none ('common'); may be repeated. "
        "Tests of the interpreter's own Freqtrade are always taken.",
    )
    parser.addoption(
        "--cost", choices=[*TAKEN], default="all", metavar="COST",
        help="which tests are taken by what they cost: fast (none that is marked), usual (none that is marked long), all",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "release(version): the test drives this Freqtrade release, though it has no parameter that says so")
    config.addinivalue_line("markers", "slow: left out of the fast run; so is, without a mark, what drives a release or a bot (inside/)")
    config.addinivalue_line("markers", "long: left out of the fast and of the usual run; --cost all takes it")
    config.addinivalue_line("markers", "long_on(version): long with this Freqtrade release; the usual run takes it with the other one")
    config.addinivalue_line("markers", "interpreter: the test needs the Freqtrade of the interpreter that runs pytest, whichever it is")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--only")
    for item in items:
        if "inside" in item.path.relative_to(BRIDGE).parts or group_of(item) != COMMON:
            item.add_marker(pytest.mark.slow)
    left_out = [mark for mark in TAKEN["all"] if mark not in TAKEN[config.getoption("--cost")]]

    def is_taken(item: pytest.Item) -> bool:
        if any(item.get_closest_marker(mark) is not None for mark in left_out):
            return False
        if "long" in left_out and any(marker.args[0] == group_of(item) for marker in item.iter_markers("long_on")):
            return False
        return not wanted or item.get_closest_marker("interpreter") is not None or group_of(item) in wanted

    others = {item for item in items if not is_taken(item)}
    if others:
        config.hook.pytest_deselected(items=[item for item in items if item in others])
        items[:] = [item for item in items if item not in others]


def group_of(item: pytest.Item) -> str:
    """The release that a test's marker or parameters name, else `common`."""
    marker = item.get_closest_marker("release")
    if marker is not None:
        assert marker.args[0] in VERSIONS, f"{item.nodeid}: release{marker.args} is not one of {list(VERSIONS)}, so no run would include it"
        return marker.args[0]
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    parts = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return next((part for part in parts if isinstance(part, str) and part in VERSIONS), COMMON)


@pytest.fixture(scope="session")
def exchange() -> Iterator[Any]:
    """An exchange for backtests and for bots that do not set prices."""
    from exchange import Exchange

    server = Exchange(dict.fromkeys(PAIRS, 100.0))
    yield server
    server.close()


@pytest.fixture(scope="session")
def assembly() -> Path:
    """The assembly that the source clr loads."""
    from built import built

    return built("AgentBridge.Native", "AgentBridge.Native.dll", "BRIDGE_NATIVE_ASSEMBLY")


@pytest.fixture(scope="session")
def library() -> Path:
    """The same as a C library compiled ahead of time."""
    from built import published

    named = os.environ.get("BRIDGE_NATIVE_LIBRARY")
    return Path(named) if named else published("src/AgentBridge.Native")


@pytest.fixture(scope="session")
def plugin() -> Path:
    """An assembly with a user's strategies."""
    from built import built

    return built("AgentBridge.TestPlugin", "AgentBridge.TestPlugin.dll", "BRIDGE_TEST_PLUGIN")


@pytest.fixture
def close() -> int:
    """The close time of the last closed candle, in Unix milliseconds."""
    from exchange import wait_for_room

    return wait_for_room(10)


@pytest.fixture
def channel(tmp_path: Path) -> Any:
    from channels import FileChannel

    return FileChannel(tmp_path / "signals")


@pytest.fixture
def strategy(tmp_path: Path, channel: Any) -> Iterator[Any]:
    """AgentBridgeStrategy as this interpreter's Freqtrade loads it for a dry-run, started; there is no bot around it."""
    from loaded import make

    made = make(tmp_path, {"source": "file", "file": str(channel.folder), "journal_dir": str(tmp_path / "logs")})
    made.ft_bot_start()
    yield made
    made.ft_bot_cleanup()


@pytest.fixture
def bot(tmp_path: Path, exchange: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A bot that is configured and not started; all prices are 100."""
    from live_bot import LiveBot

    from agent_bridge import feed, startup

    monkeypatch.setattr(feed, "POLL_SEC", 0.02)
    monkeypatch.setattr(startup, "_consumed", {})
    exchange.prices.update(dict.fromkeys(PAIRS, 100.0))
    made = LiveBot(tmp_path, exchange)
    yield made
    made.stop()
