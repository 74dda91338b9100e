"""Parameters of a strategy in C# as hyperopt's own: each epoch makes the trades of a backtest with its parameters."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from clr_hosts import HOSTS, choose, on_host
from exchange import Exchange
from freqtrade_env import VERSIONS, Freqtrade, lines_of
from recorded import candles_of, history_file
from test_clr_freqtrade import prepared

RELEASE = "2026.9"
FOLDER = Path(__file__).parent / "hosts"
FIELDS = ("pair", "open_date", "close_date", "open_rate", "close_rate", "amount", "profit_abs", "exit_reason", "is_open")
LOOKBACKS = ["high_lookback", "low_lookback", "confidence"]


@pytest.fixture()
def home(tmp_path: Path, exchange: Exchange, assembly: Path) -> Freqtrade:
    return furnished(RELEASE, tmp_path, exchange, assembly)


def furnished(version: str, tmp_path: Path, exchange: Exchange, assembly: Path) -> Freqtrade:
    made = prepared(version, tmp_path, exchange, assembly)
    for name in ("trades_loss.py", "tuned.py"):
        shutil.copy(FOLDER / name, made.folder / "strategies")
    (made.folder / "user_data" / "hyperopt_results").mkdir()
    (made.folder / "passes").mkdir()
    made.environment["TRADES_OF_PASSES"] = str(made.folder / "passes")
    # Hyperopt tries distant stops.
    made.config["agentbridge"]["risk"] = {"max_atr_multiple": 100}
    made.config["exchange"]["pair_whitelist"] = ["BTC/USDT", "ETH/USDT"]
    rows = candles_of(history_file(tmp_path))
    for number, pair in enumerate(("BTC/USDT", "ETH/USDT")):
        made.write_candles(pair, [[row[0], *moved[1:]] for row, moved in zip(rows[:4_000], rows[number * 4_000 :], strict=False)])
    return made


def hyperopt(home: Freqtrade, strategy: str, *arguments: str, epochs: int = 5) -> list[dict]:
    """The epochs: `params` and trades of each."""
    folder = str(home.folder / "strategies")
    done = home.run(
        "hyperopt", "--strategy", strategy, "--strategy-path", folder, "--hyperopt-path", folder, "--hyperopt-loss", "TradesLoss",
        "--spaces", "buy", "-j", "2", "--epochs", str(epochs), "--random-state", "3", "--print-all", *arguments,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-4000:]
    (results,) = (home.folder / "user_data" / "hyperopt_results").glob("*.fthypt")
    passes = [json.loads(line) for line in results.read_text(encoding="utf-8").split("\n") if line]
    assert len(passes) == epochs, output[-4000:]
    results.unlink()
    return [{"params": each["params_dict"], "trades": trades_of(home, each)} for each in passes]


def range_of(home: Freqtrade) -> list[str]:
    """A range with candles before it."""
    candles = json.loads((home.folder / "user_data" / "data" / "binance" / "BTC_USDT-5m.json").read_text(encoding="utf-8"))
    return ["--timerange", f"{candles[1_500][0] // 1000}-"]


def trades_of(home: Freqtrade, one: dict) -> list[dict]:
    if one["results_metrics"]["total_trades"] == 0:
        # The loss function is not called for it.
        return []
    return json.loads((home.folder / "passes" / f"{int(-one['loss'])}.json").read_text())


def shown(trades: list[dict]) -> list[tuple]:
    """The trades in one order: the two tools sort trades of one instant differently."""
    return sorted((*(trade[name] for name in FIELDS), trade["order_tag"]) for trade in trades)


@pytest.mark.release(RELEASE)
@pytest.mark.long
@pytest.mark.parametrize("has_range", [False, True], ids=["all", "range"])
@pytest.mark.parametrize("host", HOSTS)
def test_each_pass_trades_what_a_backtest_with_its_parameters_trades(
    home: Freqtrade, host: str, has_range: bool, request: pytest.FixtureRequest
) -> None:
    on_host(home, host, request)
    choose(home, params={"tp1_r": 1.2}, hyperopt=LOOKBACKS)
    words = range_of(home) if has_range else []

    passes = hyperopt(home, "AgentBridgeStrategy", "--disable-param-export", *words)

    assert all(set(each["params"]) == set(LOOKBACKS) for each in passes)
    assert len({json.dumps(each["params"]) for each in passes}) == len(passes)
    assert max(each["params"]["high_lookback"] for each in passes) > 60 and sum(len(each["trades"]) for each in passes) > 25
    for each in passes[:4]:
        choose(home, params={"tp1_r": 1.2, **each["params"]})
        assert shown(home.backtest("AgentBridgeStrategy", *words)) == shown(each["trades"]), each["params"]


@pytest.mark.release(RELEASE)
@pytest.mark.long
def test_parameters_of_a_wrapper_and_of_what_it_wraps_are_tried_together(home: Freqtrade) -> None:
    wrapped = {"name": "session", "params": {"strategy": "breakout"}}
    choose(home, **wrapped, hyperopt=["session_from", *LOOKBACKS])

    passes = hyperopt(home, "AgentBridgeStrategy", "--disable-param-export", epochs=3)

    assert all(set(each["params"]) == {"session_from", *LOOKBACKS} for each in passes)
    assert sum(len(each["trades"]) for each in passes) > 10
    for each in passes[:2]:
        choose(home, name="session", params={**wrapped["params"], **each["params"]})
        assert shown(home.backtest("AgentBridgeStrategy")) == shown(each["trades"]), each["params"]


@pytest.mark.release(RELEASE)
@pytest.mark.long
def test_found_parameters_are_loaded_from_the_file_next_to_the_strategy(home: Freqtrade) -> None:
    choose(home, hyperopt=LOOKBACKS)
    passes = hyperopt(home, "AgentBridgeStrategy", *range_of(home), epochs=3)
    file = home.folder / "strategies" / "AgentBridgeStrategy.json"
    found = json.loads(file.read_text())["params"]["buy"]
    assert found in [each["params"] for each in passes]

    loaded = home.backtest("AgentBridgeStrategy")
    file.unlink()
    choose(home, params=found)
    assert shown(loaded) == shown(home.backtest("AgentBridgeStrategy")) != []


@pytest.mark.long
@pytest.mark.parametrize("version", VERSIONS)
def test_file_next_to_the_strategy_is_used_if_its_parameters_are_requested(
    version: str, tmp_path: Path, exchange: Exchange, assembly: Path
) -> None:
    home = furnished(version, tmp_path, exchange, assembly)
    file = home.folder / "strategies" / "AgentBridgeStrategy.json"
    found = {"high_lookback": 31, "low_lookback": 12, "confidence": 0.7}
    # The format of 2026.9.
    others = {"roi": {"0": 100}, "stoploss": {"stoploss": -0.99}, "max_open_trades": {"max_open_trades": 5}}
    trailing = {"trailing_stop": False, "trailing_stop_positive": None, "trailing_stop_positive_offset": 0.0}
    text = {"strategy_name": "AgentBridgeStrategy", "params": {**others, "trailing": trailing, "buy": found}, "ft_stratparam_v": 1}

    def trades(strategy: dict, has_file: bool) -> list[tuple]:
        choose(home, **strategy)
        file.write_text(json.dumps(text)) if has_file else file.unlink(missing_ok=True)
        return shown(home.backtest("AgentBridgeStrategy"))

    def output_of(strategy: dict) -> str:
        choose(home, **strategy)
        done = home.run("backtesting", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(file.parent), "--export", "none")
        return done.stdout + done.stderr

    plain = trades({}, has_file=False)
    loaded = trades({"hyperopt": LOOKBACKS}, has_file=True)
    assert loaded == trades({"params": found}, has_file=False) != plain
    # The configuration takes precedence, and parameters that are not requested are not used.
    held = trades({"hyperopt": True, "params": "high_lookback=25"}, has_file=True)
    assert held == trades({"params": {**found, "high_lookback": 25}}, has_file=False) != loaded
    assert trades({}, has_file=True) == plain
    assert "confidence, high_lookback, low_lookback of the file next to the strategy is not used" in output_of({})


@pytest.mark.release(RELEASE)
@pytest.mark.parametrize(
    ("wanted", "loaded", "words"),
    [
        (True, {"high_lookback": 900}, "high_lookback=900: expected a whole number from 1 to 500"),
        *(pytest.param(*fault, marks=pytest.mark.long) for fault in (
        (True, {"high_lookback": "many"}, "agentbridge: high_lookback='many' is not of the type int"),
        (["lookback"], {}, "agentbridge: strategy.hyperopt: the strategy has no parameter lookback; there are high_lookback"),
        )),
    ],
    ids=["range", "kind", "name"],
)
def test_unusable_setting_ends_the_start_in_one_line(home: Freqtrade, wanted: object, loaded: dict, words: str) -> None:
    text = {"strategy_name": "AgentBridgeStrategy", "params": {"buy": loaded, "roi": {"0": 100}, "stoploss": {"stoploss": -0.99}}}
    (home.folder / "strategies" / "AgentBridgeStrategy.json").write_text(json.dumps(text))
    choose(home, hyperopt=wanted)
    done = home.run(
        "backtesting", "--strategy", "AgentBridgeStrategy", "--strategy-path", str(home.folder / "strategies"), "--export", "none"
    )
    lines = lines_of(done.stdout + done.stderr)
    assert len(lines) == 1 and words in lines[0], lines


@pytest.mark.release(RELEASE)
@pytest.mark.long
def test_host_with_its_own_parameters_has_both_optimized(home: Freqtrade) -> None:
    chosen = ["high_lookback", "confidence"]
    choose(home, hyperopt=chosen)

    passes = hyperopt(home, "BridgedTuned", "--disable-param-export", epochs=8)

    assert all(set(each["params"]) == {*chosen, "length"} for each in passes)
    # Its 30 candles are too few for most of the tried values: a backtest would refuse those.
    few = [each for each in passes if each["params"]["high_lookback"] > 29]
    assert few and not any(trade["pair"] == "ETH/USDT" for each in few for trade in each["trades"])
    choose(home, params={"high_lookback": 400})
    done = home.run("backtesting", "--strategy", "BridgedTuned", "--strategy-path", str(home.folder / "strategies"), "--export", "none")
    assert "BridgedTuned: startup_candle_count is 30 and breakout/1 needs 401 candles" in done.stdout + done.stderr
