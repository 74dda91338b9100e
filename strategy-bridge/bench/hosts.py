"""The cost of each C# host for a Python process: loading, the first batch, later batches, memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BRIDGE = Path(__file__).resolve().parents[1]
CANDLES = 20_000
_BATCHES = 20


def measure(candles: str, assembly: str, library: str, runs: int) -> dict:
    """Samples by host and name, each from a separate process; all hosts must yield the same bytes."""
    samples: dict[str, list[float]] = {}
    hashes = set()
    hosts = {"hostfxr": assembly, "pythonnet": assembly, **({"native": library} if library else {})}
    # The first run only warms the file cache.
    for run in range(runs + 1):
        for host, place in hosts.items():
            done = subprocess.run([sys.executable, "-B", __file__, host, place, candles], capture_output=True, text=True, check=False)
            if done.returncode != 0:
                raise SystemExit(f"the host {host} failed:\n{done.stderr[-4000:]}")
            found = json.loads(done.stdout)
            hashes.add(found.pop("sha256"))
            for name, value in found.items() if run else ():
                samples.setdefault(f"{host}_{name}", []).append(value)
    if len(hashes) != 1:
        raise SystemExit("the hosts differ in their signals")
    return {"sha256": hashes.pop(), "samples": samples}


def _one(host: str, place: str, candles: str) -> dict[str, Any]:
    import hashlib

    import pandas as pd

    sys.path.insert(0, str(BRIDGE))
    from agent_bridge.sources.clr import ClrAgent
    from agent_bridge.sources.clr_host import host_of

    frame = pd.read_csv(candles, nrows=CANDLES).rename(columns={"timestamp": "date"})
    frame["date"] = pd.to_datetime(frame["date"], unit="ms", utc=True)
    before = _rss_mb()
    start = time.perf_counter()
    agent = ClrAgent(host_of(place, name=host), '{"environment": "backtest"}')
    loaded = time.perf_counter()
    lines = agent.generate(frame, "BTC/USDT", "5m").lines
    first = time.perf_counter()
    next_ms = []
    for _ in range(_BATCHES):
        begun = time.perf_counter()
        agent.generate(frame, "BTC/USDT", "5m")
        next_ms.append((time.perf_counter() - begun) * 1000)
    return {
        "load_ms": (loaded - start) * 1000, "first_ms": (first - loaded) * 1000, "next_ms": sorted(next_ms)[_BATCHES // 2],
        "rss_mb": _rss_mb() - before, "sha256": hashlib.sha256(lines).hexdigest(),
    }


def _rss_mb() -> float:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 2**20


if __name__ == "__main__":
    print(json.dumps(_one(*sys.argv[1:])))
