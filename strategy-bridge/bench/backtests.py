"""Whole backtests on the real Freqtrade, alternating C# signals and pure pandas: the time that a user waits, and its parts."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BRIDGE = Path(__file__).resolve().parents[1]
PAIR = "BTC/USDT"
STRATEGIES = {"clr": ("AgentBridgeStrategy", BRIDGE), "pandas": ("PandasBreakout", BRIDGE / "bench")}


def measure(candles: str, assembly: str, exchange: str, runs: int) -> dict:
    """Samples by name, and the hash of signals and trades, which both must agree on."""
    samples: dict[str, list[float]] = {}
    hashes = set()
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:
        home = Path(folder)
        _write_home(home, candles, assembly, exchange)
        for run in range(runs):
            for kind in ("clr", "pandas") if run % 2 else ("pandas", "clr"):
                found = _backtest(home, *STRATEGIES[kind])
                hashes.add(found["sha256"])
                for name in ("wall_ms", "cpu_ms", "entry_ms", "load_ms"):
                    samples.setdefault(f"{kind}_{name}", []).append(found[name])
    if len(hashes) != 1:
        raise SystemExit("the two strategies differ in their signals or trades")
    samples["entry_cost"] = _costs(samples["clr_entry_ms"], samples["pandas_entry_ms"])
    # Starting .NET is a separate figure.
    for spent in ("wall", "cpu"):
        net = [whole - load for whole, load in zip(samples[f"clr_{spent}_ms"], samples["clr_load_ms"])]
        samples[f"{spent}_cost"] = _costs(net, samples[f"pandas_{spent}_ms"])
    return {"sha256": hashes.pop(), "samples": samples}


def _costs(ours: list[float], theirs: list[float]) -> list[float]:
    """The difference in percent, run by run: both of a run had the same machine."""
    return [(one / other - 1) * 100 for one, other in zip(ours, theirs)]


def _backtest(home: Path, strategy: str, place: Path) -> dict:
    result = home / "result.json"
    result.unlink(missing_ok=True)
    command = [
        sys.executable, "-B", __file__, str(result), "backtesting", "--strategy", strategy, "--strategy-path", str(place),
        "--config", str(home / "config.json"), "--userdir", str(home / "user_data"), "--export", "none", "--cache", "none",
    ]
    start, cpu = time.perf_counter(), _cpu_ms()
    done = subprocess.run(command, cwd=home, env={**os.environ, "TZ": "UTC"}, capture_output=True, text=True, check=False)
    wall = (time.perf_counter() - start) * 1000
    if done.returncode != 0 or not result.exists():
        raise SystemExit(f"freqtrade backtesting of {strategy} failed:\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    return {"wall_ms": wall, "cpu_ms": _cpu_ms() - cpu, **json.loads(result.read_text(encoding="utf-8"))}


def _cpu_ms() -> float:
    """Processor time of ended children: on a shared machine more meaningful than the wall clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


def _write_home(home: Path, candles: str, assembly: str, exchange: str) -> None:
    config = json.loads((BRIDGE.parent / "envs" / "freqtrade-backtest.json").read_text(encoding="utf-8"))
    parts = ("public", "private", "sapi", "fapiPublic", "dapiPublic")
    config["exchange"]["ccxt_config"] = {
        "enableRateLimit": False, "options": {"fetchMarkets": ["spot"]}, "urls": {"api": dict.fromkeys(parts, exchange)},
    }
    config["exchange"]["pair_whitelist"] = [PAIR]
    config["agentbridge"] = {"source": "clr", "assembly": assembly}
    (home / "config.json").write_text(json.dumps(config), encoding="utf-8")
    data = home / "user_data" / "data" / "binance"
    data.mkdir(parents=True)
    rows = [line.split(",") for line in Path(candles).read_text(encoding="utf-8").splitlines()[1:]]
    table = [[int(row[0]), *map(float, row[1:])] for row in rows]
    (data / f"{PAIR.replace('/', '_')}-5m.json").write_text(json.dumps(table), encoding="utf-8")


def _run(result: str, arguments: list[str]) -> None:
    """Runs Freqtrade's own main in this process, timing the measured parts."""
    sys.path.insert(0, str(BRIDGE))
    from freqtrade.main import main
    from freqtrade.optimize.backtesting import Backtesting
    from freqtrade.strategy import IStrategy

    spent = {"entry_ms": 0.0, "load_ms": 0.0}
    hashed = hashlib.sha256()
    advise_entry, backtest = IStrategy.advise_entry, Backtesting.backtest

    def timed(name: str, work: object, *args: object, **kwargs: object) -> object:
        start = time.perf_counter()
        found = work(*args, **kwargs)  # type: ignore[operator]
        spent[name] += (time.perf_counter() - start) * 1000
        return found

    def timed_entry(self: object, dataframe: object, metadata: dict) -> object:
        found = timed("entry_ms", advise_entry, self, dataframe, metadata)
        marked = found[found["enter_long"] == 1]  # type: ignore[index]
        hashed.update(marked[["date", "enter_tag"]].to_csv(index=False).encode())
        return found

    def written(self: object, *args: object, **kwargs: object) -> dict:
        found = backtest(self, *args, **kwargs)
        names = ["pair", "open_date", "close_date", "open_rate", "close_rate", "exit_reason", "amount", "profit_abs", "enter_tag"]
        trades = found["results"]
        whole = trades["orders"].map(lambda orders: orders[0]["ft_order_tag"])
        hashed.update(trades[names].assign(order_tag=whole).to_csv(index=False).encode())
        Path(result).write_text(json.dumps({**spent, "sha256": hashed.hexdigest(), "trades": len(found["results"])}), encoding="utf-8")
        return found

    IStrategy.advise_entry, Backtesting.backtest = timed_entry, written
    if "AgentBridgeStrategy" in arguments:
        from agent_bridge.sources.clr_history import ClrHistory

        check = ClrHistory.check
        ClrHistory.check = lambda self: timed("load_ms", check, self)
    main(arguments)


if __name__ == "__main__":
    _run(sys.argv[1], sys.argv[2:])
