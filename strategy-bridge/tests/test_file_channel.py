"""The reader of the file channel with writers that prune, tear lines, or are foreign programs."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from datetime import date, datetime, timezone
from pathlib import Path

import pytest
from built import bridge
from channels import FileChannel
from conftest import BRIDGE
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from samples import NOON, a_signal, an_id, message_of

from agent_bridge.book import SignalBook
from agent_bridge.sources import day_file, file_source
from agent_bridge.sources.day_file import DayFile
from agent_bridge.sources.file_source import FileSource, day_files
from agent_bridge.sources.history import HistoryError, load_history
from agent_bridge.syntax import MAX_BYTES

DAY = date(2025, 6, 1)
GIGABYTE = 1 << 30


def messages(first: int, last: int) -> list[bytes]:
    return [message_of(a_signal(an_id(number))) for number in range(first, last)]


def all_of(source: FileSource) -> list[bytes]:
    found = source.read()
    while source.is_behind:
        found += source.read()
    return found


def a_source(folder: Path, signals_max: int = 1000) -> FileSource:
    return FileSource(str(folder), signals_max, lambda: DAY)


@pytest.mark.parametrize("keeps_inode", [True, False], ids=["inode-reused", "inode-new"])
@pytest.mark.parametrize("kept", [1, 2, 10])
def test_each_message_is_seen_where_every_publication_replaces_the_file(tmp_path: Path, keeps_inode: bool, kept: int) -> None:
    path, source = tmp_path / "signals-20250601.jsonl", a_source(tmp_path)
    lines = messages(0, 40)
    for number in range(len(lines)):
        content = b"".join(line + b"\n" for line in lines[max(0, number + 1 - kept) : number + 1])
        if keeps_inode:
            # As if the new file reuses the freed inode: the same size and inode number.
            path.write_bytes(content)
        else:
            (tmp_path / "new").write_bytes(content)
            (tmp_path / "new").replace(path)
        assert lines[number] in all_of(source), number


def test_only_what_is_new_is_read_again(tmp_path: Path) -> None:
    path, source, lines = tmp_path / "signals-20250601.jsonl", a_source(tmp_path), messages(0, 30)
    path.write_bytes(b"".join(line + b"\n" for line in lines[:20]))
    assert all_of(source) == lines[:20] and all_of(source) == []
    path.write_bytes(b"".join(line + b"\n" for line in lines[5:25]))
    assert all_of(source) == lines[20:25]
    # Nothing of the old file is left, so it is read from the start.
    path.write_bytes(b"".join(line + b"\n" for line in lines[25:]))
    assert all_of(source) == lines[25:]


class Writer:
    """A file with writes that the protocol allows."""

    def __init__(self, path: Path) -> None:
        self.path, self.lines, self.torn = path, [], b""

    def step(self, kind: str, amount: int, fresh: list[bytes]) -> None:
        if kind == "append":
            self.lines, self.torn = self.lines + fresh, b""
        elif kind == "room":
            self.lines, self.torn = self.lines[amount:], b""
        elif kind == "torn":
            self.torn = (fresh[0] if fresh else b"x" * 50)[:-1]
        content = b"".join(line + b"\n" for line in self.lines) + self.torn
        if kind == "renamed":
            self.path.with_suffix(".tmp").write_bytes(content)
            self.path.with_suffix(".tmp").replace(self.path)
        elif kind == "removed":
            self.lines, self.torn = [], b""
            self.path.unlink(missing_ok=True)
        else:
            self.path.write_bytes(content)


STEPS = st.lists(
    st.tuples(st.sampled_from(["append", "append", "room", "torn", "renamed", "removed"]), st.integers(0, 4), st.booleans()), max_size=30
)


@hypothesis_settings(max_examples=150)
@given(STEPS, st.sampled_from([7, 40, 4096]))
def test_every_line_that_is_there_at_a_read_has_been_read(tmp_path_factory: pytest.TempPathFactory, steps: list, piece: int) -> None:
    folder = tmp_path_factory.mktemp("steps")
    writer, source, seen, number = Writer(folder / "signals-20250601.jsonl"), a_source(folder), set(), 0
    before, day_file.PIECE = day_file.PIECE, piece
    try:
        for kind, amount, is_read in steps:
            # Repeated line lengths, so that positions alone prove nothing.
            fresh = [b"line %06d" % (number + each) + b"." * ((number + each) % 3) for each in range(amount)]
            number += amount
            writer.step(kind, amount, fresh)
            if is_read:
                seen.update(all_of(source))
                assert set(writer.lines) <= seen
                assert writer.torn not in seen or not writer.torn
        seen.update(all_of(source))
        assert set(writer.lines) <= seen
    finally:
        day_file.PIECE = before


def test_line_that_is_too_long_is_skipped_and_counted(tmp_path: Path) -> None:
    first, last = messages(1, 3)
    long = [b"x" * length for length in (MAX_BYTES, MAX_BYTES + 1, 300_000)]
    path = tmp_path / "signals-20250601.jsonl"
    path.write_bytes(b"\n".join([first, *long, last, b""]))
    source, book = a_source(tmp_path), SignalBook()
    found = all_of(source)
    assert [len(line) for line in found] == [len(first), MAX_BYTES, MAX_BYTES + 1, MAX_BYTES + 1, len(last)]
    book.offer(found)
    assert [signal.decision_id for signal in book.signals()] == [an_id(1), an_id(2)]
    assert [notice.code for notice in book.drain_notices()] == ["INVALID_JSON", "MESSAGE_TOO_LARGE"]
    with path.open("ab") as file:
        file.write(b"y" * 100_000)
    assert all_of(source) == []
    with path.open("ab") as file:
        file.write(b"y\n" + messages(3, 4)[0] + b"\n")
    assert [len(line) for line in all_of(source)] == [MAX_BYTES + 1, len(messages(3, 4)[0])]


def test_read_is_bounded_and_goes_on(tmp_path: Path) -> None:
    lines = [b"%d" % number for number in range(100_000)]
    (tmp_path / "signals-20250601.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    source, found = a_source(tmp_path), []
    while True:
        part = source.read()
        assert len(part) <= file_source.MESSAGES_A_READ
        found += part
        if not source.is_behind:
            break
    assert found == lines


def test_endless_old_day_does_not_delay_todays(tmp_path: Path) -> None:
    (tmp_path / "signals-20250531.jsonl").write_bytes(b"\n".join(b"%d" % number for number in range(200_000)) + b"\n")
    (message,) = messages(1, 2)
    (tmp_path / "signals-20250601.jsonl").write_bytes(message + b"\n")
    source = a_source(tmp_path)
    reads = [source.read() for _ in range(100)]
    assert source.is_behind and any(message in read for read in reads)


@pytest.mark.parametrize("begins", [0, 3])
def test_more_than_a_channel_holds_is_skipped(tmp_path: Path, begins: int) -> None:
    path, source = tmp_path / "signals-20250601.jsonl", a_source(tmp_path, signals_max=10)
    lines = messages(0, 500)
    path.write_bytes(b"".join(line + b"\n" for line in lines[:begins]))
    assert all_of(source) == lines[:begins]
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    found = all_of(source)
    # As many bytes as ten messages of maximum length; more than ten of these, and the newest.
    assert found == lines[-len(found) :] and 10 < len(found) < 500
    with path.open("ab") as file:
        file.write(b"z" * 10 * (MAX_BYTES + 1) * 3)
    assert all_of(source) == []
    with path.open("ab") as file:
        file.write(b"z\n" + messages(500, 501)[0] + b"\n")
    assert all_of(source) == [b"\0" * (MAX_BYTES + 1), *messages(500, 501)]


@pytest.mark.parametrize(
    "names", [["99991231"], [f"9999{month:02}{day:02}" for month in (11, 12) for day in range(1, 10)], ["20250603", "20251301", "99999999"]]
)
def test_invalid_or_future_day_files_do_not_hide_todays(tmp_path: Path, names: list[str]) -> None:
    for name in names:
        (tmp_path / f"signals-{name}.jsonl").write_bytes(b"1\n" * 2000)
    (tmp_path / "signals-20250601.jsonl").write_bytes(messages(1, 2)[0] + b"\n")
    (tmp_path / "signals-20250531.jsonl").write_bytes(messages(2, 3)[0] + b"\n")
    assert sorted(all_of(a_source(tmp_path))) == sorted(messages(1, 3))
    assert [path.name for path in day_files(tmp_path)][:2] == ["signals-20250531.jsonl", "signals-20250601.jsonl"]


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "socket"])
def test_special_file_does_not_block_the_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "signals-20250601.jsonl").write_bytes(messages(1, 2)[0] + b"\n")
    odd = tmp_path / "signals-20250531.jsonl"
    if kind == "pipe":
        os.mkfifo(odd)
    elif kind == "folder":
        odd.mkdir()
    elif kind == "device":
        odd.symlink_to("/dev/zero")
    else:
        with socket.socket(socket.AF_UNIX) as place:
            place.bind(odd.name)
    found: list[bytes] = []
    # A hanging loop must not block the tests, too.
    loop = threading.Thread(target=lambda: found.extend(all_of(a_source(tmp_path))), daemon=True)
    loop.start()
    loop.join(30)
    assert found == messages(1, 2)


@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_file_replaced_by_a_special_file_does_not_block(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "signals-20250601.jsonl"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")
    found: list[list[bytes]] = [[b"not asked"]]
    loop = threading.Thread(target=lambda: found.__setitem__(slice(None), DayFile(path, 1 << 20).read()), daemon=True)
    loop.start()
    loop.join(30)
    assert found == []


@pytest.fixture(scope="module")
def giant(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Today's file: a signal, a sparse line of a gigabyte, another signal."""
    folder = tmp_path_factory.mktemp("giant")
    path = folder / f"signals-{datetime.now(timezone.utc):%Y%m%d}.jsonl"
    first, last = messages(1, 3)
    with path.open("wb") as file:
        file.write(first + b"\n")
        file.truncate(len(first) + 1 + GIGABYTE)
        file.seek(0, os.SEEK_END)
        file.write(b"\n" + last + b"\n")
    return path


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "found"), [("channel", [an_id(2)]), ("history", "line 2: MESSAGE_TOO_LARGE")])
@pytest.mark.slow
def test_line_of_a_gigabyte_takes_no_memory(giant: Path, kind: str, found: object) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(BRIDGE), str(BRIDGE / "tests")])}
    done = subprocess.run(
        [sys.executable, "-B", str(BRIDGE / "tests" / "rss_child.py"), kind, str(giant.parent if kind == "channel" else giant)],
        env=environment, capture_output=True, text=True, timeout=600, check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    result = json.loads(done.stdout)
    assert result["found"] == found if isinstance(found, list) else found in result["found"]
    assert result["grown_mb"] < 64


def test_history_of_a_channels_folder_and_its_last_line_without_newline(tmp_path: Path) -> None:
    first, second = messages(1, 3)
    (tmp_path / "signals-20250601.jsonl").write_bytes(first + b"\n" + second)
    (tmp_path / "signals-99999999.jsonl").write_bytes(b"no signal\n")
    assert [signal.decision_id for signal in load_history(str(tmp_path))["BTC/USDT"]] == [an_id(1), an_id(2)]
    (tmp_path / "signals-20250601.jsonl").write_bytes(first + b"\n" + b"x" * (MAX_BYTES + 1) + b"\n")
    with pytest.raises(HistoryError, match="line 2: MESSAGE_TOO_LARGE"):
        load_history(str(tmp_path))


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_pipe_as_a_history_is_refused_without_blocking(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "history.jsonl")
    with pytest.raises(HistoryError, match="expected a file or a folder, not a pipe or a device"):
        load_history(str(tmp_path / "history.jsonl"))


@pytest.mark.long
def test_nothing_is_lost_with_two_publishers_that_prune_each_time(tmp_path: Path) -> None:
    kept, count = 10, 15
    folder = tmp_path / "signals"
    environment = {
        **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "DOTNET_ROOT", "BRIDGE_ROOT")},
        "TRANSPORT": "file", "SIGNALS_DIR": str(folder), "SIGNALS_MAX": str(kept), "JOURNAL_DIR": str(tmp_path / "logs"),
    }
    source, seen = FileSource(str(folder)), set()
    published: list[str] = []

    def publish(first: int) -> None:
        for number in range(first, first + count):
            # As fast as possible, but never more than are kept ahead of the reader, however busy the machine is.
            while len(published) - len(seen) >= kept - 3 and not over.is_set():
                time.sleep(0.01)
            path = tmp_path / f"{number}.json"
            now = int(time.time() * 1000)
            path.write_bytes(message_of(a_signal(an_id(number), now, tp1=108.0, tp2=115.0)))
            done = subprocess.run(
                bridge("publish", str(path)), env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
            )
            assert done.returncode == 0, done.stdout + done.stderr
            published.append(an_id(number))

    over = threading.Event()
    publishers = [threading.Thread(target=publish, args=(first,)) for first in (100, 200)]
    for publisher in publishers:
        publisher.start()
    try:
        while any(publisher.is_alive() for publisher in publishers):
            seen.update(json.loads(message)["decision_id"] for message in all_of(source))
            time.sleep(0.05)
    finally:
        over.set()
        for publisher in publishers:
            publisher.join()
    seen.update(json.loads(message)["decision_id"] for message in all_of(source))
    assert len(published) == 2 * count and set(published) <= seen


def test_followed_file_needs_one_stat_per_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "signals-20250601.jsonl"
    lines = messages(0, 2000)
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    day = DayFile(path, GIGABYTE)
    assert [line for part in day.read() for line in part] == lines
    read: list[int] = []
    real = os.pread
    monkeypatch.setattr(os, "pread", lambda file, size, offset: read.append(size) or real(file, size, offset))
    with path.open("ab") as file:
        file.write(messages(2000, 2001)[0] + b"\n")
    assert [line for part in day.read() for line in part] == messages(2000, 2001)
    assert len(read) <= 3


def test_folder_is_made_by_the_first_publication(tmp_path: Path) -> None:
    source = a_source(tmp_path / "signals")
    assert all_of(source) == []
    FileChannel(tmp_path / "signals").publish(a_signal(an_id(1), NOON))
    assert all_of(source) == messages(1, 2)
