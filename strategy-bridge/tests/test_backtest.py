"""Signals of a file on the real Freqtrade's backtester."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from built import bridge
from conftest import BRIDGE
from exchange import Exchange
from freqtrade_env import STEP_MS, VERSIONS, Freqtrade, make
from recorded import NAMES
from samples import a_signal, an_id

START = 1748736000000  # 2025-06-01T00:00:00Z
QUIET = [100.0, 100.5, 99.5, 100.0]

# Open, high, low, close of the candles after the deciding one (entry 100, stop 95, TP1 103), and the expected trade.
CASES = {
    "tp": ([QUIET, [101, 103.5, 100.5, 102]], "tp1", 103.0, 1),
    "stop": ([QUIET, [99, 99.5, 94, 96]], "stop_loss", 95.0, 1),
    "both": ([QUIET, [99, 104, 94, 100]], "stop_loss", 95.0, 1),
    "entrystop": ([[100, 101, 94, 96]], "stop_loss", 95.0, 0),
    "entryboth": ([[100, 104, 94, 96]], "stop_loss", 95.0, 0),
    "gapstop": ([QUIET, [93, 94, 92, 93]], "stop_loss", 93.0, 1),
    "gaptp": ([QUIET, [104, 105, 103.5, 104]], "tp1", 104.0, 1),
}


@pytest.fixture(params=VERSIONS)
def freqtrade(request: pytest.FixtureRequest, tmp_path: Path, exchange: Exchange) -> Freqtrade:
    return make(request.param, tmp_path, exchange.url)


def candles_of(*shapes: list[float]) -> list[list]:
    return [[START + number * STEP_MS, *shape, 10.0] for number, shape in enumerate(shapes)]


def test_seven_cases_fill_exactly(freqtrade: Freqtrade) -> None:
    shapes: list[list[float]] = [QUIET] * 60
    signals, expected = [], []
    for number, (after, reason, price, held) in enumerate(CASES.values()):
        deciding = len(shapes)
        shapes += [QUIET, *after, *[QUIET] * 10]
        close_of_deciding = START + (deciding + 1) * STEP_MS
        signals.append(a_signal(an_id(number), close_of_deciding))
        expected.append((close_of_deciding, close_of_deciding + held * STEP_MS, 100.0, reason, price))
    freqtrade.write_candles("BTC/USDT", candles_of(*shapes))
    freqtrade.config["agentbridge"]["file"] = str(freqtrade.write_history(signals))

    trades = freqtrade.backtest("AgentBridgeStrategy")

    assert [
        (trade["open_date"], trade["close_date"], trade["open_rate"], trade["exit_reason"], trade["close_rate"]) for trade in trades
    ] == expected
    assert [trade["order_tag"].split("|")[1] for trade in trades] == [signal.decision_id for signal in signals]
    assert {trade["enter_tag"] for trade in trades} == {"ab1|signals"}
    # The cap of 5 % of the wallet's total, not the configuration's stake.
    assert 490 < trades[0]["stake_amount"] <= 500


def test_signal_beyond_levels_or_side_opens_nothing(freqtrade: Freqtrade) -> None:
    shapes = [QUIET] * 120
    shapes[71] = [94.9, 95, 94, 94.5]  # opens below the stop
    shapes[81] = [103.2, 104, 103, 103.5]  # opens beyond TP1
    at = [START + number * STEP_MS for number in (71, 81, 91, 101)]
    signals = [
        a_signal(an_id(1), at[0]),
        a_signal(an_id(2), at[1]),
        a_signal(an_id(3), at[2], side="short", initial_stop=105, tp1=97, tp2=90),
        a_signal(an_id(4), at[3], symbol="ETH/USDT"),
    ]
    freqtrade.write_candles("BTC/USDT", candles_of(*shapes))
    freqtrade.config["agentbridge"]["file"] = str(freqtrade.write_history(signals))
    assert freqtrade.backtest("AgentBridgeStrategy") == []


@pytest.mark.long
def test_outcome_of_the_signals_is_reported_in_one_line_also_without_a_trade(freqtrade: Freqtrade) -> None:
    shapes = [QUIET] * 120
    shapes[71] = [94.9, 95, 94, 94.5]  # opens below the stop
    signals = [
        a_signal(an_id(1), START + 71 * STEP_MS),
        a_signal(an_id(2), START + 91 * STEP_MS, side="short", initial_stop=105, tp1=97, tp2=90),
        a_signal(an_id(3), START + 101 * STEP_MS, symbol="ETH/USDT"),
        a_signal(an_id(4), START + STEP_MS),
        a_signal(an_id(5), START + 120 * STEP_MS),
        a_signal(an_id(6), START + 400 * STEP_MS),
    ]
    freqtrade.write_candles("BTC/USDT", candles_of(*shapes))
    freqtrade.config["agentbridge"]["file"] = str(freqtrade.write_history(signals))
    history = freqtrade.config["agentbridge"]["file"]

    assert lines_said(freqtrade) == [
        f"agentbridge: {history}: 6 signals read: 1 in the range of this backtest, 3 before or after it, 1 of other pairs (ETH/USDT 1),"
        " 1 unusable (1 short)"
    ]

    freqtrade.write_history(signals[2:3])
    assert lines_said(freqtrade) == [
        f"agentbridge: {history}: 1 signals read: 0 in the range of this backtest, 0 before or after it, 1 of other pairs (ETH/USDT 1),"
        " 0 unusable"
    ]


def lines_said(freqtrade: Freqtrade) -> list[str]:
    """The report of a backtest without a trade on its signals."""
    done = freqtrade.run(
        "backtesting", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(freqtrade.folder / "strategies"),
        "--export", "none", "--cache", "none",
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [line[line.index("agentbridge: ") :] for line in (done.stdout + done.stderr).split("\n") if "signals read" in line]


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"source": "file", "file": "missing.jsonl"}, "bridge generate"),
        *(pytest.param(*fault, marks=pytest.mark.long) for fault in (
        ({"source": "redis", "redis_url": "redis://127.0.0.1:6379/0"}, "a backtest needs the setting file"),
        ({"source": "file", "fiel": "x"}, "did you mean file?"),
        ({"source": "kafka"}, "source=kafka: expected redis, file or clr"),
        (None, 'no section "agentbridge"'),
        )),
    ],
    ids=["file-missing", "no-file", "misspelt", "unknown-source", "no-section"],
)
def test_bad_settings_end_the_start_in_one_line(freqtrade: Freqtrade, section: dict | None, words: str) -> None:
    freqtrade.config.pop("agentbridge")
    if section is not None:
        freqtrade.config["agentbridge"] = section
    freqtrade.write_candles("BTC/USDT", candles_of(*[QUIET] * 100))
    done = freqtrade.run(
        "backtesting", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(freqtrade.folder / "strategies"), "--export", "none"
    )
    output = done.stdout + done.stderr
    lines = [line for line in output.split("\n") if "agentbridge: " in line]
    assert len(lines) == 1 and words in lines[0], output[-3000:]
    assert "Traceback" not in output


def test_settings_come_from_the_environment_too(freqtrade: Freqtrade) -> None:
    freqtrade.config.pop("agentbridge")
    freqtrade.write_candles("BTC/USDT", candles_of(*[QUIET] * 100))
    history = freqtrade.write_history([a_signal(an_id(1), START + 80 * STEP_MS)])
    freqtrade.environment = {
        "FREQTRADE__AGENTBRIDGE__SOURCE": "file",
        "FREQTRADE__AGENTBRIDGE__FILE": str(history),
        "FREQTRADE__AGENTBRIDGE__LIST": "12345",
        "FREQTRADE__AGENTBRIDGE__MAX_ENTRY_SLIPPAGE_R": "0.5",
    }
    assert [trade["open_date"] for trade in freqtrade.backtest("AgentBridgeStrategy")] == [START + 80 * STEP_MS]


def of_the_readme(mark: str) -> str:
    """The block of README.md after a marker."""
    found = re.search(rf"<!-- {re.escape(mark)} -->\n```\w+\n(.*?)```", (BRIDGE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found, mark
    return found.group(1)


@pytest.mark.long
def test_backtest_without_a_network_is_as_the_readme_describes(freqtrade: Freqtrade) -> None:
    candles = candles_of(*[QUIET] * 60, QUIET, QUIET, [101, 103.5, 100.5, 102], *[QUIET] * 40)
    with (freqtrade.folder / "BTC_USDT-5m.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([NAMES, *candles])
    freqtrade.config["agentbridge"]["file"] = str(freqtrade.write_history([a_signal(an_id(0), START + 61 * STEP_MS)]))
    subprocess.run([sys.executable, "-c", of_the_readme("convert")], cwd=freqtrade.folder, check=True)
    command = bridge("simulate", "--candles", "BTC_USDT-5m.csv", "--until-input-ends")
    with subprocess.Popen(command, cwd=freqtrade.folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdin is not None and simulator.stdout is not None
        url = simulator.stdout.readline().strip()
        assert url.startswith("http://127.0.0.1:")
        # Without the exchange that other tests use.
        del freqtrade.config["exchange"]["ccxt_config"]
        freqtrade.config["exchange"].update(json.loads(of_the_readme("offline.json").replace("http://127.0.0.1:8777", url))["exchange"])
        trades = freqtrade.backtest("AgentBridgeStrategy")
        simulator.stdin.close()
        simulator.wait(timeout=120)

    assert [(trade["exit_reason"], trade["close_rate"]) for trade in trades] == [("tp1", 103.0)]
