"""trade_results.csv and the action log: complete lines or none, once each, shared with other processes."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import BRIDGE
from samples import an_id

from agent_bridge.journal.actions import Action, ActionLog, Origin
from agent_bridge.journal.append_file import JournalError, open_session
from agent_bridge.journal.results import HEADER, Outcome, TradeResult, TradeResults

ROWS = [TradeResult(an_id(1), 103.25, 1.25), TradeResult(an_id(2), 95.0, -1.1254), TradeResult(an_id(3), 1e-7, 0.0)]


def rows_of(folder: Path) -> list[str]:
    return (folder / "trade_results.csv").read_text(encoding="utf-8").split("\n")


def a_log(folder: Path, now_ms: int = 1748779500000) -> ActionLog:
    return ActionLog(str(folder), Origin("run", "agent_bridge", "1", "dry-run"), lambda text: text.replace("hidden", "***"), lambda: now_ms)


def test_rows_are_written_once(tmp_path: Path) -> None:
    journal = TradeResults(str(tmp_path / "new" / "folder"))
    assert [journal.append_trade_result(row) for row in ROWS] == [Outcome.APPENDED] * 3
    assert journal.append_trade_result(ROWS[0]) == Outcome.DUPLICATE
    assert TradeResults(str(tmp_path / "new" / "folder")).append_trade_result(TradeResult(ROWS[0].decision_id, 7, 7)) == Outcome.CONFLICT
    assert rows_of(tmp_path / "new" / "folder") == [
        HEADER, f"{an_id(1)},103.25,1.25", f"{an_id(2)},95,-1.1254", f"{an_id(3)},1e-7,0", ""
    ]


@pytest.mark.parametrize("last", ROWS, ids=lambda row: row.line()[-8:])
def test_cut_at_every_byte_of_the_last_row_leaves_whole_rows_only(tmp_path: Path, last: TradeResult) -> None:
    journal = TradeResults(str(tmp_path))
    before = [row for row in ROWS if row != last]
    for row in [*before, last]:
        journal.append_trade_result(row)
    path = tmp_path / "trade_results.csv"
    whole = path.read_bytes()
    note = (tmp_path / "trade_results.csv.lock").read_bytes()
    start = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in range(start, len(whole)):
        path.write_bytes(whole[:cut])
        (tmp_path / "trade_results.csv.lock").write_bytes(note)
        again = TradeResults(str(tmp_path))
        # With only the newline missing the row is complete. Anything else is not a row and can be written again.
        expected = Outcome.DUPLICATE if cut == len(whole) - 1 else Outcome.APPENDED
        assert again.append_trade_result(last) == expected, cut
        assert path.read_bytes() == whole, cut


def test_cut_without_a_note_that_is_no_row_is_moved_aside(tmp_path: Path) -> None:
    path = tmp_path / "trade_results.csv"
    path.write_text(f"{HEADER}\n{an_id(1)},103.25,1.", encoding="utf-8")
    TradeResults(str(tmp_path))
    assert rows_of(tmp_path) == [HEADER, ""]
    assert (tmp_path / "trade_results.csv.torn").read_text(encoding="utf-8") == f"{an_id(1)},103.25,1.\n"


@pytest.mark.parametrize("cut", range(len(HEADER)))
def test_cut_header_is_written_again(tmp_path: Path, cut: int) -> None:
    (tmp_path / "trade_results.csv").write_text(HEADER[:cut], encoding="utf-8")
    TradeResults(str(tmp_path)).append_trade_result(ROWS[0])
    assert rows_of(tmp_path)[:2] == [HEADER, ROWS[0].line()]


@pytest.mark.parametrize(
    "content",
    [
        "other,header\n",
        f"{HEADER}\n{an_id(1)},103.25\n",
        f"{HEADER}\n{an_id(1)},103.25,1,2\n",
        f"{HEADER}\n{an_id(1)},nan,1\n",
        f"{HEADER}\n{an_id(1)},-3,1\n",
        f"{HEADER}\n ,103.25,1\n",
        f"{HEADER}\n{an_id(1)},103.25,1\n{an_id(1)},103.25,2\n",
        f'{HEADER}\n"{an_id(1)},103.25,1\n',
    ],
)
def test_foreign_file_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "trade_results.csv").write_text(content, encoding="utf-8")
    with pytest.raises(JournalError, match="row"):
        TradeResults(str(tmp_path))
    assert (tmp_path / "trade_results.csv").read_text(encoding="utf-8") == content


def test_file_replaced_while_in_use_is_refused(tmp_path: Path) -> None:
    journal = TradeResults(str(tmp_path))
    journal.append_trade_result(ROWS[0])
    (tmp_path / "trade_results.csv").write_text(HEADER + "\n", encoding="utf-8")
    with pytest.raises(JournalError, match="while in use"):
        journal.append_trade_result(ROWS[1])


def test_row_of_another_process_is_seen(tmp_path: Path) -> None:
    first, second = TradeResults(str(tmp_path)), TradeResults(str(tmp_path))
    first.append_trade_result(ROWS[0])
    assert second.append_trade_result(ROWS[0]) == Outcome.DUPLICATE
    assert second.append_trade_result(ROWS[1]) == Outcome.APPENDED
    assert first.append_trade_result(ROWS[1]) == Outcome.DUPLICATE


def test_lock_held_by_another_is_named(tmp_path: Path) -> None:
    TradeResults(str(tmp_path))
    path = str(tmp_path / "trade_results.csv")
    with open(path + ".lock", "r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(JournalError, match="held the lock"), open_session(path, timeout_sec=0.05):
            pass


def test_waiting_writer_comes_before_one_that_returns_at_once(tmp_path: Path) -> None:
    greedy, waiter = TradeResults(str(tmp_path), 120), TradeResults(str(tmp_path), 120)
    lock = tmp_path / "trade_results.csv.lock"
    with lock.open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = threading.Thread(target=waiter.append_trade_result, args=(ROWS[0],))
        waiting.start()
        while not is_held(lock.with_name(lock.name + ".next")):
            assert waiting.is_alive()
            time.sleep(0.001)
    for number in range(20):
        greedy.append_trade_result(TradeResult(f"greedy-{number}", 1.5, 0.5))
    waiting.join()
    assert (tmp_path / "trade_results.csv").read_text(encoding="utf-8").split("\n")[1] == ROWS[0].line()


def is_held(path: Path) -> bool:
    if not path.exists():
        return False
    with path.open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(JournalError):
        TradeResults(str(tmp_path / "file"))


WRITER = """
import sys
from samples import an_id
from agent_bridge.journal.results import TradeResult, TradeResults
journal = TradeResults(sys.argv[1])
for number in range(100):
    journal.append_trade_result(TradeResult(an_id(number), 100 + number, 1))
"""


@pytest.mark.slow
def test_two_processes_write_each_row_once(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(BRIDGE), str(BRIDGE / "tests")])}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], env=environment) for _ in range(2)]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    rows = rows_of(tmp_path)
    assert rows[0] == HEADER and rows[-1] == ""
    assert sorted(rows[1:-1]) == sorted(TradeResult(an_id(number), 100 + number, 1).line() for number in range(100))


def test_full_disk_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    script = """
import resource, signal, sys
from samples import an_id
from agent_bridge.journal.append_file import JournalError
from agent_bridge.journal.results import TradeResult, TradeResults
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
journal = TradeResults(sys.argv[1])
journal.append_trade_result(TradeResult(an_id(1), 1, 1))
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    journal.append_trade_result(TradeResult(an_id(2), 2, 2))
except JournalError as error:
    print(error)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(BRIDGE), str(BRIDGE / "tests")])}
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], env=environment, capture_output=True, text=True, timeout=300)
    assert "File too large" in done.stdout, done.stderr
    assert rows_of(tmp_path) == [HEADER, TradeResult(an_id(1), 1, 1).line(), ""]
    assert TradeResults(str(tmp_path)).append_trade_result(TradeResult(an_id(2), 2, 2)) == Outcome.APPENDED


def test_action_line_has_the_shape_of_the_c_sharp_side(tmp_path: Path) -> None:
    parameters = {"host": "freqtrade", "rate": float("nan"), "n": 1}
    a_log(tmp_path).append(Action("refuse", "BTC/USDT", "LATE", parameters, (an_id(1),), "a hidden reason"))
    line = (tmp_path / "actions-20250601.jsonl").read_text(encoding="utf-8")
    assert json.loads(line) == {
        "timestamp": "2025-06-01T12:05:00.000Z", "run_id": "run", "agent_id": "agent_bridge", "agent_version": "1",
        "environment": "dry-run", "action": "refuse", "target": "BTC/USDT", "parameters": {"host": "freqtrade", "rate": "nan", "n": 1},
        "input_refs": [an_id(1)], "output_refs": [], "result": "LATE", "metrics": {}, "rationale": "a *** reason",
    }
    assert line.endswith("}\n") and ": " not in line


@pytest.mark.slow
def test_action_log_cut_at_every_byte_is_repaired(tmp_path: Path) -> None:
    a_log(tmp_path).append(Action("open", "BTC/USDT", "OPENED"))
    path = tmp_path / "actions-20250601.jsonl"
    first = path.read_bytes()
    a_log(tmp_path).append(Action("close", "BTC/USDT", "tp1"))
    second = path.read_bytes()[len(first) :]
    for cut in range(len(second)):
        path.write_bytes(first + second[:cut])
        a_log(tmp_path).append(Action("refuse", "BTC/USDT", "LATE"))
        lines = path.read_bytes().split(b"\n")
        assert [json.loads(line)["action"] for line in lines[:-1]] == (
            ["open", "refuse"] if cut < len(second) - 1 else ["open", "close", "refuse"]
        )


def test_thirty_days_are_kept(tmp_path: Path) -> None:
    for day in range(33):
        a_log(tmp_path, 1748779500000 + day * 86_400_000).append(Action("open", "BTC/USDT", "OPENED"))
    days = sorted(path.name for path in tmp_path.glob("actions-????????.jsonl"))
    assert len(days) == 30 and days[0] == "actions-20250604.jsonl"
    assert len(list(tmp_path.glob("*.lock"))) == 30


def test_invalid_or_future_day_files_drop_no_other(tmp_path: Path) -> None:
    others = [f"actions-{name}.jsonl" for name in ("99991231", "20259999", "abcdefgh", *(f"9998{day:04}" for day in range(101, 130)))]
    for name in others:
        (tmp_path / name).write_text("cut", encoding="utf-8")
    a_log(tmp_path).append(Action("open", "BTC/USDT", "OPENED"))
    a_log(tmp_path).append(Action("close", "BTC/USDT", "tp1"))
    assert len((tmp_path / "actions-20250601.jsonl").read_text(encoding="utf-8").split("\n")) == 3
    assert all((tmp_path / name).read_text(encoding="utf-8") == "cut" for name in others)
