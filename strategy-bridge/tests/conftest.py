"""Paths of the checkout for all tests, and which of them one run takes."""

from __future__ import annotations

import os
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

for place in (str(BRIDGE), str(BRIDGE / "tests")):
    if place not in sys.path:
        sys.path.insert(0, place)

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(tempfile.gettempdir()) / "agent-bridge-hypothesis"))

from hypothesis import settings  # noqa: E402

# No database beside the sources, and no judgement of a busy machine's speed.
settings.register_profile("repository", database=None, deadline=None)
settings.load_profile("repository")


@pytest.fixture(scope="session")
def exchange() -> Iterator[Any]:
    """An exchange for backtests, which ask for its markets and nothing else."""
    from exchange import Exchange

    server = Exchange({"BTC/USDT": 100.0, "ETH/USDT": 100.0})
    yield server
    server.close()



def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only", action="append", choices=[*VERSIONS, COMMON], metavar="GROUP",
        help="take only the tests of this Freqtrade release, or those of none ('common'); may be repeated. "
        "Tests of the interpreter's own Freqtrade are always taken.",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "release(version): the test drives this Freqtrade release, though it has no parameter that says so")
    config.addinivalue_line("markers", "interpreter: the test needs the Freqtrade of the interpreter that runs pytest, whichever it is")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--only")
    if wanted:
        others = [item for item in items if item.get_closest_marker("interpreter") is None and group_of(item) not in wanted]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if item not in set(others)]


def group_of(item: pytest.Item) -> str:
    """The release that a test's marker or parameters name, else `common`."""
    marker = item.get_closest_marker("release")
    if marker is not None:
        assert marker.args[0] in VERSIONS, f"{item.nodeid}: release{marker.args} is none of {list(VERSIONS)}, so no run would take the test"
        return marker.args[0]
    values = item.callspec.params.values() if hasattr(item, "callspec") else ()
    parts = [part for value in values for part in (value if isinstance(value, tuple) else (value,))]
    return next((part for part in parts if isinstance(part, str) and part in VERSIONS), COMMON)
