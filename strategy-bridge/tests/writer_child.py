"""Kills a process that writes journals at each of its disk calls, and starts it again: prints the findings.

One process forks the others, before any thread exists: 500 starts of Python would take minutes.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

from samples import an_id

from agent_bridge.journal.actions import Action, ActionLog, Origin
from agent_bridge.journal.append_file import make_folder
from agent_bridge.journal.results import TradeResult, TradeResults
from agent_bridge.journal.writer import JournalWriter, ResultRow

NOW = 1748779500000
TABLE = [TradeResult(an_id(number), 100.25 + number, 1.125 * number) for number in range(1, 15)]
CALLS = ("open", "pread", "pwrite", "ftruncate", "fsync")


def start(folder: str) -> JournalWriter:
    origin = Origin("run", "agent_bridge", "1", "dry-run")
    made = JournalWriter(lambda: (TradeResults(folder), ActionLog(folder, origin, str, lambda: NOW)), lambda: NOW)
    made.open()
    return made


def ask(writer: JournalWriter, number: int, row: TradeResult) -> None:
    writer.ask(ResultRow(number, row, Action("close", "BTC/USDT", "tp1", {}, (row.decision_id,))))


def live(folder: str, reported: Any) -> None:
    """A bot's run: a confirmation, then the end of that trade, again and again."""
    writer = start(folder)
    for number, row in enumerate(TABLE):
        if writer.write_now(Action("confirm", "BTC/USDT", "CONFIRMED", {}, (row.decision_id,)), 60):
            os.write(reported, row.decision_id.encode() + b"\n")
        ask(writer, number, row)
    assert writer.flush(60)


def killed_at(point: int) -> None:
    """From now on the call with this number is the process's last; a write is left incomplete."""
    numbers = itertools.count()

    def watched(name: str, real: Any) -> Any:
        def call(*arguments: Any) -> Any:
            if next(numbers) == point:
                if name == "pwrite" and len(arguments[1]) > 1:
                    real(arguments[0], arguments[1][: len(arguments[1]) // 2], arguments[2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments)

        return call

    for name in CALLS:
        setattr(os, name, watched(name, getattr(os, name)))


def in_a_fork(work: Any) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
    return os.waitpid(child, 0)[1]


def again(folder: str) -> None:
    """The next start: reads every closed trade of the table."""
    writer = start(folder)
    for number, row in enumerate(TABLE):
        ask(writer, number, row)
    assert writer.flush(60)


def look(folder: Path, reported: list[str]) -> list[str]:
    rows = (folder / "trade_results.csv").read_text(encoding="utf-8").split("\n")
    found = [] if sorted(rows[1:-1]) == sorted(row.line() for row in TABLE) and rows[-1] == "" else [f"rows {rows}"]
    lines = [json.loads(line) for path in folder.glob("actions-*.jsonl") for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    confirmed = [line["input_refs"][0] for line in lines if line["action"] == "confirm"]
    if len(confirmed) != len(set(confirmed)) or not set(reported) <= set(confirmed):
        found.append(f"yes {reported}, in the log {confirmed}")
    return found


def main(place: Path) -> None:
    make_folder(str(place))
    for point in itertools.count():
        folder = place / str(point)
        reading, writing = os.pipe()

        def life(folder: str = str(folder), point: int = point, reported: int = writing) -> None:
            killed_at(point)
            live(folder, reported)

        status = in_a_fork(life)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            reported = pipe.read().split()
        if status == 0:
            print(json.dumps({"points": point}))
            return
        assert os.WIFSIGNALED(status), f"point {point}: {status}"
        assert in_a_fork(lambda folder=str(folder): again(folder)) == 0, f"point {point}"
        found = look(folder, reported)
        assert not found, f"point {point}: {found}"
        shutil.rmtree(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
