"""
A process that has imported Freqtrade and forks for each request, so that a start costs no import (seconds of processor time).
Standard input keeps it alive. A request on the Unix socket of its one argument: a JSON line with `arguments`, `folder` and
`environment`, and the file descriptors of the new process's output and errors. The answers: a line with `pid`, and one with
`returncode` when that process has ended. The new process is what `python -m freqtrade …` or `python driver.py …` would be.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import time
from pathlib import Path

# What a backtest and a bot import; all but the strategy, which belongs to the test.
MODULES = (
    "freqtrade.main", "freqtrade.commands", "freqtrade.worker", "freqtrade.freqtradebot", "freqtrade.optimize.backtesting",
    "freqtrade.exchange", "freqtrade.resolvers", "freqtrade.rpc.rpc_manager", "freqtrade.plugins.pairlist.StaticPairList",
    "freqtrade.strategy", "freqtrade.data.btanalysis", "freqtrade.data.metrics", "freqtrade.optimize.optimize_reports",
    "freqtrade.commands.optimize_commands", "freqtrade.commands.trade_commands", "ccxt", "ccxt.async_support", "pandas", "numpy",
    "sqlalchemy.dialects.sqlite", "pyarrow", "pyarrow.feather", "rapidjson", "orjson", "tabulate", "joblib",
)
LARGEST = 1 << 20


def import_all() -> None:
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ImportError:
            # The releases differ.
            continue
    # Shared pages stay shared.
    gc.collect()
    gc.freeze()


def serve(place: str) -> tuple[list[str], dict]:
    """Answers requests until standard input ends; returns in a new process, with its command and its request."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(place)
    listener.listen(16)
    events = selectors.DefaultSelector()
    events.register(listener, selectors.EVENT_READ, "request")
    events.register(sys.stdin.fileno(), selectors.EVENT_READ, "end")
    running: dict[int, tuple[int, socket.socket]] = {}
    print("ready", flush=True)
    while True:
        for key, _ in events.select():
            if key.data == "end":
                for process, _ in running.values():
                    os.kill(process, signal.SIGKILL)
                os._exit(0)
            if key.data == "request":
                connection = listener.accept()[0]
                text, files, _, _ = socket.recv_fds(connection, LARGEST, 2)
                while not text.endswith(b"\n"):
                    text += connection.recv(LARGEST)
                process = os.fork()
                if process == 0:
                    for number, file in enumerate(files, start=1):
                        os.dup2(file, number)
                    close(events, listener, connection, *(answer for _, answer in running.values()))
                    for file in (*files, *running):
                        os.close(file)
                    request = json.loads(text)
                    return request["arguments"], request
                for file in files:
                    os.close(file)
                answer(connection, {"pid": process})
                watch = os.pidfd_open(process)
                running[watch] = (process, connection)
                events.register(watch, selectors.EVENT_READ, "ended")
            if key.data == "ended":
                process, connection = running.pop(key.fd)
                events.unregister(key.fd)
                os.close(key.fd)
                status = os.waitpid(process, 0)[1]
                answer(connection, {"returncode": os.waitstatus_to_exitcode(status)})
                connection.close()


def close(*things: object) -> None:
    for thing in things:
        thing.close()  # type: ignore[attr-defined]


def answer(connection: socket.socket, fields: dict) -> None:
    try:
        connection.sendall(json.dumps(fields).encode() + b"\n")
    except OSError:
        # The test does not wait for it.
        return


def become(request: dict) -> None:
    """This process's folder, environment and standard input, as if it had been started with them."""
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()


def run(command: list[str]) -> None:
    own = str(Path(__file__).parent)
    rest = [place for place in sys.path if place != own]
    added = [place for place in os.environ.get("PYTHONPATH", "").split(os.pathsep) if place]
    if command[0] == "-m":
        sys.argv[:] = command[1:]
        sys.path[:] = [os.getcwd(), *added, *rest]
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv[:] = command
        sys.path[:] = [str(Path(command[0]).parent), *added, *rest]
        runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    import_all()
    COMMAND, REQUEST = serve(sys.argv[1])
    become(REQUEST)
    run(COMMAND)
