"""Answers of a real Redis: its own words are in the message, a cluster is followed, and no message fills the memory."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from channels import RedisServer
from redis_answers import cluster, do, listener, node_id, owner_of, running, wait_until
from samples import NOON, a_signal, an_id, message_of

from agent_bridge.redis_url import RedisAddress, parse_redis_url
from agent_bridge.sources.base import SourceError
from agent_bridge.sources.redis_source import RedisSource

MEGABYTE = 1024 * 1024


def source_of(server: RedisServer) -> RedisSource:
    return RedisSource(parse_redis_url(server.url), "signals")


def refusal(source: RedisSource) -> str:
    with pytest.raises(SourceError) as caught:
        source.read()
    source.close()
    text = str(caught.value)
    assert "\n" not in text and "did not answer" not in text and "can't be reached" not in text
    return text


def message(number: int) -> bytes:
    return message_of(a_signal(an_id(number), NOON + number))


@pytest.mark.parametrize(
    ("right", "words"),
    [("-ping", "NOPERM"), ("-lrange", "NOPERM"), ("resetkeys", "NOPERM")],
)
def test_user_without_a_right_is_named_the_right(tmp_path: Path, right: str, words: str) -> None:
    with running(tmp_path, password="pw-secret") as server:
        do(server, "ACL", "SETUSER", "default", right)
        text = refusal(source_of(server))
        assert words in text and "pw-secret" not in text


def test_renamed_command_is_reported_without_the_password(tmp_path: Path) -> None:
    with running(tmp_path, "--rename-command", "AUTH", "") as server:
        address = parse_redis_url(f"redis://:pw-secret@127.0.0.1:{server.port}/0")
        text = refusal(RedisSource(address, "signals"))
        assert "unknown command" in text and "pw-secret" not in text


def test_too_many_clients_is_reported(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        do(server, "CONFIG", "SET", "maxclients", "1")
        held: list[object] = []
        wait_until(lambda: _hold(server, held))
        assert "max number of clients" in refusal(source_of(server))


def _hold(server: RedisServer, held: list[object]) -> bool:
    try:
        held.append(server.client())
    except Exception:
        return False
    return True


def test_replica_without_its_master_is_reported(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        do(server, "CONFIG", "SET", "replica-serve-stale-data", "no")
        do(server, "REPLICAOF", "127.0.0.1", "1")
        assert "MASTERDOWN" in refusal(source_of(server))


def test_busy_server_is_reported(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        do(server, "CONFIG", "SET", "busy-reply-threshold", "1")
        before, killer = source_of(server), server.client()
        before.read()
        with socket.create_connection(("127.0.0.1", server.port)) as busy:
            busy.sendall(b"*3\r\n$4\r\nEVAL\r\n$21\r\nwhile true do     end\r\n$1\r\n0\r\n")
            wait_until(lambda: "BUSY" in _problem(source_of(server)))
            assert "BUSY" in refusal(before)
            killer.call(b"SCRIPT", b"KILL")


def _problem(source: RedisSource) -> str:
    try:
        source.read()
    except SourceError as error:
        return str(error)
    finally:
        source.close()
    return ""


def test_unwritable_disk_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / "redis"
    folder.mkdir()
    with running(folder) as server:
        do(server, "CONFIG", "SET", "save", "3600 1")
        do(server, "SET", "x", "y")
        folder.rename(tmp_path / "away")
        folder.write_text("")
        folder.unlink()
        (tmp_path / "away").rename(folder)
        # A dump can't replace a folder.
        (folder / "dump.rdb").mkdir()
        (folder / "dump.rdb" / "x").write_text("")
        do(server, "BGSAVE")
        wait_until(lambda: b"rdb_last_bgsave_status:err" in do_plain(server, b"INFO", b"persistence"))
        assert "MISCONF" in refusal(source_of(server))


def do_plain(server: RedisServer, *parts: bytes) -> bytes:
    """On a connection that needs no PING: a server that can't save refuses it."""
    with socket.create_connection(("127.0.0.1", server.port)) as plain:
        plain.sendall(b" ".join(parts) + b"\r\n")
        return plain.recv(65536)


def test_loading_server_is_reported() -> None:
    with listener(b"-LOADING Redis is loading the dataset in memory\r\n" * 4) as port:
        text = refusal(RedisSource(RedisAddress("127.0.0.1", port, 0, None), "signals"))
        assert "LOADING Redis is loading" in text


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "not as Redis does"),
        (b"\x15\x03\x03\x00\x02\x02\x46", "not as Redis does"),
        (b"$x\r\n", "not as Redis does"),
        (b"*2000000000\r\n", "more than was asked for"),
        (b"$2000000000\r\n", "more than was asked for"),
        (b"*1\r\n" * 100, "more than was asked for"),
        (b"+" + b"x" * 200_000, "not as Redis does"),
        (b"", "ended the connection without an answer"),
        (b"+PO", "ended the connection without an answer"),
        (b"-DENIED Redis is running in protected mode\r\n", "DENIED Redis is running"),
        (b"+OK\r\n+PONG\r\n+OK\r\n", "not as Redis does"),
        (b"-MOVED 1 127.0.0.1:port\r\n", "MOVED 1"),
    ],
)
def test_foreign_server_is_reported(reply: bytes, words: str) -> None:
    with listener(reply) as port:
        assert words in refusal(RedisSource(RedisAddress("127.0.0.1", port, 0, None), "signals"))


def test_sentinel_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sentinel.conf"
    file.write_text("sentinel monitor m 127.0.0.1 1 1\n", encoding="utf-8")
    server = Sentinel(tmp_path, file)
    try:
        assert "is a Sentinel, which is not supported" in refusal(source_of(server))
    finally:
        server.kill()


class Sentinel(RedisServer):
    def __init__(self, folder: Path, file: Path) -> None:
        self._file = file
        super().__init__(folder)

    def start(self) -> None:
        arguments = [str(self._file), "--sentinel", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        self.process = subprocess.Popen([self._program, *arguments], stdout=subprocess.DEVNULL)
        wait_until(self._is_there)

    def _is_there(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except OSError:
            return False
        return True


def test_ipv6_is_read(tmp_path: Path) -> None:
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    with running(tmp_path, "--bind", "127.0.0.1", "-::1") as server:
        try:
            socket.create_connection(("::1", server.port)).close()
        except OSError:
            pytest.skip("no IPv6 loopback here")
        server.push(message(1))
        assert RedisSource(parse_redis_url(f"redis://[::1]:{server.port}/0"), "signals").read() == [message(1)]
        server.kill()
        with pytest.raises(SourceError, match=rf"Redis at \[::1\]:{server.port} can't be reached"):
            RedisSource(parse_redis_url(f"redis://[::1]:{server.port}/0"), "signals").read()


@pytest.mark.slow
@pytest.mark.parametrize("nodes", [1, 2])
def test_cluster_is_read_whichever_node_is_named(tmp_path: Path, nodes: int) -> None:
    with cluster(tmp_path, nodes) as servers:
        servers[owner_of(servers, "signals")].push(message(1))
        for server in servers:
            source = source_of(server)
            assert source.read() == [message(1)]
            source.close()
        assert "SELECT is not allowed in cluster mode" in refusal(RedisSource(parse_redis_url(servers[0].url[:-1] + "3"), "signals"))


@pytest.mark.slow
def test_list_that_moves_to_another_node_is_followed(tmp_path: Path) -> None:
    with cluster(tmp_path, 2) as servers:
        owner = owner_of(servers, "signals")
        home, target = servers[owner], servers[1 - owner]
        home.push(message(1))
        sources = [source_of(server) for server in servers]

        def read() -> list[list[bytes]]:
            return [source.read() for source in sources]

        assert read() == [[message(1)]] * 2
        slot = str(do(home, "CLUSTER", "KEYSLOT", "signals"))
        do(target, "CLUSTER", "SETSLOT", slot, "IMPORTING", node_id(home))
        do(home, "CLUSTER", "SETSLOT", slot, "MIGRATING", node_id(target))
        assert read() == [[message(1)]] * 2
        # The key moves first, the slot later: meanwhile the old node answers ASK.
        do(home, "MIGRATE", "127.0.0.1", str(target.port), "signals", "0", "5000")
        assert read() == [[message(1)]] * 2
        for server in (target, home):
            do(server, "CLUSTER", "SETSLOT", slot, "NODE", node_id(target))
        target.push(message(2))
        assert read() == [[message(1), message(2)]] * 2
        fresh = source_of(home)
        assert fresh.read() == [message(1), message(2)]


def test_cluster_that_is_down_is_reported(tmp_path: Path) -> None:
    with running(tmp_path, "--cluster-enabled", "yes") as server:
        assert "CLUSTERDOWN" in refusal(source_of(server))


SCRIPT = """
import resource, sys
sys.path.insert(0, {bridge!r})
from agent_bridge.redis_url import parse_redis_url
from agent_bridge.sources.redis_source import RedisSource
source, found = RedisSource(parse_redis_url({url!r}), "signals"), []
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
while not found:
    found = source.read()
again = source.read()
sizes = [len(each) for each in found]
print(len(sizes), sum(size > 4096 for size in sizes), max(sizes), sum(size < 4096 for size in sizes), len(again))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
def test_messages_of_megabytes_are_skipped_without_being_held(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        client = server.client()
        client.call(b"LPUSH", b"signals", message(1))
        for number in range(150):
            client.call(b"LPUSH", b"signals", bytes([65 + number % 26]) * (4 * MEGABYTE))
        client.call(b"LPUSH", b"signals", message(2))
        script = SCRIPT.format(bridge=str(Path(__file__).parents[1]), url=server.url)
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        counts, grown = done.stdout.splitlines()
        assert counts.split()[:4] == ["152", "150", "4097", "2"]
        # 4 MB of messages in all, read in pieces: measured 3 MB; complete messages would need 600 MB.
        assert int(grown) < 32 * 1024
        client.close()


