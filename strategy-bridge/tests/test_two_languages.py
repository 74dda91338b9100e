"""C# and Python writing one trade_results.csv and one action log at the same time: every line complete, every row once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from built import built
from conftest import BRIDGE

from agent_bridge.journal.results import HEADER, Outcome, TradeResult, TradeResults

pytestmark = pytest.mark.slow

COUNT = 1_000

# Both sides begin when both have started; the C# one is AgentBridge.CrashChild, with a fixed clock at 2025-06-01.
WRITER = """
import sys, time
from pathlib import Path
from agent_bridge.journal.actions import Action, ActionLog, Origin
from agent_bridge.journal.results import TradeResult, TradeResults

kind, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
# The test checks what is written; on a busy machine one writer may wait in the queue for long.
results = TradeResults(folder, lock_sec=200) if kind == "results" else None
origin = Origin("run", "agent_bridge", "1", "dry-run")
log = ActionLog(folder, origin, str, lambda: 1748779500123, lock_sec=200) if kind == "actions" else None
Path(folder + ".ready-2").touch()
end = time.monotonic() + 240
while not Path(folder + ".ready-1").exists() and time.monotonic() < end:
    time.sleep(0.001)
for number in range(count):
    if results is not None:
        results.append_trade_result(TradeResult(f"py-{number:04d}", 103.25, 0.5))
        # A decision that the other side also writes, with the same values.
        results.append_trade_result(TradeResult(f"cs-{number:04d}", 104622.5, -1.0123456789))
    else:
        log.append(Action("open", "BTC/USDT", "OPENED", {"host": "freqtrade"}, (f"py-{number:04d}",), "a “reason”"))
"""


def write_both(kind: str, folder: Path) -> None:
    child = built("AgentBridge.CrashChild", "AgentBridge.CrashChild.dll", "BRIDGE_CRASH_CHILD")
    environment = {**os.environ, "PYTHONPATH": str(BRIDGE), "PYTHONDONTWRITEBYTECODE": "1"}
    both = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        for command in (
            ["dotnet", str(child), "append", kind, str(folder), "cs", str(COUNT), "1"],
            [sys.executable, "-c", WRITER, kind, str(folder), str(COUNT)],
        )
    ]
    ends = [(process.communicate(timeout=240)[1], process.returncode) for process in both]
    assert [code for _, code in ends] == [0, 0], ends


def test_results_of_both_are_whole_and_written_once(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    write_both("results", folder)
    lines = (folder / "trade_results.csv").read_text(encoding="utf-8").split("\n")
    assert lines[0] == HEADER and lines[-1] == ""
    ours = [TradeResult(f"py-{number:04d}", 103.25, 0.5).line() for number in range(COUNT)]
    theirs = [f"cs-{number:04d},104622.5,-1.0123456789" for number in range(COUNT)]
    assert sorted(lines[1:-1]) == sorted(ours + theirs)
    assert not (folder / "trade_results.csv.torn").exists()
    # Opened by a third process: nothing to repair, and each row known.
    assert TradeResults(str(folder)).append_trade_result(TradeResult("cs-0007", 104622.5, -1.0123456789)) == Outcome.DUPLICATE


def test_action_lines_of_both_are_whole_and_in_each_writers_order(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    write_both("actions", folder)
    (path,) = folder.glob("actions-*.jsonl")
    text = path.read_text(encoding="utf-8")
    assert text.endswith("\n") and not path.with_name(path.name + ".torn").exists()
    actions = [json.loads(line) for line in text.split("\n")[:-1]]
    for name, field in (("py", "input_refs"), ("cs", "output_refs")):
        assert [action[field][0] for action in actions if action[field]] == [f"{name}-{number:04d}" for number in range(COUNT)]
    assert len(actions) == 2 * COUNT
    # Two languages, one shape of line.
    assert len({tuple(action) for action in actions}) == 1
    writers = ["py" if action["input_refs"] else "cs" for action in actions]
    # They did write at the same time.
    assert sum(before != after for before, after in zip(writers, writers[1:])) > 1
