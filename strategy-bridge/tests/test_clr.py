"""C# in the process, on both versions' Pythons and under each host; each scenario runs in its own process."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from built import bridge
from conftest import BRIDGE
from freqtrade_env import VERSIONS
from recorded import history_file

OK, BAD_ARGUMENT, BAD_OPTIONS, BAD_CANDLES, UNAVAILABLE, CONFLICT, FORKED, CLOSED, FAILED = 1, 2, 3, 4, 5, 6, 7, 8, 70
NOT_LOADED = -1


def on_both(*hosts: str) -> list:
    """Each host on each release. The usual run takes hostfxr: the native library compiles for minutes, and pythonnet runs the same code."""
    marks = {host: [pytest.mark.long] for host in ("native", "pythonnet")}
    return [pytest.param((version, host), marks=marks.get(host, [])) for version in VERSIONS for host in hosts]


@pytest.fixture(params=on_both("hostfxr", "pythonnet", "native"), ids=lambda pair: "-".join(pair))
def side(request: pytest.FixtureRequest) -> tuple[str, str]:
    version, host = request.param
    python = os.environ.get(VERSIONS[version], "")
    if not python or not Path(python).exists():
        pytest.skip(f"Freqtrade {version} is not installed ({VERSIONS[version]} does not name its Python)")
    if host == "pythonnet" and subprocess.run([python, "-c", "import pythonnet"], capture_output=True, check=False).returncode:
        pytest.skip(f"pythonnet is not installed beside Freqtrade {version}")
    return python, host


@pytest.fixture
def assembly(assembly: Path, side: tuple[str, str], request: pytest.FixtureRequest) -> Path:
    """The file that the host of this side loads."""
    return request.getfixturevalue("library") if side[1] == "native" else assembly


def run(side: tuple[str, str], scenario: str, assembly: Path, folder: Path, **environment: str) -> dict:
    done = subprocess.run(
        [side[0], str(BRIDGE / "tests" / "clr_child.py"), scenario, str(assembly), side[1], str(folder)],
        capture_output=True, text=True, timeout=600, check=False, env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
    )
    assert done.returncode == 0 and done.stdout.strip(), f"rc {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return json.loads(done.stdout.strip().split("\n")[-1])


def generate(candles: Path, out: Path, *words: str, exit_code: int = 0, **settings: str) -> dict:
    """The output of `bridge generate` for the candles."""
    done = subprocess.run(
        bridge("generate", "--candles", f"BTC/USDT={candles}", "--out", str(out), *words, "--json"),
        capture_output=True, text=True, timeout=600, check=False, cwd=out.parent, env={**os.environ, **settings},
    )
    assert done.returncode == exit_code, done.stderr
    return json.loads(done.stdout)


def test_bytes_are_those_of_bridge_generate(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    history = history_file(tmp_path)
    (tmp_path / "candles.csv").symlink_to(history)

    result = run(side, "generate", assembly, tmp_path)

    for name, settings in ((side[1], {}), (f"{side[1]}-capped", {"MAX_CAPITAL_PCT": "0.02"})):
        expected = generate(history, tmp_path / "expected.jsonl", **settings)
        ours = (tmp_path / f"{name}.jsonl").read_bytes()
        assert hashlib.sha256(ours).hexdigest() == expected["sha256"]
        assert ours == (tmp_path / "expected.jsonl").read_bytes()
        if name == side[1]:
            assert (result["raw"], result["approved"], result["denied"]) == (expected["raw"], expected["approved"], expected["denied"])
            assert result["signals"] == result["approved"] > 1000
    assert result["marks"] and result["marks_in_order"]
    assert result["strided"] and result["stacked"] and result["strided_rows"] and result["read_only"]
    assert result["later"][0] == result["later"][1] != []


def test_strategy_with_a_feed_gives_what_bridge_generate_gives(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    head, *rows = history_file(tmp_path).read_text(encoding="utf-8").splitlines()[:6001]
    cells = [row.split(",") for row in rows]
    # Another market of the same times: the prices of two thousand candles later.
    moved = [[time[0], *prices[1:]] for time, prices in zip(cells[:4000], cells[2000:], strict=True)]
    for name, lines in (("candles.csv", cells[:4000]), ("other.csv", moved)):
        (tmp_path / name).write_text("\n".join([head, *(",".join(line) for line in lines)]) + "\n", encoding="utf-8")
    words = ("--strategy", "led-breakout", "--param", "leader=ETH/USDT", "--param", "leader_period=5")

    result = run(side, "strategy", assembly, tmp_path)

    expected = generate(tmp_path / "candles.csv", tmp_path / "expected.jsonl", "--candles", f"ETH/USDT={tmp_path / 'other.csv'}", *words)
    assert (tmp_path / "strategy.jsonl").read_bytes() == (tmp_path / "expected.jsonl").read_bytes()
    assert result["whole"] == [False, expected["approved"]] and expected["approved"] > 20
    assert result["needs"][0] == "led-breakout/1" and result["needs"][1] > 20 and result["needs"][2] == ["ETH/USDT"]
    assert result["without"][:2] == [0, True] and result["without"][2] > 3000
    assert result["late"] == [True, 1] and result["as_text"]
    for name, words_of in {
        "unknown": "agentbridge.strategy: strategy nonsense: there is no such strategy; available: breakout",
        "range": "high_lookback=0: expected a whole number from 1 to 500",
        "parameter": "agentbridge.strategy: hihg: strategy breakout has no such parameter",
        "member": "agentbridge.strategy.names is not an option", "timeframe": "strategy ema-cross needs a warm-up of",
    }.items():
        assert result[name]["status"] == BAD_OPTIONS and words_of in result[name]["text"], result[name]
    assert result["none"]["status"] == BAD_ARGUMENT


# A library compiled ahead of time loads no assembly.
LOADING = pytest.mark.parametrize("side", on_both("hostfxr", "pythonnet"), ids="-".join, indirect=True)


@LOADING
def test_strategy_of_a_user_assembly_gives_what_bridge_generate_gives(
    side: tuple[str, str], assembly: Path, plugin: Path, tmp_path: Path
) -> None:
    head, *rows = history_file(tmp_path).read_text(encoding="utf-8").splitlines()[:4001]
    (tmp_path / "candles.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

    result = run(side, "plugin", assembly, tmp_path, AGENT_BRIDGE_TEST_PLUGIN=str(plugin))

    own = ("--strategy-assembly", str(plugin))
    expected = generate(tmp_path / "candles.csv", tmp_path / "expected.jsonl", "--strategy", "mean-cross", "--param", "fast=4", *own)
    assert (tmp_path / "plugin.jsonl").read_bytes() == (tmp_path / "expected.jsonl").read_bytes()
    assert result["needs"] == ["mean-cross/2", 21] and result["marks"] == expected["approved"] > 20
    assert result["sound"] == [0, False, ""] and result["never_opens"]
    thrower = ("--strategy", "thrower", "--param", "place=candle", "--param", "every=500", *own)
    failed = generate(tmp_path / "candles.csv", tmp_path / "failed-expected.jsonl", *thrower, exit_code=1)
    assert (tmp_path / "failed.jsonl").read_bytes() == (tmp_path / "failed-expected.jsonl").read_bytes()
    assert result["failed"][:2] == [failed["generator_failed"], False] and failed["generator_failed"] >= 7 * 3
    assert result["failed"][3] == result["approved"] == failed["approved"] > 100
    assert result["failed"][2].startswith("strategy thrower/1 failed on the candle of 2021-")
    assert result["failed"][2].endswith("InvalidOperationException: a candle it does not like")
    for name, words in {
        "unnamed": "name is missing: assembly is given, and mean-cross, noisy, shares-state, thrower, unending are in it; name one",
        "unknown": "strategy nonsense: there is no such strategy; available: breakout, ",
        "absent": "none.dll: there is no such file; build the project",
        "itself": "it does not state the strategy contract it was built for",
        "broken": "InvalidOperationException: needs nothing, and says so on two lines",
        "range": "fast=1: expected a whole number from 2 to 100",
    }.items():
        assert result[name]["status"] == BAD_OPTIONS and words in result[name]["text"] and "\n" not in result[name]["text"], result[name]


@pytest.mark.parametrize("side", on_both("native"), ids="-".join, indirect=True)
def test_native_library_refuses_an_assembly(side: tuple[str, str], assembly: Path, plugin: Path, tmp_path: Path) -> None:
    result = run(side, "plugin_refused", assembly, tmp_path, AGENT_BRIDGE_TEST_PLUGIN=str(plugin))

    words = "this program was compiled ahead of time and can't load assemblies; build your strategy into a native library"
    assert result["status"] == BAD_OPTIONS and words in result["text"]


@LOADING
def test_running_bot_survives_a_strategy_that_throws(side: tuple[str, str], assembly: Path, plugin: Path, tmp_path: Path) -> None:
    result = run(side, "plugin_feed", assembly, tmp_path, AGENT_BRIDGE_TEST_PLUGIN_FOLDER=str(plugin.parent))

    first, again, is_down, signals = result["throws"]
    assert first.startswith("BTC/USDT: GENERATOR_FAILED: strategy thrower/1 failed on the candle of ")
    assert first.endswith("InvalidOperationException: a candle it does not like") and (again, is_down) == (None, False)
    # Earlier decisions are unchanged; there is none on this candle.
    assert True not in signals
    # The same strategy, long after a failure: it was created again and decides.
    assert result["decides"] == [None, None, False, [True]]
    assert len(result["lines"]) == 1 and result["lines"][0] in first
    assert result["known"].startswith("thrower/1 ") and len(result["known"].split()[1]) == 64


def test_parameters_are_described_and_agents_of_backtests_are_bounded(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    result = run(side, "tuned", assembly, tmp_path)
    assert result["parameters"] == [
        ["high_lookback", "int", 19, 1, 500, False], ["low_lookback", "int", 10, 1, 500, False], ["tp1_r", "double", 1, 0, 1000, True],
        ["tp2_r", "double", 2, 0, 1000, True], ["confidence", "double", 0.6, 0, 1, True],
    ]
    assert result["kept"] == 8 and result["same"] and min(result["working"]) > 0 and result["again"] > 0
    if side[1] != "pythonnet":
        # There, the garbage collector frees unreferenced agents.
        assert result["closed"]["status"] == CLOSED


def test_bad_input_is_a_status_and_a_line(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    result = run(side, "bad", assembly, tmp_path)
    expected = {
        "nan": (BAD_CANDLES, "row 8"), "order": (BAD_CANDLES, "BTC/USDT"), "step": (BAD_CANDLES, "1h"), "pair": (BAD_ARGUMENT, "btcusdt"),
        "timeframe": (BAD_ARGUMENT, "five"), "column": (BAD_CANDLES, "low"), "text": (BAD_CANDLES, "could not convert"),
        "risk": (BAD_OPTIONS, "agentbridge.risk.min_rr"), "environment": (BAD_OPTIONS, "dry-run"), "journal": (BAD_OPTIONS, "journal_dir"),
    }
    for name, (status, words) in expected.items():
        assert result[name]["status"] == status and words in result[name]["text"] and "\n" not in result[name]["text"], (name, result[name])
    assert "max_rr is not a setting" in result["risk"]["text"]
    assert (result["marks"]["status"], result["marks_timeframe"]["status"]) == (BAD_CANDLES, BAD_ARGUMENT)
    assert result["empty"] == 0 and result["no_marks"] == {}
    assert [found["status"] for found in result["torn"]] == [FAILED] * len(result["torn"]), result["torn"]
    assert result["after"] > 0


# With pythonnet no structures are passed.
@pytest.mark.parametrize("side", on_both("hostfxr", "native"), ids="-".join, indirect=True)
def test_abi_is_guarded(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    result = run(side, "abi", assembly, tmp_path)
    for name in ("batch_size", "result_size", "null_batch", "null_result", "null_column", "null_symbol", "negative"):
        assert result[name]["status"] == BAD_ARGUMENT, (name, result[name])
    assert "different versions" in result["batch_size"]["text"] and "different versions" in result["result_size"]["text"]
    assert result["handle"]["status"] == result["closed"]["status"] == CLOSED
    assert result["good"] is None and result["free_twice"] is None
    assert {number: f"-{number}" in text for number, text in result["threads"].items()} == dict.fromkeys("1234", True)


def test_another_abi_version_is_refused(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(BRIDGE / "agent_bridge", package / "agent_bridge")
    (package / "tests").mkdir()
    shutil.copy(BRIDGE / "tests" / "clr_child.py", package / "tests")
    runtime = package / "agent_bridge" / "sources" / "clr_runtime.py"
    runtime.write_text(runtime.read_text().replace("ABI_VERSION = 6", "ABI_VERSION = 7"))
    done = subprocess.run(
        [side[0], str(package / "tests" / "clr_child.py"), "load", str(assembly), side[1], str(tmp_path)],
        capture_output=True, text=True, timeout=600, check=False,
    )
    text = json.loads(done.stdout)["failure"]["text"]
    assert "ABI version is 6" in text and "needs 7" in text


@pytest.mark.long
def test_no_memory_is_lost(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    result = run(side, "leak", assembly, tmp_path)
    # 2 batches of 1,000,000 candles (48 MB of columns each) are between two measurements: leaked columns would be 288 MB at the end.
    assert result["raw"] > 0 and result["big_kb"][-1] - result["big_kb"][0] < 120_000, result
    # 4,000 small batches: leaked texts would be more than twice the bound.
    assert result["lines"] * 4000 > 40_000_000 and result["small_kb"][1] - result["small_kb"][0] < 20_000, result


def test_latest_signal_is_journalled_first(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    result = run(side, "fetch", assembly, tmp_path)
    assert result["before"] is None and result["other_pair"] is None and result["too_old"] is None
    assert result["approved"] > 0 and result["rows"] == [0, 1, 1]
    assert result["same"] and result["last_line"] and result["replayed"] and result["nothing_written"]
    assert result["published"] and len(result["journal"].splitlines()) == 3
    assert result["conflict"]["status"] == CONFLICT and "DECISION_CONFLICT" in result["conflict"]["text"]
    assert result["unwritable"]["status"] == UNAVAILABLE and "blocked" in result["unwritable"]["text"]
    assert result["negative"]["status"] == BAD_ARGUMENT


def test_feed_decides_each_new_candle(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    result = run(side, "feed", assembly, tmp_path)
    assert result["started"] and set(result["problems"]) == {None} and not result["down"]
    assert result["signals"] == [result["close"]]
    assert result["broken"].startswith("ETH/USDT: ") and "row " in result["broken"]
    # A feed whose candle is missing at first: no decision, then requested again, and decided as usual.
    assert result["needs"] == ["ETH/USDT"] and result["lacking"].startswith("BTC/USDT: FEED_MISSING")
    assert result["early"] == [] and result["late"] == [result["close"]]


def test_forked_child_is_refused(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    result = run(side, "fork", assembly, tmp_path)
    assert [answer["status"] for answer in result["answers"]] == [FORKED] * 3, result
    assert all("fork" in answer["text"] for answer in result["answers"])
    assert result["after"] > 0


def test_signal_handlers_stay_pythons(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    result = run(side, "signals", assembly, tmp_path)
    assert result == {"child": 15, "after_child": [], "own": True, "faulthandler": True}


def test_end_of_the_process_does_not_take_dotnet_down(side: tuple[str, str], assembly: Path, tmp_path: Path) -> None:
    # pythonnet's own shutdown takes seconds, and more with a larger heap: a stopping bot would be killed meanwhile.
    assert run(side, "end", assembly, tmp_path) == {"loaded": True}


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("missing", "there is no such file; build it"),
        ("named", "it must be AgentBridge.Native.dll"),
        ("no-config", "AgentBridge.Native.runtimeconfig.json is missing beside it"),
        ("no-engine", "AgentBridge.Engine.dll is missing beside it"),
        ("empty-config", "names no framework"),
        ("cut", "it is damaged"),
        ("text", "it is damaged"),
        ("cut-engine", "damaged"),
        ("no-runtime", "there is no .NET 10 runtime in it"),
        ("future-runtime", "no .NET 99 runtime was found"),
    ],
)
@pytest.mark.parametrize("side", on_both("hostfxr", "pythonnet"), ids="-".join, indirect=True)
def test_static_fault_is_one_clear_line(side: tuple[str, str], assembly: Path, tmp_path: Path, fault: str, words: str) -> None:
    folder = tmp_path / "lib"
    shutil.copytree(assembly.parent, folder)
    target = folder / assembly.name
    environment: dict[str, str] = {}
    if fault == "missing":
        target = tmp_path / assembly.name
    elif fault == "named":
        target = folder / "AgentBridge.Engine.dll"
    elif fault == "no-config":
        target.with_suffix(".runtimeconfig.json").unlink()
    elif fault == "no-engine":
        (folder / "AgentBridge.Engine.dll").unlink()
    elif fault == "empty-config":
        target.with_suffix(".runtimeconfig.json").write_text("{}")
    elif fault == "cut":
        target.write_bytes(target.read_bytes()[:3000])
    elif fault == "text":
        target.write_text("this is no assembly")
    elif fault == "cut-engine":
        (folder / "AgentBridge.Engine.dll").write_bytes((folder / "AgentBridge.Engine.dll").read_bytes()[:3000])
    elif fault == "future-runtime":
        config = target.with_suffix(".runtimeconfig.json")
        config.write_text(config.read_text().replace('"10.0.0"', '"99.0.0"'))
    elif fault == "no-runtime":
        environment["AGENT_BRIDGE_TEST_ROOT"] = str(tmp_path)
    result = run(side, "load", target, tmp_path, **environment)
    assert words in result["failure"]["text"] and "\n" not in result["failure"]["text"], result
