"""The C# side as a library compiled ahead of time: in the real Freqtrade, and with faults."""

from __future__ import annotations

import json
import os
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from built import built, published
from exchange import Exchange
from freqtrade_env import STEP_MS, VERSIONS, Freqtrade, lines_of, make
from recorded import candles_of, history_file
from test_clr import NOT_LOADED, generate, run
from test_clr_freqtrade import ids_of, without_pythonnet

from agent_bridge.sources.clr_native import NativeHost
from agent_bridge.sources.clr_runtime import ClrError

pytestmark = pytest.mark.long

QUIET = [[1748736000000 + number * STEP_MS, 100, 100.5, 99.5, 100, 10] for number in range(100)]


@pytest.fixture(params=VERSIONS)
def freqtrade(request: pytest.FixtureRequest, tmp_path: Path, exchange: Exchange) -> Freqtrade:
    return without_dotnet(make(request.param, tmp_path / "home", exchange.url))


@pytest.fixture(scope="session")
def own_library() -> Path:
    """A library with a user's strategy, built as a user would build it."""
    return published("tests/AgentBridge.Tests.NativeStrategy")


@pytest.fixture(scope="session")
def own_assembly() -> Path:
    """The same project, built as usual."""
    return built("AgentBridge.Tests.NativeStrategy", "AgentBridge.Tests.NativeStrategy.dll", "BRIDGE_NATIVE_STRATEGY")


def without_dotnet(home: Freqtrade) -> Freqtrade:
    """A machine without .NET on the PATH or in a variable."""
    folder = home.folder / "programs"
    folder.mkdir()
    for name in ("sh", "env", "uname"):
        (folder / name).symlink_to(f"/bin/{name}")
    home.environment.update(PATH=str(folder), DOTNET_ROOT="")
    return home


def section(library: Path, **strategy: object) -> dict:
    return {"source": "clr", "strategy": {"library": str(library), **strategy}}


def refused(home: Freqtrade, of: dict) -> str:
    """The one line with which a start ends."""
    home.config["agentbridge"] = of
    home.write_candles("BTC/USDT", QUIET)
    done = home.run(
        "backtesting", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(home.folder / "strategies"), "--export", "none"
    )
    lines = lines_of(home.output)
    assert done.returncode != 0 and len(lines) == 1 and "Traceback" not in home.output, home.output[-3000:]
    return lines[0]


def test_backtest_trades_are_those_of_the_other_hosts(freqtrade: Freqtrade, tmp_path: Path, assembly: Path, library: Path) -> None:
    freqtrade.write_candles("BTC/USDT", candles_of(history_file(tmp_path))[:6_000])

    freqtrade.config["agentbridge"] = section(library)
    of_native = freqtrade.backtest("AgentBridgeStrategy")
    lines = lines_of(freqtrade.output)
    freqtrade.config["agentbridge"] = {"source": "clr", "assembly": str(assembly), "dotnet_root": os.environ["DOTNET_ROOT"]}
    of_pythonnet = freqtrade.backtest("AgentBridgeStrategy")
    without_pythonnet(freqtrade)
    of_hostfxr = freqtrade.backtest("AgentBridgeStrategy")

    assert len(of_native) > 80 and of_native == of_pythonnet == of_hostfxr
    # Once, at the start.
    used = [line for line in lines if "C# runs in this process" in line]
    assert used == [f"agentbridge: C# runs in this process through native ({library}, ABI 6): named by strategy.library"]


def test_user_strategy_trades_what_bridge_generate_makes(
    freqtrade: Freqtrade, tmp_path: Path, assembly: Path, own_assembly: Path, own_library: Path
) -> None:
    head, *rows = history_file(tmp_path).read_text(encoding="utf-8").splitlines()[:6001]
    part = tmp_path / "part.csv"
    part.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    freqtrade.write_candles("BTC/USDT", candles_of(part))
    params = {"falls": 1, "room": 2}
    history = tmp_path / "history.jsonl"
    words = [word for name, value in params.items() for word in ("--param", f"{name}={value}")]
    made = generate(part, history, "--strategy", "rebound", "--strategy-assembly", str(own_assembly), *words)
    assert made["approved"] > 60 and sum(made["denied"].values()) > 20

    trades = {}
    for place, of in {
        "library": section(own_library, name="rebound", params=params),
        "assembly": {
            "source": "clr", "assembly": str(assembly), "dotnet_root": os.environ["DOTNET_ROOT"],
            "strategy": {"name": "rebound", "assembly": str(own_assembly), "params": params},
        },
        "file": {"source": "file", "file": str(history), "label": "rebound/3"},
    }.items():
        freqtrade.config["agentbridge"] = of
        trades[place] = freqtrade.backtest("AgentBridgeStrategy")

    assert len(trades["library"]) > 30 and trades["library"] == trades["assembly"] == trades["file"]
    ids = {json.loads(line)["decision_id"] for line in history.read_text(encoding="utf-8").splitlines()}
    assert set(ids_of(trades["library"])) <= ids


def test_library_names_its_strategies(freqtrade: Freqtrade, library: Path, own_library: Path) -> None:
    # A strategy that only one of the libraries contains.
    line = refused(freqtrade, section(library, name="rebound"))
    assert line.startswith("agentbridge.strategy: strategy rebound: there is no such strategy; available: breakout")
    assert line.endswith("one of your own needs strategy.assembly (an assembly) or strategy.library (a native library)")
    line = refused(freqtrade, section(own_library, name="rebound", params={"falls": 0}))
    assert "falls=0: expected a whole number from 1 to 10" in line
    line = refused(freqtrade, section(own_library))
    assert "name is missing: library is given, and rebound is in it; name one" in line


@pytest.mark.parametrize("version", list(VERSIONS))
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("missing", "there is no such file; create it with `dotnet publish"),
        ("folder", "it is a folder; name the library in it"),
        ("pipe", "it is not a regular file; create one with `dotnet publish"),
        ("dotnet", "it is a .NET assembly; name it as strategy.assembly"),
        ("empty", "it is not an ELF library"),
        ("text", "it is not an ELF library"),
        ("header", "it is truncated after 20 bytes"),
        ("machine", "it is built for aarch64, and this is x86_64"),
        ("bits", "it is built for 32 bits, and this Python has 64"),
        ("object", "it is not a shared library"),
        ("dependency", "libnowhere.so: cannot open shared object file"),
        ("foreign", "it has no function ab6_abi_version: publish a project that refers to AgentBridge.Native"),
        ("newer", "its ABI version is 7, this package needs 6: use both of one release"),
        ("lying", "its ABI version is 9, this package needs 6: use both of one release"),
        ("lacking", "it can't be used (it has no function ab6_strategies): it is damaged or of another version"),
    ],
)
def test_fault_of_a_library_is_one_clear_line(version: str, library: Path, tmp_path: Path, fault: str, words: str) -> None:
    target = tmp_path / "some.so"
    whole = library.read_bytes()
    if fault == "folder":
        target.mkdir()
    elif fault == "pipe":
        os.mkfifo(target)
    elif fault in ("empty", "text", "header", "dotnet"):
        target.write_bytes({"empty": b"", "text": b"this is no library", "header": whole[:20], "dotnet": b"MZ\x90\0" * 400}[fault])
    elif fault in ("machine", "bits", "object"):
        at, value = {"machine": (18, struct.pack("<H", 183)), "bits": (4, b"\x01"), "object": (16, struct.pack("<H", 1))}[fault]
        target.write_bytes(whole[:at] + value + whole[at + len(value) :])
    elif fault != "missing":
        compiled(target, fault)

    found = run((python_of(version), "native"), "load", target, tmp_path)["failure"]

    assert found["status"] == NOT_LOADED and found["text"].startswith(f"agentbridge.strategy.library={target}: "), found
    assert words in found["text"] and "\n" not in found["text"], found


def compiled(target: Path, kind: str) -> None:
    """A C library that is almost a valid one."""
    functions = {
        "foreign": "int something(void) { return 6; }",
        "newer": "int ab7_abi_version(void) { return 7; }",
        "lying": "int ab6_abi_version(void) { return 9; }",
        "lacking": "int ab6_abi_version(void) { return 6; }",
        "dependency": "int ab6_abi_version(void) { return 6; }",
    }
    source = target.with_suffix(".c")
    source.write_text(functions[kind] + "\n", encoding="utf-8")
    compiler = shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.skip("there is no C compiler (gcc or clang)")
    arguments = [compiler, "-shared", "-fPIC", "-o", str(target), str(source)]
    if kind == "dependency":
        other = target.with_name("libnowhere.so")
        subprocess.run([compiler, "-shared", "-fPIC", "-o", str(other), str(source)], check=True)
        subprocess.run([*arguments, "-Wl,--no-as-needed", f"-L{target.parent}", "-lnowhere"], check=True)
        other.unlink()
    else:
        subprocess.run(arguments, check=True)


@pytest.mark.parametrize("version", list(VERSIONS))
def test_library_truncated_anywhere_is_refused(version: str, library: Path, tmp_path: Path) -> None:
    # If it were mapped, it would end the process.
    whole = library.read_bytes()
    for part in range(1, 16):
        target = tmp_path / f"cut-{part}.so"
        target.write_bytes(whole[: len(whole) * part // 16])
        found = run((python_of(version), "native"), "load", target, tmp_path)["failure"]
        assert f"it is truncated: {len(whole) * part // 16} of {len(whole)} bytes exist" in found["text"], (part, found)


def python_of(version: str) -> str:
    python = os.environ.get(VERSIONS[version], "")
    if not python or not Path(python).exists():
        pytest.skip(f"Freqtrade {version} is not installed ({VERSIONS[version]} does not name its Python)")
    return python


def test_assembly_and_library_at_once_are_refused(freqtrade: Freqtrade, library: Path) -> None:
    line = refused(freqtrade, section(library, assembly="Mine.dll"))
    assert line == "agentbridge.strategy: assembly and library are two places for one strategy; keep one"


@pytest.mark.parametrize("version", list(VERSIONS))
def test_no_runtime_of_dotnet_is_loaded(version: str, library: Path, tmp_path: Path) -> None:
    result = run((python_of(version), "native"), "mapped", library, tmp_path)
    # The loaded bytes, not the file.
    assert str(library) not in result["mapped"] and result["strategies"][:1] == ["breakout"]
    assert [path for path in result["mapped"] if path.startswith("/memfd:AgentBridge.Native.so")], result["mapped"]
    assert not [path for path in result["mapped"] if "dotnet" in path or "coreclr" in path or "hostfxr" in path]


@pytest.mark.parametrize("version", list(VERSIONS))
def test_library_overwritten_while_it_runs_changes_nothing(version: str, library: Path, tmp_path: Path) -> None:
    result = run((python_of(version), "native"), "overwritten", library, tmp_path)
    assert len(result["made"]) == 4 and min(result["made"]) > 0, result
    assert result["name"] == "breakout/1" and str(tmp_path / "own.so") in result["origin"]


def test_library_that_is_refused_leaves_nothing_open(tmp_path: Path) -> None:
    target = tmp_path / "none.so"
    target.write_bytes(b"this is no library" * 1000)
    before = sorted(os.listdir("/proc/self/fd"))
    for _ in range(3):
        with pytest.raises(ClrError, match="it is not an ELF library"):
            NativeHost(target)
    assert sorted(os.listdir("/proc/self/fd")) == before


def test_library_needs_no_newer_glibc_than_its_wheel_declares(library: Path, own_library: Path) -> None:
    for path in (library, own_library):
        symbols = subprocess.run(["objdump", "-T", str(path)], capture_output=True, text=True, check=True).stdout
        versions = {tuple(map(int, found.split("."))) for found in re.findall(r"\bGLIBC_(\d[\d.]*)", symbols)}
        assert versions and max(versions) <= (2, 34), sorted(versions)
        needed = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=True).stdout
        libraries = {line.split()[1] for line in needed.split("\n") if line.strip().startswith("NEEDED")}
        # Nothing that a slim image lacks; a library that needs ICU would end the process there.
        assert b"libicu" not in path.read_bytes()
        assert libraries <= {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "libdl.so.2", "libpthread.so.0", "librt.so.1"}, libraries
