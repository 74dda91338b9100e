"""The journals' thread: the loop never waits, a confirmation is on the device before it is returned, and a row is written once."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import BRIDGE
from samples import an_id

from agent_bridge.journal import writer as module
from agent_bridge.journal.actions import Action, ActionLog, Origin
from agent_bridge.journal.append_file import JournalError
from agent_bridge.journal.results import Outcome, TradeResult, TradeResults
from agent_bridge.journal.writer import JournalWriter, ResultRow

NOW = 1748779500000
ROW = TradeResult(an_id(1), 103.25, 1.25)


class Disk:
    """Journals whose sessions the test lets succeed or fail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.gate = threading.Event()
        self.gate.set()
        self.sessions = 0
        self.fails = False

    def open(self) -> tuple[TradeResults, ActionLog]:
        disk = self

        class Log(ActionLog):
            def append_all(self, actions: object) -> None:
                disk.sessions += 1
                assert disk.gate.wait(60)
                if disk.fails:
                    raise JournalError("made to fail")
                super().append_all(actions)  # type: ignore[arg-type]

        origin = Origin("run", "agent_bridge", "1", "dry-run")
        return TradeResults(str(self.folder), module.LOCK_SEC), Log(str(self.folder), origin, str, lambda: NOW, module.LOCK_SEC)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path)
    yield made
    made.gate.set()


@pytest.fixture
def writer(disk: Disk) -> Iterator[JournalWriter]:
    made = JournalWriter(disk.open, lambda: NOW)
    made.open()
    yield made
    disk.gate.set()
    made.close()


def refusal(number: int, code: str = "LATE") -> Action:
    return Action("refuse", "BTC/USDT", code, {}, (an_id(number),))


def yes(number: int) -> Action:
    return Action("confirm", "BTC/USDT", "CONFIRMED", {}, (an_id(number),))


def logged(folder: Path) -> list[tuple[str, str]]:
    lines = [line for path in sorted(folder.glob("actions-*.jsonl")) for line in path.read_text().split("\n") if line]
    return [(action["result"], action["input_refs"][0]) for action in map(json.loads, lines)]


def wait_until(condition: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 240
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.005)


def test_lines_are_written_in_their_order_with_their_times(writer: JournalWriter, tmp_path: Path) -> None:
    for number in range(1200):
        writer.write(refusal(number))
    assert writer.flush(60)
    assert logged(tmp_path) == [("LATE", an_id(number)) for number in range(1200)]


def test_flood_needs_few_writes(writer: JournalWriter, disk: Disk) -> None:
    disk.gate.clear()
    for number in range(5000):
        writer.write(refusal(number))
    disk.gate.set()
    assert writer.flush(60)
    assert disk.sessions <= 12


@pytest.mark.slow
def test_queue_is_bounded_and_keeps_room_for_actions(writer: JournalWriter, disk: Disk, tmp_path: Path) -> None:
    disk.gate.clear()
    writer.write(refusal(0))
    wait_until(lambda: disk.sessions == 1, "a session")
    for number in range(1, module.QUEUE + 100):
        writer.write(refusal(number), is_essential=False)
    writer.write(Action("open", "BTC/USDT", "OPENED", {}, (an_id(1),)))
    disk.gate.set()
    assert writer.flush(60)
    lines = logged(tmp_path)
    assert len(lines) == module.QUEUE - module.RESERVED_FOR_ACTIONS + 2 and lines[-1] == ("OPENED", an_id(1))
    assert writer.drain_dropped() == 99 + module.RESERVED_FOR_ACTIONS and writer.drain_dropped() == 0


def test_confirmation_goes_before_a_flood_and_after_the_lines_of_its_decision(writer: JournalWriter, disk: Disk, tmp_path: Path) -> None:
    disk.gate.clear()
    writer.write(refusal(0))
    wait_until(lambda: disk.sessions == 1, "a session")
    for number in range(1, 3000):
        writer.write(refusal(number))
    asking = threading.Thread(target=lambda: answers.append(writer.write_now(yes(2999), 60)))
    answers: list[bool] = []
    asking.start()
    wait_until(lambda: writer._awaited, "the yes in the queue")
    disk.gate.set()
    asking.join(60)
    assert answers == [True] and writer.flush(60)
    assert logged(tmp_path)[:3] == [("LATE", an_id(0)), ("LATE", an_id(2999)), ("CONFIRMED", an_id(2999))]
    assert len(logged(tmp_path)) == 3001


def test_confirmation_is_on_the_device_when_it_is_returned(writer: JournalWriter, tmp_path: Path) -> None:
    assert writer.write_now(yes(1), 60)
    assert logged(tmp_path) == [("CONFIRMED", an_id(1))]


def test_confirmation_that_comes_too_late_is_refused_and_never_written(writer: JournalWriter, disk: Disk, tmp_path: Path) -> None:
    disk.gate.clear()
    writer.write(refusal(0))
    wait_until(lambda: disk.sessions == 1, "a session")
    assert not writer.write_now(yes(1), 0.01)
    # The next call does not even wait.
    assert not writer.write_now(yes(2), 60)
    disk.gate.set()
    assert writer.flush(60)
    assert logged(tmp_path) == [("LATE", an_id(0))]
    assert writer.write_now(yes(3), 60)


def test_held_lock_of_the_log_refuses_confirmations_until_it_is_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_SEC", 0.05)
    made = JournalWriter(Disk(tmp_path).open, lambda: NOW)
    made.open()
    assert made.write_now(yes(1), 60)
    (path,) = tmp_path.glob("actions-*.jsonl.lock")
    with open(path, "r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert not made.write_now(yes(2), 60)
        assert "held the lock" in made.problem
        made.write(refusal(3))
    assert made.flush(60) and made.problem == ""
    made.close()
    assert logged(tmp_path) == [("CONFIRMED", an_id(1)), ("LATE", an_id(3))]


@pytest.mark.slow
def test_held_lock_of_the_results_delays_neither_lines_nor_a_confirmation(writer: JournalWriter, tmp_path: Path) -> None:
    with open(tmp_path / "trade_results.csv.lock", "r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert writer.ask(ResultRow(7, ROW, Action("close", "BTC/USDT", "tp1", {}, (an_id(1),))))
        wait_until(lambda: "held the lock" in writer.problem, "the problem")
        writer.write(refusal(1))
        assert writer.write_now(yes(2), 60)
    assert writer.flush(60)
    assert [answer.outcome for answer in writer.answers()] == [Outcome.APPENDED] and writer.answers() == []
    lines = logged(tmp_path)
    assert sorted(lines[:2]) == [("CONFIRMED", an_id(2)), ("LATE", an_id(1))] and lines[2:] == [("tp1", an_id(1))]


def test_existing_row_is_not_logged_again(writer: JournalWriter, tmp_path: Path) -> None:
    for result in (ROW, ROW, TradeResult(an_id(1), 7, 7), TradeResult(an_id(2), -1, 0)):
        writer.ask(ResultRow(7, result, Action("close", "BTC/USDT", "tp1", {}, (an_id(1),))))
    assert writer.flush(60)
    assert [answer.outcome for answer in writer.answers()] == [Outcome.APPENDED, Outcome.DUPLICATE, Outcome.CONFLICT, None]
    assert logged(tmp_path) == [("tp1", an_id(1))]


@pytest.mark.slow
def test_one_failure_ends_the_session(writer: JournalWriter, disk: Disk) -> None:
    disk.fails = True
    for number in range(2000):
        writer.write(refusal(number))
    wait_until(lambda: writer.problem, "the failure")
    # Retried after a pause, not once per line.
    assert disk.sessions <= 3
    disk.fails = False
    assert writer.flush(60)
    assert len(logged(disk.folder)) == 2000


def test_close_writes_the_queue(disk: Disk, tmp_path: Path) -> None:
    made = JournalWriter(disk.open, lambda: NOW)
    made.open()
    for number in range(300):
        made.write(refusal(number))
    made.ask(ResultRow(7, ROW, Action("close", "BTC/USDT", "tp1", {}, (an_id(1),))))
    assert made.close(60) == 0
    assert len(logged(tmp_path)) == 301
    assert not made.write_now(yes(1), 60)


def test_close_does_not_wait_for_a_hanging_disk(disk: Disk) -> None:
    made = JournalWriter(disk.open, lambda: NOW)
    made.open()
    disk.gate.clear()
    made.write(refusal(1))
    assert made.close(0.05) == 1


def test_close_retries_a_broken_disk_once(disk: Disk) -> None:
    made = JournalWriter(disk.open, lambda: NOW)
    made.open()
    disk.fails = True
    made.write(refusal(1))
    wait_until(lambda: made.problem, "the failure")
    assert made.close(60) == 1 and disk.sessions == 2


def test_fault_of_the_thread_itself_does_not_end_it(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_SEC", 0.05)
    made = JournalWriter(disk.open, lambda: NOW)
    made.open()
    made.write(Action("refuse", "BTC/USDT", "LATE", {"broken": object()}))  # type: ignore[dict-item]
    assert made.flush(60)
    assert made.write_now(yes(1), 60)
    made.close()


@pytest.mark.long
def test_killed_at_each_call_every_row_is_written_once_and_no_confirmation_is_lost(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(BRIDGE), str(BRIDGE / "tests")])}
    child = str(Path(__file__).with_name("writer_child.py"))
    done = subprocess.run(
        [sys.executable, "-B", child, str(tmp_path / "points")], env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert json.loads(done.stdout)["points"] >= 200
