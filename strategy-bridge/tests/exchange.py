"""The exchange of the tests: `bridge simulate` over generated candles, with prices set through its control endpoint."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import tempfile
import time
from collections import UserDict
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

from built import bridge

STEP_MS = 300_000
RECORDED = 400
# What is left of a candle that has just begun.
EARLY_SEC = STEP_MS / 1000 - 10
START_MS = 1748736000000  # where the generated candles begin; the simulator shifts them to now


def flat(price: float) -> list[list[float]]:
    """Open, high, low, close of quiet candles."""
    return [[price] * 4] * RECORDED


def wait_for_room(seconds: float) -> int:
    """Waits while the next candle boundary is too near for the next step; returns the close time of the last closed candle."""
    left = STEP_MS - int(time.time() * 1000) % STEP_MS
    if left < seconds * 1000:
        time.sleep(left / 1000 + 2)
    return int(time.time() * 1000) // STEP_MS * STEP_MS


def within_one_candle(seconds: float) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """
    Starts a test of bots with at least this much of the current candle left. A failure counts only if no candle boundary has passed
    meanwhile: afterwards the last candle is another one, and the test did not see what it is about. It then starts again in an empty
    folder and early in a candle, at most twice.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(*arguments: object, tmp_path: Path, **named: object) -> None:
            for room in (seconds, EARLY_SEC):
                began = wait_for_room(room)
                try:
                    return test(*arguments, tmp_path=tmp_path, **named)
                except AssertionError:
                    if time.time() * 1000 < began + STEP_MS:
                        raise
                for entry in tmp_path.iterdir():
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            wait_for_room(EARLY_SEC)
            return test(*arguments, tmp_path=tmp_path, **named)

        return run

    return decorate


class Exchange:
    """
    Pairs with a constant price each, until a test writes another into `prices`. The candles before now are those of
    `shape` (oldest first, the last one has just closed), flat ones by default; later ones follow from the prices.
    """

    def __init__(self, pairs: dict[str, float], shape: Callable[[float], list[list[float]]] = flat) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="agent-bridge-exchange-"))
        self._errors = (self._folder / "errors.txt").open("wb")
        self._process: subprocess.Popen | None = None
        try:
            self._start(pairs, shape)
            self.prices = Prices(self, {pair: self._price_of(pair) for pair in pairs})
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/api/v3"

    @property
    def last_close(self) -> int:
        """The close time of the last generated candle, in Unix milliseconds."""
        return self.control("GET", "status")["origin"]

    @property
    def requests(self) -> list[str]:
        """The newest 1,000 requests, oldest first, each a path with its query."""
        return [request["path"] + request["query"] for request in self.control("GET", "requests")["newest"]]

    def control(self, method: str, path: str, body: dict | None = None) -> dict:
        """A call of the simulator's control endpoint."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, f"/control/{path}", None if body is None else json.dumps(body))
            answer = connection.getresponse()
            text = answer.read().decode()
            assert answer.status == 200, f"{method} {path} {body}: {answer.status} {text}"
            return json.loads(text)
        finally:
            connection.close()

    def close(self) -> None:
        if self._process is not None:
            # It ends with its input.
            self._process.stdin.close()  # type: ignore[union-attr]
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process.stdout.close()  # type: ignore[union-attr]
            self._process = None
        self._errors.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self, pairs: dict[str, float], shape: Callable[[float], list[list[float]]]) -> None:
        files = []
        for pair, price in pairs.items():
            candles = shape(price)
            lines = [",".join(map(str, [START_MS + number * STEP_MS, *candle, 10])) for number, candle in enumerate(candles)]
            file = self._folder / f"{pair.replace('/', '_')}-5m.csv"
            file.write_text("timestamp,open,high,low,close,volume\n" + "\n".join(lines) + "\n", encoding="utf-8")
            files += ["--candles", f"{pair}={file}"]
            last = START_MS + (len(candles) - 1) * STEP_MS
        arguments = ["--last-closed", time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(last / 1000)), "--tick-size", "0.01"]
        self._process = subprocess.Popen(
            bridge("simulate", *files, *arguments, "--paused", "--until-input-ends", "--json"),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True, cwd=self._folder,
        )
        line = self._process.stdout.readline()  # type: ignore[union-attr]
        assert line, f"bridge simulate ended with {self._process.wait()}: {(self._folder / 'errors.txt').read_text()}"
        self._port = json.loads(line)["port"]

    def _price_of(self, pair: str) -> float:
        return next(market["price"] for market in self.control("GET", "status")["markets"] if market["pair"] == pair)


class Prices(UserDict):
    """Pair to price; writing a price sets it on the exchange."""

    def __init__(self, exchange: Exchange, known: dict[str, float]) -> None:
        self.data = known
        self._exchange = exchange

    def __setitem__(self, pair: str, price: float) -> None:
        self._exchange.control("POST", "price", {"symbol": pair, "price": price})
        self.data[pair] = price
