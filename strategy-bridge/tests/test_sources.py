"""Redis and the file channel, with the real servers and files."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from channels import FileChannel, RedisServer
from samples import NOON, a_signal, an_id, message_of

from agent_bridge import codes
from agent_bridge.book import SignalBook
from agent_bridge.feed import SignalFeed
from agent_bridge.redis_url import parse_redis_url
from agent_bridge.sources.base import SourceError
from agent_bridge.sources.file_source import FileSource
from agent_bridge.sources.history import HistoryError, load_history
from agent_bridge.sources.redis_source import RedisSource


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    started = RedisServer(tmp_path, password="pass/word@1")
    yield started
    started.kill()


@pytest.fixture
def source(server: RedisServer) -> RedisSource:
    return RedisSource(parse_redis_url(server.url), "signals")


def wait_for(condition: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


def messages(start: int, stop: int) -> list[bytes]:
    return [message_of(a_signal(an_id(number), NOON + number)) for number in range(start, stop)]


def test_redis_messages_come_oldest_first_and_none_is_missed(server: RedisServer, source: RedisSource) -> None:
    book = SignalBook()
    book.offer(source.read())
    assert book.signals() == []
    pushed = 0
    for count in (1, 31, 32, 33, 200, 1, 0, 5):
        if count:
            server.push(*messages(pushed, pushed + count))
        pushed += count
        book.offer(source.read())
        assert [signal.decision_id for signal in book.signals()] == [an_id(number) for number in range(pushed)]
    assert server.client().lrange("signals", 0, -1) == list(reversed(messages(0, pushed)))


@pytest.mark.slow
def test_redis_restarted_is_read_again(server: RedisServer, source: RedisSource) -> None:
    server.push(*messages(0, 1))
    feed = SignalFeed(source, 10)
    assert feed.start(60)
    try:
        server.kill()
        wait_for(lambda: feed.problem)
        assert "can't be reached" in feed.problem or "ended" in feed.problem or "closed" in feed.problem
        server.start()
        server.push(*messages(1, 2))
        started = time.monotonic()
        wait_for(lambda: len(feed.book.signals()) == 2)
        # The documented limit; with an attempt every half second, measured 0.5.
        assert time.monotonic() - started < 5
        assert not feed.problem
    finally:
        feed.stop()


@pytest.mark.slow
def test_stalled_redis_is_down_after_the_timeout_and_does_not_block(server: RedisServer, source: RedisSource) -> None:
    feed = SignalFeed(source, 1)
    assert feed.start(60)
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGSTOP)
    try:
        wait_for(feed.is_down)
        wait_for(lambda: "did not answer" in feed.problem)
    finally:
        os.kill(server.process.pid, signal.SIGCONT)
    wait_for(lambda: not feed.is_down())
    feed.stop()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("redis://:wrong-secret@127.0.0.1:{port}/0", "refuses the password"),
        ("redis://127.0.0.1:{port}/0", "asks for a password and none is set"),
        ("redis://:pass/word@1@127.0.0.1:{port}/999", "has no database 999"),
        ("redis://127.0.0.1:1/0", "can't be reached"),
    ],
)
def test_redis_faults_are_named_without_the_password(server: RedisServer, url: str, words: str) -> None:
    source = RedisSource(parse_redis_url(url.format(port=server.port)), "signals")
    with pytest.raises(SourceError, match=words) as caught:
        source.read()
    assert "wrong-secret" not in str(caught.value) and "word@1" not in str(caught.value)
    source.close()


def test_key_of_another_type_is_named(server: RedisServer, source: RedisSource) -> None:
    server.client().call(b"SET", b"signals", b"x")
    with pytest.raises(SourceError, match="another program keeps something else under the name signals"):
        source.read()


def test_file_channel_is_followed_through_appends_new_days_and_replacement(tmp_path: Path) -> None:
    folder = tmp_path / "signals"
    source, book = FileSource(str(folder)), SignalBook()
    assert source.read() == []
    channel = FileChannel(folder)
    day = 86_400_000
    for number in range(5):
        channel.publish(a_signal(an_id(number), NOON + number * day // 2))
        book.offer(source.read())
        assert [signal.decision_id for signal in book.signals()] == [an_id(known) for known in range(number + 1)]
    path = sorted(folder.glob("signals-*.jsonl"))[-1]
    with path.open("ab") as file:
        file.write(message_of(a_signal(an_id(7), NOON + 2 * day))[:50])
    assert source.read() == []  # torn: not a line yet
    # A writer that prunes replaces the whole file.
    kept = path.with_suffix(".tmp")
    kept.write_bytes(message_of(a_signal(an_id(8), NOON + 2 * day)) + b"\n")
    kept.replace(path)
    book.offer(source.read())
    assert book.signals()[-1].decision_id == an_id(8)
    (folder / "notes.jsonl").write_bytes(b"no signal\n")
    assert source.read() == []
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
    with pytest.raises(SourceError, match="is gone"):
        source.read()


def test_file_channel_that_is_a_file_or_has_no_parent_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SourceError, match="is a file, not a folder"):
        FileSource(str(tmp_path / "file")).read()
    with pytest.raises(SourceError, match="is missing"):
        FileSource(str(tmp_path / "none" / "signals")).read()


def test_book_accepts_an_id_once_and_reports_what_it_refuses() -> None:
    book = SignalBook(capacity=3)
    first = message_of(a_signal(an_id(1)))
    book.offer([first, first, message_of(a_signal(an_id(1), rationale="other")), b"{", b"x" * 5000])
    assert [signal.rationale for signal in book.signals()] == ["breakout above 19-bar high"]
    assert [notice.code for notice in book.drain_notices()] == [codes.DECISION_CONFLICT, "INVALID_JSON", "MESSAGE_TOO_LARGE"]
    book.offer(messages(2, 6))
    assert [signal.decision_id for signal in book.signals()] == [an_id(number) for number in (3, 4, 5)]
    assert [(notice.code, notice.decision_id) for notice in book.drain_notices()] == [
        (codes.CHANNEL_FLOODED, an_id(1)), (codes.CHANNEL_FLOODED, an_id(2))
    ]


def test_book_that_is_full_keeps_what_may_still_open_a_trade_and_knows_conflicts() -> None:
    book = SignalBook(capacity=3)
    book.offer(messages(1, 4))
    for number in (2, 3):
        book.retire(an_id(number))
    assert [signal.decision_id for signal in book.signals()] == [an_id(1)] == [signal.decision_id for signal in book.signals_of("BTC/USDT")]
    book.offer([message_of(a_signal(an_id(3), rationale="other"))])
    assert [notice.code for notice in book.drain_notices()] == [codes.DECISION_CONFLICT]
    book.offer(messages(4, 6))
    assert [signal.decision_id for signal in book.signals()] == [an_id(number) for number in (1, 4, 5)]
    assert book.drain_notices() == []


def test_book_knows_the_signals_of_each_pair() -> None:
    book = SignalBook(capacity=3)
    pairs = ("ADA/USDT", "BTC/USDT", "ETH/USDT", "BTC/USDT")
    book.offer(message_of(a_signal(an_id(number), symbol=pair)) for number, pair in enumerate(pairs))
    assert [signal.decision_id for signal in book.signals_of("BTC/USDT")] == [an_id(1), an_id(3)]
    assert [signal.decision_id for signal in book.signals_of("ETH/USDT")] == [an_id(2)]
    assert book.signals_of("ADA/USDT") == book.signals_of("XRP/USDT") == []


def test_history_is_strict(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    first, second = messages(1, 3)
    path.write_bytes(first + b"\n" + second + b"\r\n\n" + first + b"\n")
    assert [signal.decision_id for signal in load_history(str(path))["BTC/USDT"]] == [an_id(1), an_id(2)]
    path.write_bytes(first + b"\n" + second[:-5] + b"\n")
    with pytest.raises(HistoryError, match=r"history.jsonl: line 2: INVALID_JSON"):
        load_history(str(path))
    path.write_bytes(first + b"\n" + message_of(a_signal(an_id(1), NOON + 1, rationale="other")) + b"\n")
    with pytest.raises(HistoryError, match="line 2: DECISION_CONFLICT"):
        load_history(str(path))
    with pytest.raises(HistoryError, match="bridge generate"):
        load_history(str(tmp_path / "none.jsonl"))
