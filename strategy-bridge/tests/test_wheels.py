"""The wheels with C# in them: their content, that they are reproducible, and backtests with only an installed wheel."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from built import ROOT, bridge, publishing
from conftest import BRIDGE
from exchange import Exchange
from freqtrade_env import VERSIONS, Freqtrade, lines_of, make
from recorded import candles_of, history_file
from test_native import refused, without_dotnet

from agent_bridge import __version__

pytestmark = pytest.mark.long

KINDS = {"any": "py3-none-any", "linux": "py3-none-manylinux_2_34_x86_64"}

BACKEND = """
import sys
sys.path.insert(0, "build_backend")
import backend
backend.build_wheel(sys.argv[1], {"native": sys.argv[2]})
"""


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both, as `bridge freqtrade wheel` builds them."""
    folder = tmp_path_factory.mktemp("wheels")
    with publishing():
        done = subprocess.run(
            bridge("freqtrade", "wheel", "--out", str(folder), "--json"),
            capture_output=True, text=True, timeout=1800, check=False, cwd=folder, env={**os.environ, "BRIDGE_ROOT": str(ROOT)},
        )
    assert done.returncode == 0, done.stdout + done.stderr
    made = [Path(path) for path in json.loads(done.stdout)["wheels"]]
    assert [path.name for path in made] == [f"agent_bridge-{__version__}-{tag}.whl" for tag in KINDS.values()]
    return dict(zip(KINDS, made, strict=True))


@pytest.fixture(params=VERSIONS)
def freqtrade(request: pytest.FixtureRequest, tmp_path: Path, exchange: Exchange) -> Freqtrade:
    home = make(request.param, tmp_path / "home", exchange.url)
    # Only the one file: the package is the installed one.
    shutil.rmtree(home.folder / "strategies" / "agent_bridge")
    return home


def install(home: Freqtrade, wheel: Path) -> Path:
    """A wheel next to the release's own packages; a second one adds its C# to the first one's."""
    target = home.folder / "installed"
    if target.exists():
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target)
        return target
    command = [home.python, "-m", "pip", "install", "--no-index", "--no-deps", "--disable-pip-version-check", "-q"]
    done = subprocess.run([*command, "--target", str(target), str(wheel)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    home.environment["PYTHONPATH"] = str(target)
    return target


def test_wheels_contain_the_package_and_their_csharp(wheels: dict[str, Path]) -> None:
    sources = {path.relative_to(BRIDGE).as_posix() for path in (BRIDGE / "agent_bridge").rglob("*.py")} | {"AgentBridgeStrategy.py"}
    for kind, wheel in wheels.items():
        with zipfile.ZipFile(wheel) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        native = {Path(name).name for name in files if name.startswith("agent_bridge/native/")}
        if kind == "linux":
            assert native == {"AgentBridge.Native.so"}
        else:
            parts = ("Engine", "Market", "Native", "Risk", "Schema", "Signals")
            described = {f"AgentBridge.Native.{kind}.json" for kind in ("deps", "runtimeconfig")}
            # The log of AgentBridge.Engine. What AgentBridge.Market reads feather and parquet with stays out of Freqtrade's process.
            log = {f"Microsoft.Extensions.{part}.Abstractions.dll" for part in ("DependencyInjection", "Logging")}
            assert native == {f"AgentBridge.{part}.dll" for part in parts} | log | described
            libraries = json.loads(files["agent_bridge/native/AgentBridge.Native.deps.json"])["targets"][".NETCoreApp,Version=v10.0"]
            loaded = {Path(path).name for library in libraries.values() for path in library.get("runtime", {})}
            assert loaded == {name for name in native if name.endswith(".dll")}
        assert sources <= files.keys() and f"Tag: {KINDS[kind]}\n" in files[f"agent_bridge-{__version__}.dist-info/WHEEL"].decode()
        record = list(csv.reader(files[f"agent_bridge-{__version__}.dist-info/RECORD"].decode().splitlines()))
        assert {row[0] for row in record} == files.keys()
        for name, digest, size in record:
            if digest:
                made = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).rstrip(b"=").decode()
                assert (digest, size) == (f"sha256={made}", str(len(files[name]))), name


def test_wheels_are_reproducible(wheels: dict[str, Path], tmp_path: Path) -> None:
    with publishing() as place:
        for kind, wheel in wheels.items():
            folder = place / "publish" / "AgentBridge.Native" / ("release_linux-x64" if kind == "linux" else "release")
            made = {}
            for name, epoch in (("again", None), ("dated", "1760000000"), ("dated-again", "1760000000"), ("ancient", "0")):
                (tmp_path / name).mkdir(exist_ok=True)
                environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
                subprocess.run(
                    [sys.executable, "-B", "-c", BACKEND, str(tmp_path / name), str(folder)],
                    check=True, cwd=BRIDGE, env={**environment, **({"SOURCE_DATE_EPOCH": epoch} if epoch else {})},
                )
                made[name] = tmp_path / name / wheel.name
            assert made["again"].read_bytes() == wheel.read_bytes() == made["ancient"].read_bytes()
            assert made["dated"].read_bytes() == made["dated-again"].read_bytes() != wheel.read_bytes()
            assert {entry.date_time for entry in zipfile.ZipFile(made["dated"]).infolist()} == {(2025, 10, 9, 8, 53, 20)}


def test_folder_without_csharp_makes_no_wheel(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-B", "-c", BACKEND, str(tmp_path), str(tmp_path)], capture_output=True, text=True, cwd=BRIDGE, check=False
    )
    assert done.returncode != 0 and "it contains neither AgentBridge.Native.so nor AgentBridge.Native.dll" in done.stderr


def test_backtest_with_an_installed_wheel_trades_the_same(
    freqtrade: Freqtrade, wheels: dict[str, Path], tmp_path: Path, assembly: Path
) -> None:
    freqtrade.write_candles("BTC/USDT", candles_of(history_file(tmp_path))[:6_000])
    trades, hosts = {}, {}
    for name in ("checkout", "any", "linux"):
        freqtrade.config["agentbridge"] = {"source": "clr", **({"assembly": str(assembly)} if name == "checkout" else {})}
        shutil.rmtree(freqtrade.folder / "installed", ignore_errors=True)
        if name == "checkout":
            freqtrade.environment["PYTHONPATH"] = str(BRIDGE)
        else:
            install(freqtrade, wheels[name])
        if name == "linux":
            without_dotnet(freqtrade)
        trades[name] = freqtrade.backtest("AgentBridgeStrategy")
        (hosts[name],) = [line for line in lines_of(freqtrade.output) if "C# runs in this process" in line]

    assert len(trades["checkout"]) > 80 and trades["any"] == trades["checkout"] == trades["linux"]
    native = freqtrade.folder / "installed" / "agent_bridge" / "native"
    assert f"through pythonnet ({native / 'AgentBridge.Native.dll'}, ABI 6): the assembly in the package" in hosts["any"]
    assert f"through native ({native / 'AgentBridge.Native.so'}, ABI 6): the package's own library, which " in hosts["linux"]


def test_strategy_that_is_in_no_library_is_refused_or_decided_by_the_assembly(freqtrade: Freqtrade, wheels: dict[str, Path]) -> None:
    install(freqtrade, wheels["linux"])
    chosen = {"source": "clr", "strategy": {"name": "mine"}}
    line = refused(freqtrade, chosen)
    assert "strategy mine is not in the native library, and the package contains no assembly: set assembly to" in line
    # With both, the runtime's side is used, which can load more than the compiled-in strategies.
    install(freqtrade, wheels["any"])
    line = refused(freqtrade, chosen)
    assert "agentbridge.strategy: strategy mine: there is no such strategy; available: breakout" in line


def test_package_without_csharp_reports_what_is_missing(freqtrade: Freqtrade, wheels: dict[str, Path]) -> None:
    target = install(freqtrade, wheels["any"])
    shutil.rmtree(target / "agent_bridge" / "native")
    assert "assembly is missing: the path of AgentBridge.Native.dll" in refused(freqtrade, {"source": "clr"})
