"""C# in the process of the real Freqtrade: backtests without files and without Redis, and a running bot."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
from built import bridge
from clr_hosts import without_pythonnet
from exchange import STEP_MS, Exchange, within_one_candle
from freqtrade_env import TIMEOUT_SEC, VERSIONS, Freqtrade, lines_of, make
from recorded import candles_of, history_file
from test_clr import generate


@pytest.fixture(params=VERSIONS)
def freqtrade(request: pytest.FixtureRequest, tmp_path: Path, exchange: Exchange, assembly: Path) -> Freqtrade:  # noqa: F811
    return prepared(request.param, tmp_path, exchange, assembly)


def prepared(version: str, folder: Path, exchange: Exchange, assembly: Path) -> Freqtrade:  # noqa: F811
    home = make(version, folder, exchange.url)
    # A busy machine must not look like a hanging strategy.
    home.config["agentbridge"] = {
        "source": "clr", "assembly": str(assembly), "journal_dir": str(home.journal), "strategy_timeout_ms": 60_000,
    }
    return home


def carried_by(place: str, file: Path, section: dict) -> dict:
    """The section with C# from an assembly, or from a native library."""
    rest = {key: value for key, value in section.items() if key != "assembly"}
    return {**rest, "assembly": str(file)} if place == "assembly" else {**rest, "strategy": {"library": str(file)}}


def breakout(price: float) -> list[list[float]]:
    """Quiet candles, and a last one that closes above them."""
    quiet = [[price, price + 0.3, price - 0.3, round(price + (0.05 if number % 2 else -0.05), 2)] for number in range(299)]
    return [*quiet, [price, price + 0.61, price - 0.3, price + 0.6]]


def breakout_or_leap(price: float) -> list[list[float]]:
    """A breakout; for a price below 60 one whose jump puts the stop too far away."""
    rows = breakout(price)
    return rows if price > 60 else [*rows[:-1], [price, price + 10.1, price - 0.3, price + 10.0]]


def denials(home: Freqtrade) -> list[dict]:
    """The cycles in the action log whose signal was denied for its stop."""
    texts = [path.read_text(encoding="utf-8") for path in home.journal.glob("actions-*.jsonl")]
    lines = [json.loads(line) for text in texts for line in text.split("\n")[:-1]]
    return [line for line in lines if line["action"] == "cycle" and line["result"] == "STOP_TOO_FAR"]


def why(home: Freqtrade, wanted: str) -> dict[str, dict]:
    """The output of `bridge why` for a decision, by stage."""
    return {stage["stage"]: stage for stage in stages_of(home, wanted)}


def stages_of(home: Freqtrade, wanted: str) -> list[dict]:
    """The output of `bridge why` for a decision or a pair."""
    done = subprocess.run(
        bridge("why", wanted, "--json"),
        capture_output=True, text=True, timeout=600, check=False, cwd=home.folder, env={**os.environ, "JOURNAL_DIR": str(home.journal)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["stages"]


def ids_of(trades: list[dict]) -> list[str]:
    return [trade.get("order_tag", trade["enter_tag"]).split("|")[1] for trade in trades]


# A part of the candles in the usual run, all of them in the long one.
@pytest.mark.parametrize(("count", "least"), [(6_000, 80), pytest.param(None, 300, marks=pytest.mark.long)], ids=["part", "all"])
@pytest.mark.long_on("2026.9")
def test_backtest_trades_are_those_of_the_file_source(freqtrade: Freqtrade, tmp_path: Path, count: int | None, least: int) -> None:
    recorded = history_file(tmp_path)
    rows = candles_of(recorded)
    assert len(rows) > 20_000
    rows = rows[:count]
    freqtrade.write_candles("BTC/USDT", rows)
    history = freqtrade.folder / "history.jsonl"
    generate(recorded, history)
    section = freqtrade.config["agentbridge"]

    ours = freqtrade.backtest("AgentBridgeStrategy")
    # test_clr shows that every host has the bytes of `bridge generate`, so some of the candles are enough for the trades.
    freqtrade.write_candles("BTC/USDT", rows[:5000])
    freqtrade.config["agentbridge"] = {"source": "file", "file": str(history), "label": "breakout/1"}
    of_file = freqtrade.backtest("AgentBridgeStrategy")
    freqtrade.config["agentbridge"] = section
    without_pythonnet(freqtrade)
    of_hostfxr = freqtrade.backtest("AgentBridgeStrategy")

    ids = {json.loads(line)["decision_id"] for line in history.read_text().splitlines()}
    assert len(ours) > least and set(ids_of(ours)) <= ids
    assert len(of_file) > 50 and of_hostfxr == of_file
    # The last trade ends with the part.
    assert of_file[:-1] == ours[: len(of_file) - 1] and ids_of(of_file) == ids_of(ours[: len(of_file)])
    assert not freqtrade.journal.exists()


CHOSEN = {
    "higher": {"name": "ema-cross", "params": {"fast": 3, "slow": 8, "trend": 2, "trend_timeframe": "15m"}},
    "other": {"name": "led-breakout", "params": {"leader": "ETH/USDT", "leader_period": 5, "high_lookback": 25}},
}


@pytest.mark.parametrize("chosen", [CHOSEN["higher"], pytest.param(CHOSEN["other"], marks=pytest.mark.long)], ids=CHOSEN)
@pytest.mark.long_on("2024.2")
def test_backtest_of_a_chosen_strategy_trades_what_bridge_generate_makes(freqtrade: Freqtrade, tmp_path: Path, chosen: dict) -> None:
    rows = candles_of(history_file(tmp_path))[:6_000]
    pairs = {"BTC/USDT": rows[:4_000], "ETH/USDT": [[row[0], *moved[1:]] for row, moved in zip(rows[:4_000], rows[2_000:], strict=True)]}
    files = {}
    for pair, candles in pairs.items():
        freqtrade.write_candles(pair, candles)
        files[pair] = freqtrade.folder / f"{pair.replace('/', '_')}.csv"
        lines = [",".join(str(value) for value in row) for row in candles]
        files[pair].write_text("\n".join(["timestamp,open,high,low,close,volume", *lines, ""]), encoding="utf-8")
    history = freqtrade.folder / "history.jsonl"
    words = [word for name, value in chosen["params"].items() for word in ("--param", f"{name}={value}")]
    if chosen["name"] == "led-breakout":
        words += ["--candles", f"ETH/USDT={files['ETH/USDT']}"]
    generate(files["BTC/USDT"], history, "--strategy", chosen["name"], *words)
    # The other pair is not traded: the strategy requests it itself.
    freqtrade.config["exchange"]["pair_whitelist"] = ["BTC/USDT"]
    freqtrade.config["agentbridge"]["strategy"] = chosen

    ours = freqtrade.backtest("AgentBridgeStrategy")
    freqtrade.config["agentbridge"] = {"source": "file", "file": str(history), "label": f"{chosen['name']}/1"}
    of_file = freqtrade.backtest("AgentBridgeStrategy")

    assert len(ours) > 15 and ours == of_file and ids_of(ours) == ids_of(of_file)


@pytest.mark.long
def test_backtest_of_a_user_assembly_trades_what_bridge_generate_makes(freqtrade: Freqtrade, tmp_path: Path, plugin: Path) -> None:
    head, *rows = history_file(tmp_path).read_text(encoding="utf-8").splitlines()[:4001]
    part = freqtrade.folder / "BTC_USDT.csv"
    part.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    freqtrade.write_candles("BTC/USDT", candles_of(part))
    history = freqtrade.folder / "history.jsonl"
    generate(part, history, "--strategy", "mean-cross", "--param", "fast=4", "--strategy-assembly", str(plugin))
    # A relative path starts at Freqtrade's working folder.
    (freqtrade.folder / "mine").symlink_to(plugin.parent)
    own = {"name": "mean-cross", "assembly": f"mine/{plugin.name}", "params": {"fast": 4}}
    section = {**freqtrade.config["agentbridge"], "strategy": own}
    freqtrade.config["agentbridge"] = section

    ours = freqtrade.backtest("AgentBridgeStrategy")
    without_pythonnet(freqtrade)
    of_hostfxr = freqtrade.backtest("AgentBridgeStrategy")
    freqtrade.config["agentbridge"] = {"source": "file", "file": str(history), "label": "mean-cross/2"}
    of_file = freqtrade.backtest("AgentBridgeStrategy")

    assert len(ours) > 15 and ours == of_hostfxr == of_file and ids_of(ours) == ids_of(of_file)
    thrower = {"name": "thrower", "params": "place=candle;every=500"}
    freqtrade.config["agentbridge"] = {**section, "strategy": thrower}
    # As `bridge freqtrade backtest --strategy-assembly` passes it.
    freqtrade.environment["FREQTRADE__AGENTBRIDGE__STRATEGY__ASSEMBLY"] = str(plugin)
    done = freqtrade.run(
        "backtesting", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(freqtrade.folder / "strategies"), "--export", "none"
    )
    warned = [line for line in (done.stdout + done.stderr).split("\n") if "GENERATOR_FAILED" in line]
    assert done.returncode == 0 and len(warned) == 1 and "Traceback" not in done.stdout + done.stderr, done.stderr[-3000:]
    prefix = "candles were not decided: each on which the strategy threw, and its warm-up after that; "
    assert prefix + "strategy thrower/1 failed on the candle of 2021-" in warned[0]


def test_host_that_gives_fewer_candles_than_the_strategy_takes_is_refused_by_name(freqtrade: Freqtrade) -> None:
    shutil.copy(Path(__file__).parent / "hosts" / "plain.py", freqtrade.folder / "strategies")
    freqtrade.write_candles("BTC/USDT", [[1748736000000 + number * STEP_MS, 100, 100.5, 99.5, 100, 10] for number in range(100)])
    done = freqtrade.run(
        "backtesting", "--strategy", "BridgedPlain", "--strategy-path", str(freqtrade.folder / "strategies"), "--export", "none"
    )
    lines = [line for line in (done.stdout + done.stderr).split("\n") if "agentbridge: " in line]
    assert lines and "BridgedPlain: startup_candle_count is 10 and breakout/1 needs 20 candles of 5m; raise it to that" in lines[-1], lines


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"assembly": "nowhere/AgentBridge.Native.dll"}, "there is no such file; build it"),
        *(pytest.param(*fault, marks=pytest.mark.long) for fault in (
        ({"risk": {"min_rr": -1}}, "agentbridge.risk.min_rr"),
        ({"strategy": {"name": "nonsense"}}, "strategy nonsense: there is no such strategy; available: breakout"),
        ({"strategy": {"asembly": "bin/Mine.dll"}}, "agentbridge.strategy.asembly: no such setting; available: name, assembly"),
        ({"strategy": {"name": "mine", "assembly": "none.dll"}}, "none.dll: there is no such file; build the project"),
        ({"strategy": {"params": {"high_lookback": 900}}}, "high_lookback=900: expected a whole number from 1 to 500"),
        ({"strategy": {"name": "ema-cross", "params": {"trend_timeframe": "7m"}}}, "7m can't be built from 5m candles"),
        ({"damaged": True}, "it is damaged"),
        )),
    ],
    ids=["missing", "risk", "strategy", "misspelt", "plug-in", "parameter", "timeframe", "damaged"],
)
def test_static_fault_ends_the_start_in_one_line(freqtrade: Freqtrade, assembly: Path, change: dict, words: str) -> None:  # noqa: F811
    if change.pop("damaged", False):
        folder = freqtrade.folder / "lib"
        shutil.copytree(assembly.parent, folder)
        (folder / assembly.name).write_bytes(assembly.read_bytes()[:2000])
        change["assembly"] = str(folder / assembly.name)
    freqtrade.config["agentbridge"].update(change)
    freqtrade.write_candles("BTC/USDT", [[1748736000000 + number * STEP_MS, 100, 100.5, 99.5, 100, 10] for number in range(100)])
    done = freqtrade.run(
        "backtesting", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(freqtrade.folder / "strategies"), "--export", "none"
    )
    output = done.stdout + done.stderr
    lines = lines_of(output)
    assert len(lines) == 1 and words in lines[0], output[-3000:]
    assert "Traceback" not in output


@pytest.mark.parametrize("place", ["assembly", pytest.param("library", marks=pytest.mark.long)])
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.long_on("2024.2")
@within_one_candle(90)
def test_running_bot_opens_what_csharp_decides_and_guards_it_without_csharp(
    version: str, place: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = request.getfixturevalue(place)
    # The breakout has just closed when the exchange starts, and is no longer the last candle after the next boundary.
    exchange = Exchange({"BTC/USDT": 100.0, "ETH/USDT": 50.0}, breakout_or_leap)
    bot = None
    try:
        freqtrade = prepared(version, tmp_path, exchange, file)
        freqtrade.config["agentbridge"] = carried_by(place, file, freqtrade.config["agentbridge"])
        freqtrade.config["exchange"]["pair_whitelist"] = ["BTC/USDT", "ETH/USDT"]
        arguments = ("--strategy", "AgentBridgeStrategy", "--strategy-path", str(freqtrade.folder / "strategies"))
        bot = freqtrade.start(*arguments)
        bot.wait_running()
        bot.wait_until(lambda: any(trade["is_open"] for trade in bot.trades()), "a trade")
        trade = bot.trades()[0]
        rows = list(csv.DictReader((freqtrade.journal / "decision_log.csv").open(encoding="utf-8")))
        assert [row["decision_id"] for row in rows] == ids_of([trade])
        assert [row["timestamp"] for row in rows] == [time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(exchange.last_close / 1000))]
        shown = why(freqtrade, rows[0]["decision_id"])
        assert {stage: shown[stage]["outcome"] for stage in ("candle", "signal", "risk", "journal", "publication")} == {
            "candle": "CLOSED", "signal": "TRIGGERED", "risk": "APPROVED", "journal": "WRITTEN", "publication": "PUBLISHED",
        }
        assert shown["candle"]["at"] == rows[0]["timestamp"] and "order" in shown
        bot.wait_until(lambda: denials(freqtrade), "the line of a denial")
        denied = denials(freqtrade)
        assert [line["target"] for line in denied] == ["ETH/USDT"]
        stages = why(freqtrade, denied[0]["output_refs"][0])
        assert (stages["risk"]["outcome"], "journal" in stages) == ("STOP_TOO_FAR", False)
        assert stages["risk"]["detail"].startswith("denied: measured=")

        # The runtime is in the process by now: SIGTERM must still end the bot cleanly. A loop has just ended, so it sleeps soon:
        # an interrupt in the middle of a commit is Freqtrade's own problem.
        bot.wait_loops(1)
        bot.wait_idle()
        bot.process.terminate()
        assert bot.process.wait(TIMEOUT_SEC) in (0, 130) and "SIGINT received, aborting" in freqtrade.log

        freqtrade.config["agentbridge"] = carried_by(place, freqtrade.folder / file.name, freqtrade.config["agentbridge"])
        after = len(freqtrade.log)
        bot = freqtrade.start(*arguments)
        bot.wait_for("no entries: ", after=after)
        key = "agentbridge.strategy.library" if place == "library" else place
        assert f"guard-only, because a trade of ours is open: {key}=" in freqtrade.log[after:]
        bot.wait_loops()
        assert [trade["is_open"] for trade in bot.trades()] == [1]
    finally:
        if bot is not None:
            bot.stop()
        exchange.close()


@pytest.mark.long
@pytest.mark.parametrize("version", VERSIONS)
@within_one_candle(90)
def test_running_bot_with_a_strategy_that_throws_trades_the_other_pair_and_guards_its_stop(
    version: str, tmp_path: Path, assembly: Path, plugin: Path
) -> None:
    exchange = Exchange({"BTC/USDT": 100.0, "ETH/USDT": 50.0}, breakout)
    bot = None
    try:
        freqtrade = prepared(version, tmp_path, exchange, assembly)
        own = {"name": "thrower", "assembly": str(plugin), "params": {"place": "candle", "below": 60}}
        freqtrade.config["agentbridge"]["strategy"] = own
        freqtrade.config["exchange"]["pair_whitelist"] = ["BTC/USDT", "ETH/USDT"]
        bot = freqtrade.start("--strategy", "AgentBridgeStrategy", "--strategy-path", str(freqtrade.folder / "strategies"))
        bot.wait_running()
        bot.wait_until(lambda: any(trade["is_open"] for trade in bot.trades()), "a trade")
        bot.wait_for("no decision on ETH/USDT: GENERATOR_FAILED: strategy thrower/1 failed on the candle of ")
        bot.wait_loops()
        assert [trade["pair"] for trade in bot.trades()] == ["BTC/USDT"]

        # The strategy continues to throw on the other pair; the stop of the open trade still works.
        exchange.prices["BTC/USDT"] = 95.0
        bot.wait_until(lambda: not any(trade["is_open"] for trade in bot.trades()), "the stop")
        assert [trade["exit_reason"] for trade in bot.trades()] == ["stop_loss"]
        texts = [path.read_text(encoding="utf-8") for path in freqtrade.journal.glob("actions-*.jsonl")]
        lines = [json.loads(line) for text in texts for line in text.split("\n")[:-1]]
        failed = [line for line in lines if line["result"] == "GENERATOR_FAILED"]
        assert {line["target"] for line in failed} == {"ETH/USDT"}
        assert "InvalidOperationException: a candle it does not like" in failed[0]["rationale"] and "Traceback" not in freqtrade.log
    finally:
        if bot is not None:
            bot.stop()
        exchange.close()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.long_on("2024.2")
@within_one_candle(120)
def test_every_stage_of_a_decision_is_shown(version: str, tmp_path: Path, assembly: Path) -> None:  # noqa: F811
    exchange = Exchange({"BTC/USDT": 100.0, "ETH/USDT": 50.0}, breakout_or_leap)
    bot = None
    try:
        home = prepared(version, tmp_path, exchange, assembly)
        home.config["exchange"]["pair_whitelist"] = ["BTC/USDT", "ETH/USDT"]
        bot = home.start("--strategy", "AgentBridgeStrategy", "--strategy-path", str(home.folder / "strategies"))
        bot.wait_running()
        bot.wait_until(lambda: any(trade["is_open"] for trade in bot.trades()), "a trade")
        (decision,) = ids_of(bot.trades())
        bot.wait_until(lambda: "STOP_SET" in [stage["outcome"] for stage in stages_of(home, decision)], "the stop")
        exchange.prices["BTC/USDT"] = 110.0
        bot.wait_until(lambda: not any(trade["is_open"] for trade in bot.trades()), "the exit at TP1")
        bot.wait_until(lambda: "result" in why(home, decision), "the result")
        shown = stages_of(home, decision)
        bot.wait_until(lambda: denials(home), "the line of a denial")
        # By the pair, without a decision's id.
        denied = stages_of(home, f"ETH/USDT@{denials(home)[0]['parameters']['candle_close']}")
    finally:
        if bot is not None:
            bot.stop()
        exchange.close()
    assert [(stage["stage"], stage["outcome"]) for stage in shown] == [
        ("candle", "CLOSED"), ("signal", "TRIGGERED"), ("risk", "APPROVED"), ("journal", "WRITTEN"), ("publication", "PUBLISHED"),
        ("order", "CONFIRMED"), ("order", "OPENED"), ("order", "STOP_SET"), ("exit", "tp1"), ("result", shown[-1]["outcome"]),
    ]
    times = [stage["at"] for stage in shown]
    assert None not in times and times[0] == times[3] and times[5:] == sorted(times[5:]) and times[1] <= times[5]
    assert shown[-1]["outcome"].endswith(" R") and float(shown[-1]["outcome"][:-2]) > 0.5
    assert [stage["outcome"] for stage in denied] == ["CLOSED", "TRIGGERED", "STOP_TOO_FAR"]


@pytest.mark.release("2026.9")
@pytest.mark.long
@pytest.mark.parametrize("host", ["pythonnet", "hostfxr", "native"])
def test_hyperopt_workers_load_csharp_by_themselves(host: str, tmp_path: Path, exchange: Exchange, request: pytest.FixtureRequest) -> None:
    home = make("2026.9", tmp_path, exchange.url)
    place = "library" if host == "native" else "assembly"
    home.config["agentbridge"] = carried_by(place, request.getfixturevalue(place), {"source": "clr"})
    if host == "hostfxr":
        without_pythonnet(home)
    shutil.copy(Path(__file__).parent / "hosts" / "tuned.py", home.folder / "strategies")
    (home.folder / "user_data" / "hyperopt_results").mkdir()
    rows = candles_of(history_file(tmp_path))
    home.config["exchange"]["pair_whitelist"] = ["BTC/USDT", "ETH/USDT"]
    for pair in ("BTC/USDT", "ETH/USDT"):
        home.write_candles(pair, rows[:3000])
    done = home.run(
        "hyperopt", "--strategy", "BridgedTuned", "--strategy-path", str(home.folder / "strategies"), "--spaces", "buy", "-j", "2",
        "--epochs", "4", "--hyperopt-loss", "OnlyProfitHyperOptLoss", "--random-state", "3", "--disable-param-export", "--print-all",
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0 and f"C# runs in this process through {host} (" in output, output[-4000:]
    (results,) = (home.folder / "user_data" / "hyperopt_results").glob("*.fthypt")
    epochs = [json.loads(line) for line in results.read_text(encoding="utf-8").split("\n") if line]
    ours = [{row["key"]: row["trades"] for row in epoch["results_metrics"]["results_per_pair"]}["ETH/USDT"] for epoch in epochs]
    # The host strategy trades the other pair only: trades here are C#'s, the same in every epoch.
    assert len(ours) == 4 and ours[0] > 20 and len(set(ours)) == 1


@pytest.mark.long
def test_lookahead_analysis_finds_no_bias(freqtrade: Freqtrade, tmp_path: Path) -> None:
    rows = candles_of(history_file(tmp_path))[:3000]
    freqtrade.write_candles("BTC/USDT", rows)
    freqtrade.config["exchange"]["pair_whitelist"] = ["BTC/USDT"]
    done = freqtrade.run(
        "lookahead-analysis", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(freqtrade.folder / "strategies"),
        "--timerange", f"{rows[500][0] // 1000}-{rows[-1][0] // 1000}", "--minimum-trade-amount", "20", "--targeted-trade-amount", "20",
        "--dry-run-wallet", "100000",
    )
    output = done.stdout + done.stderr
    (row,) = [line for line in output.split("\n") if re.search(r"AgentBridgeStrategy\s*[|│]", line)]
    cells = [cell.strip() for cell in re.split(r"[|│┃]", row) if cell.strip()]
    # File, strategy, has_bias, signals looked at, biased entries, biased exits.
    assert cells[2] in ("No", "False") and int(cells[3]) >= 20 and cells[4:6] == ["0", "0"], output[-4000:]
