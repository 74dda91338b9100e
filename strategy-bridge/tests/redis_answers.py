"""Real redis-servers in states in which they answer with an error, and a small cluster."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from channels import RedisServer

from agent_bridge.sources.resp import RedisReplyError, RespClient

SLOTS = 16_384


def wait_until(condition: object, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)


@contextmanager
def running(folder: Path, *options: str, password: str | None = None) -> Iterator[RedisServer]:
    server = RedisServer(folder, password, options)
    try:
        yield server
    finally:
        server.kill()


def do(server: RedisServer, *parts: str) -> object:
    client = server.client()
    try:
        return client.call(*(part.encode() for part in parts))
    finally:
        client.close()


@contextmanager
def cluster(folder: Path, nodes: int) -> Iterator[list[RedisServer]]:
    """Nodes that share the slots equally, in the order of their numbers."""
    servers: list[RedisServer] = []
    try:
        for number in range(nodes):
            (folder / f"node{number}").mkdir()
            servers.append(RedisServer(folder / f"node{number}", options=("--cluster-enabled", "yes", "--cluster-node-timeout", "60000")))
        for number, server in enumerate(servers):
            do(server, "CLUSTER", "ADDSLOTSRANGE", str(SLOTS * number // nodes), str(SLOTS * (number + 1) // nodes - 1))
            if number:
                do(server, "CLUSTER", "SET-CONFIG-EPOCH", str(number + 1))
                do(server, "CLUSTER", "MEET", "127.0.0.1", str(servers[0].port))
        wait_until(lambda: all(b"cluster_state:ok" in do(server, "CLUSTER", "INFO") for server in servers))
        wait_until(lambda: all(len(do(server, "CLUSTER", "SLOTS")) == nodes for server in servers))
        yield servers
    finally:
        for server in servers:
            server.kill()


def owner_of(servers: list[RedisServer], key: str) -> int:
    """The node that holds a key."""
    slot = do(servers[0], "CLUSTER", "KEYSLOT", key)
    assert isinstance(slot, int)
    return slot * len(servers) // SLOTS


def node_id(server: RedisServer) -> str:
    return do(server, "CLUSTER", "MYID").decode()


def answers(client: RespClient, *parts: bytes) -> str:
    """The error of a command; empty if there is none."""
    try:
        client.call(*parts)
    except RedisReplyError as error:
        return str(error)
    return ""


@contextmanager
def listener(reply: bytes) -> Iterator[int]:
    """A port at which every connection gets the same bytes and is closed."""
    import threading

    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            while True:
                try:
                    connection, _ = door.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1024)
                    connection.sendall(reply)

        threading.Thread(target=serve, daemon=True).start()
        yield door.getsockname()[1]
        door.shutdown(socket.SHUT_RDWR)
