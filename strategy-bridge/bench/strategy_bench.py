"""Figures of the strategy on this interpreter's Freqtrade, one section per call: `{"sha256", "samples": {name: [number]}}`.

`./bridge bench` calls it for every Freqtrade that is installed; it can also be called directly.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

BRIDGE = Path(__file__).resolve().parents[1]
for place in (str(BRIDGE), str(BRIDGE / "bench")):
    sys.path.insert(0, place)

import backtests  # noqa: E402
import callbacks  # noqa: E402
import hosts  # noqa: E402

# In a separate interpreter: modules that Freqtrade has already imported are not our cost.
_IMPORT = """
import gc, sys, time
start = time.perf_counter()
import freqtrade.main
from freqtrade.optimize import backtesting
from freqtrade.strategy import IStrategy
freqtrade_ms = (time.perf_counter() - start) * 1000
# Otherwise a garbage collection of Freqtrade's objects may or may not fall into our import.
gc.collect()
between = time.perf_counter()
sys.path.insert(0, sys.argv[1])
import AgentBridgeStrategy
print(freqtrade_ms, (time.perf_counter() - between) * 1000)
"""


def measure_import(runs: int) -> dict:
    """The strategy and its package, with Freqtrade imported before; and that as a share of Freqtrade's own import."""
    samples: dict[str, list[float]] = {"import_ms": [], "import_share": []}
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:
        # A copy, as in Docker: the first run writes its bytecode there and not beside the sources.
        shutil.copy(BRIDGE / "AgentBridgeStrategy.py", folder)
        shutil.copytree(BRIDGE / "agent_bridge", Path(folder) / "agent_bridge")
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        for run in range(runs + 1):
            command = [sys.executable, "-c", _IMPORT, folder]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
            freqtrade, ours = map(float, done.stdout.split())
            if run > 0:
                samples["import_ms"].append(ours)
                samples["import_share"].append(ours / freqtrade * 100)
    return {"sha256": "-", "samples": samples}


def measure_signals(candles: str, assembly: str, runs: int) -> dict:
    """populate_entry_trend of both strategies alternating in one process, as hyperopt calls it repeatedly."""
    import pandas as pd
    from PandasBreakout import PandasBreakout

    from AgentBridgeStrategy import AgentBridgeStrategy

    frame = pd.read_csv(candles).rename(columns={"timestamp": "date"})
    frame["date"] = pd.to_datetime(frame["date"], unit="ms", utc=True)
    made: dict[str, Any] = {
        "clr": AgentBridgeStrategy({"runmode": "backtest", "agentbridge": {"source": "clr", "assembly": assembly}}),
        "pandas": PandasBreakout({"runmode": "backtest"}),
    }
    samples: dict[str, list[float]] = {"clr_ms": [], "pandas_ms": [], "cost": []}
    hashes = set()
    for run in range(runs + 10):
        spent = {}
        for name in ("clr", "pandas") if run % 2 else ("pandas", "clr"):
            given = frame.copy()
            start = time.perf_counter()
            marked = made[name].populate_entry_trend(given, {"pair": backtests.PAIR})
            spent[name] = (time.perf_counter() - start) * 1000
            rows = marked[marked["enter_long"] == 1][["date", "enter_tag"]]
            hashes.add(hashlib.sha256(rows.to_csv(index=False).encode()).hexdigest())
        if run >= 10:
            samples["clr_ms"].append(spent["clr"])
            samples["pandas_ms"].append(spent["pandas"])
            samples["cost"].append((spent["clr"] / spent["pandas"] - 1) * 100)
    if len(hashes) != 1:
        raise SystemExit("the two strategies differ in their signals")
    return {"sha256": hashes.pop(), "samples": samples}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("section", choices=("signals", "backtests", "import", "callbacks", "hosts"))
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--candles", default="", help="a CSV file of 5m candles")
    arguments.add_argument("--assembly", default="", help="AgentBridge.Native.dll")
    arguments.add_argument("--library", default="", help="AgentBridge.Native.so; without it that host is skipped")
    arguments.add_argument("--exchange", default="", help="a simulated exchange's REST, such as http://127.0.0.1:18124/api/v3")
    arguments.add_argument("--source", choices=("file", "redis"), default="file")
    arguments.add_argument("--redis-url", default="", help="a private server; its list is emptied")
    given = arguments.parse_args()
    if given.section == "signals":
        found = measure_signals(given.candles, given.assembly, given.runs)
    elif given.section == "backtests":
        found = backtests.measure(given.candles, given.assembly, given.exchange, given.runs)
    elif given.section == "hosts":
        found = hosts.measure(given.candles, given.assembly, given.library, given.runs)
    elif given.section == "import":
        found = measure_import(given.runs)
    else:
        found = callbacks.measure(given.source, given.redis_url, given.runs)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
