"""A process that loads the C# side and prints the result as one JSON document. Arguments: scenario, assembly, host, work folder."""

from __future__ import annotations

import atexit
import copy
import ctypes as c
import faulthandler
import json
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd

from agent_bridge.book import SignalBook
from agent_bridge.settings import load_settings
from agent_bridge.sources import clr, clr_host
from agent_bridge.sources.clr import ClrAgent, agent_of, columns_of
from agent_bridge.sources.clr_feed import ClrFeed
from agent_bridge.sources.clr_host import host_of
from agent_bridge.sources.clr_runtime import ClrError
from agent_bridge.sources.clr_types import Batch, Columns
from agent_bridge.tag import Plan, format_tag
from agent_bridge.tuning import tuned

NAMES = ["open", "high", "low", "close", "volume"]
STEP_MS = 300_000
BACKTEST = {"environment": "backtest"}
LONG_TIMEOUT_MS = 60_000  # a busy machine must not look like a hanging strategy


def frame_of(path: str) -> pd.DataFrame:
    frame = pd.read_csv(path).rename(columns={"timestamp": "date"})
    return frame.assign(date=pd.to_datetime(frame["date"], unit="ms", utc=True))


def walk_frame(count: int, last_close_ms: int, seed: int = 5) -> pd.DataFrame:
    """Candles that move within a few percent and end with a breakout that the gate approves."""
    random = np.random.default_rng(seed)
    close = 100 * np.exp(0.01 * np.sin(np.arange(count) / 40) + np.cumsum(random.normal(0, 1e-6, count)))
    close[-1] = close[-60:].max() * 1.004
    opens = np.concatenate(([close[0]], close[:-1]))
    wick = 0.002 * close
    columns = {"open": opens, "high": np.maximum(opens, close) + wick, "low": np.minimum(opens, close) - wick, "close": close}
    columns["high"][-1] = close[-1] * 1.0001
    dates = pd.to_datetime(last_close_ms - STEP_MS * np.arange(count, 0, -1), unit="ms", utc=True)
    return pd.DataFrame({"date": dates, **columns, "volume": np.full(count, 3.0)})


def lively_frame(count: int) -> pd.DataFrame:
    """A random walk: one candle in thirty or so is an approved breakout."""
    random = np.random.default_rng(11)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.001, count)))
    opens = np.concatenate(([100.0], close[:-1]))
    columns = {"open": opens, "high": np.maximum(opens, close), "low": np.minimum(opens, close), "close": close}
    dates = pd.to_datetime(1_700_000_100_000 + STEP_MS * np.arange(count), unit="ms", utc=True)
    return pd.DataFrame({"date": dates, **columns, "volume": np.full(count, 3.0)})


def failure(work: object) -> dict | None:
    try:
        work()  # type: ignore[operator]
    except ClrError as error:
        return {"status": error.status, "text": str(error)}
    return None


def asked(work: Callable[[], Any]) -> Any:
    """An answer that may need another call on a busy machine."""
    end = time.monotonic() + 240
    while True:
        found = work()
        if found is not None or time.monotonic() > end:
            return found


def rss() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024


class Child:
    def __init__(self, assembly: str, host: str, folder: Path) -> None:
        self.assembly, self.host_name, self.folder = assembly, host, folder

    def agent(self, options: dict) -> ClrAgent:
        return ClrAgent(host_of(self.assembly, os.environ.get("AGENT_BRIDGE_TEST_ROOT", ""), self.host_name), json.dumps(options))

    def section(self, **settings: Any) -> dict:
        """A configuration section that points to this file."""
        chosen = dict(settings.pop("strategy", {}))
        place = {"assembly": self.assembly}
        if self.host_name == "native":
            place, chosen = {}, {**chosen, "library": self.assembly}
        return {"source": "clr", **place, **({"strategy": chosen} if chosen else {}), **settings}

    def load(self) -> dict:
        return {"failure": failure(lambda: self.agent(BACKTEST)), "host": self.host_name}

    def mapped(self) -> dict:
        """The files that this process has mapped after a batch."""
        agent = self.agent(BACKTEST)
        agent.generate(walk_frame(300, 1_748_779_500_000), "BTC/USDT", "5m")
        lines = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
        strategies = agent._host.strategies()  # type: ignore[attr-defined]
        return {"mapped": sorted({line.split(maxsplit=5)[5] for line in lines if "/" in line}), "strategies": strategies}

    def overwritten(self) -> dict:
        """Batches while the library's file is overwritten in place, as by `cp` and `dotnet publish`."""
        file = self.folder / "own.so"
        whole = Path(self.assembly).read_bytes()
        file.write_bytes(whole)
        agent = ClrAgent(host_of(str(file), "", self.host_name), json.dumps(BACKTEST))
        made = []
        for pair, content in (("BTC/USDT", whole), ("ETH/USDT", b"x" * 100_000), ("LTC/USDT", b"")):
            made.append(len(agent.generate(lively_frame(600), pair, "5m").lines))
            file.write_bytes(content)
        made.append(len(agent.generate(lively_frame(600), "XRP/USDT", "5m").lines))
        return {"made": made, "name": agent.needs("5m").label, "origin": agent.origin}

    def generate(self) -> dict:
        agent = self.agent(BACKTEST)
        frame = frame_of(str(self.folder / "candles.csv"))
        whole = agent.generate(frame, "BTC/USDT", "5m")
        (self.folder / f"{self.host_name}.jsonl").write_bytes(whole.lines)
        capped = self.agent({**BACKTEST, "risk": {"max_capital_pct": 0.02, "min_rr": "1.5"}}).generate(frame, "BTC/USDT", "5m")
        (self.folder / f"{self.host_name}-capped.jsonl").write_bytes(capped.lines)
        stacked = pd.DataFrame(np.ascontiguousarray(frame[NAMES].to_numpy()), columns=NAMES, copy=False)
        stacked["date"] = frame["date"].dt.as_unit("s")
        later = agent.generate(frame.iloc[3000:], "BTC/USDT", "5m")
        border = int(frame["date"].iloc[4000].timestamp() * 1000)
        signals = agent.generate_signals(frame, "BTC/USDT", "5m")
        marks = agent.marks(frame, "BTC/USDT", "5m")
        return {
            "raw": whole.raw, "approved": whole.approved, "denied": json.loads(whole.denied), "signals": len(signals),
            "marks": marks == {signal.timestamp_ms - STEP_MS: format_tag(Plan.of(signal)) for signal in signals},
            "marks_in_order": list(marks) == sorted(marks),
            "strided": not stacked["open"].to_numpy().flags["C_CONTIGUOUS"],
            "stacked": agent.generate(stacked, "BTC/USDT", "5m").lines == whole.lines,
            "strided_rows": agent.generate(frame.loc[frame.index.repeat(2)].iloc[::2], "BTC/USDT", "5m").lines == whole.lines,
            "read_only": self._read_only(agent, frame) == whole.lines,
            "later": [self._ids(later.lines, border), self._ids(whole.lines, border)],
        }

    def strategy(self) -> dict:
        """A strategy that needs another pair, with parameters; the same without its feed, and needs that can't be met."""
        chosen = {**BACKTEST, "strategy": {"name": "led-breakout", "params": {"leader": "ETH/USDT", "leader_period": 5}}}
        agent = self.agent(chosen)
        frame, other = frame_of(str(self.folder / "candles.csv")), frame_of(str(self.folder / "other.csv"))
        needs = agent.needs("5m")
        without = agent.generate(frame, "BTC/USDT", "5m")
        agent.set_feeds({"ETH/USDT": other.iloc[:-1], "XRP/USDT": other.iloc[:0]}, "5m")
        late = agent.generate(frame, "BTC/USDT", "5m")
        agent.set_feeds({"ETH/USDT": other}, "5m")
        whole = agent.generate(frame, "BTC/USDT", "5m")
        (self.folder / "strategy.jsonl").write_bytes(whole.lines)
        text = self.agent({**BACKTEST, "strategy": {"name": "led-breakout", "params": "leader=ETH/USDT;leader_period=5"}})
        text.set_feeds({"ETH/USDT": other}, "5m")

        def refused(strategy: object, timeframe: str = "5m") -> dict | None:
            return failure(lambda: self.agent({**BACKTEST, "strategy": strategy}).needs(timeframe))

        return {
            "needs": [needs.label, needs.warm_up, list(needs.pairs)],
            "without": [without.approved, without.newest_lacks_feed, without.feed_missing],
            "late": [late.newest_lacks_feed, late.feed_missing], "whole": [whole.newest_lacks_feed, whole.approved],
            "as_text": text.generate(frame, "BTC/USDT", "5m").lines == whole.lines,
            "unknown": refused({"name": "nonsense"}), "range": refused({"params": {"high_lookback": 0}}),
            "parameter": refused({"params": {"hihg": 3}}), "member": refused({"names": "breakout"}),
            "timeframe": refused({"name": "ema-cross"}, "1m"), "none": refused({"name": "ema-cross"}, "5x"),
        }

    def plugin(self) -> dict:
        """A strategy of a user's assembly; one of them throws; assemblies that can't be loaded."""
        assembly = os.environ["AGENT_BRIDGE_TEST_PLUGIN"]
        frame = frame_of(str(self.folder / "candles.csv"))
        own = {"name": "mean-cross", "assembly": assembly, "params": {"fast": 4}}
        agent = self.agent({**BACKTEST, "strategy": own})
        whole = agent.generate(frame, "BTC/USDT", "5m")
        (self.folder / "plugin.jsonl").write_bytes(whole.lines)
        params = {"place": "candle", "every": 500}
        throwing = self.agent({**BACKTEST, "strategy": {"name": "thrower", "assembly": assembly, "params": params}})
        failed = throwing.generate(frame, "BTC/USDT", "5m")
        (self.folder / "failed.jsonl").write_bytes(failed.lines)

        def refused(**strategy: object) -> dict | None:
            return failure(lambda: self.agent({**BACKTEST, "strategy": strategy}).needs("5m"))

        return {
            "needs": [agent.needs("5m").label, agent.needs("5m").warm_up], "marks": len(agent.marks(frame, "BTC/USDT", "5m")),
            "sound": [whole.generator_failed, whole.newest_failed, whole.failure],
            "failed": [failed.generator_failed, failed.newest_failed, failed.failure, len(throwing.marks(frame, "BTC/USDT", "5m"))],
            "approved": failed.approved,
            "unnamed": refused(assembly=assembly), "unknown": refused(name="nonsense", assembly=assembly),
            "absent": refused(name="mean-cross", assembly=str(self.folder / "none.dll")),
            "itself": refused(name="x", assembly=self.assembly),
            "broken": refused(name="thrower", assembly=assembly, params={"place": "needs"}),
            "range": refused(name="mean-cross", assembly=assembly, params={"fast": 1}),
            "never_opens": self.agent({**BACKTEST, "strategy": {"name": "thrower", "assembly": assembly, "params": "place=open"}})
            .generate(frame, "BTC/USDT", "5m").generator_failed == len(frame),
        }

    def plugin_refused(self) -> dict | None:
        """An assembly for a host that can't load any."""
        chosen = {"name": "mean-cross", "assembly": os.environ["AGENT_BRIDGE_TEST_PLUGIN"]}
        return failure(lambda: self.agent({**BACKTEST, "strategy": chosen}))

    def plugin_feed(self) -> dict:
        """A running bot whose strategy throws on the newest candle: no decision, a warning, a line; and the next candle is decided."""
        os.chdir(self.folder)
        os.symlink(os.environ["AGENT_BRIDGE_TEST_PLUGIN_FOLDER"], "mine")
        close = int(time.time() * 1000) // STEP_MS * STEP_MS
        frame = walk_frame(1200, close)
        result = {}
        for name, opens_at in (("throws", close - STEP_MS), ("decides", close - 100 * STEP_MS)):
            chosen = {"name": "thrower", "assembly": "mine/AgentBridge.TestPlugin.dll", "params": {"place": "candle", "at": opens_at}}
            section = {"source": "clr", "assembly": self.assembly, "journal_dir": str(self.folder / name), "strategy": chosen}
            section["strategy_timeout_ms"] = LONG_TIMEOUT_MS
            feed = ClrFeed(load_settings({"agentbridge": section}), "dry-run", "5m")
            assert feed.start(1), feed.problem
            first = feed.take_frame(frame, "BTC/USDT", "5m")
            again = feed.take_frame(frame, "BTC/USDT", "5m")
            asked(lambda feed=feed, name=name: name == "throws" or feed.take_frame(frame, "BTC/USDT", "5m") or feed.book.signals() or None)
            result[name] = [first, again, feed.is_down(), [signal.timestamp_ms == close for signal in feed.book.signals()]]
            assert asked(lambda name=name: any(Path(self.folder / name).glob("actions-*.jsonl")) or None)
        lines = asked(lambda: [line for line in self._lines("throws") if line["result"] == "GENERATOR_FAILED"] or None)
        known = (self.folder / "throws" / "strategy_assemblies.txt").read_text()
        return {**result, "lines": [line["rationale"] for line in lines], "known": known}

    def _lines(self, name: str) -> list[dict]:
        texts = [path.read_text(encoding="utf-8") for path in Path(self.folder / name).glob("actions-*.jsonl")]
        return [json.loads(line) for text in texts for line in text.split("\n")[:-1]]

    def tuned(self) -> dict:
        """The strategy's parameters, and more backtest agents than are kept."""
        settings = load_settings({"agentbridge": self.section(strategy={"hyperopt": True})})
        clr_host._preferred = lambda: self.host_name
        parameters = agent_of(settings, "backtest").needs("5m").parameters
        agents = [agent_of(tuned(settings, {"high_lookback": number}), "backtest") for number in range(20, 50)]
        frame = lively_frame(600)
        kept = [agent.generate(frame, "BTC/USDT", "5m").approved for agent in agents[-clr.AGENTS :]]
        again = agent_of(tuned(settings, {"high_lookback": 20}), "backtest").generate(frame, "BTC/USDT", "5m").approved
        return {
            "parameters": [[each.name, each.kind, each.default, each.low, each.high, each.is_above] for each in parameters],
            "kept": len(clr._of_backtests), "same": agent_of(tuned(settings, {"high_lookback": 49}), "backtest") is agents[-1],
            "working": kept, "again": again, "closed": failure(lambda: agents[0].generate(frame, "BTC/USDT", "5m")),
        }

    def bad(self) -> dict:
        agent = self.agent(BACKTEST)
        good = walk_frame(200, 1_748_779_500_000)
        hole, backwards = good.copy(), good.iloc[::-1]
        hole.loc[7, "low"] = float("nan")
        return {
            "nan": failure(lambda: agent.generate(hole, "BTC/USDT", "5m")),
            "order": failure(lambda: agent.generate(backwards, "BTC/USDT", "5m")),
            "step": failure(lambda: agent.generate(good, "BTC/USDT", "1h")),
            "pair": failure(lambda: agent.generate(good, "btcusdt", "5m")),
            "timeframe": failure(lambda: agent.generate(good, "BTC/USDT", "five")),
            "column": failure(lambda: agent.generate(good.drop(columns="low"), "BTC/USDT", "5m")),
            "text": failure(lambda: agent.generate(good.assign(low="x"), "BTC/USDT", "5m")),
            "marks": failure(lambda: agent.marks(hole, "BTC/USDT", "5m")),
            "marks_timeframe": failure(lambda: agent.marks(good, "BTC/USDT", "five")),
            "no_marks": agent.marks(good.iloc[:0], "BTC/USDT", "5m"),
            "torn": [failure(lambda made=made: self._torn(agent, made)) for made in self._torn_batches(agent, good)],
            "empty": agent.generate(good.iloc[:0], "BTC/USDT", "5m").approved,
            "risk": failure(lambda: self.agent({**BACKTEST, "risk": {"min_rr": -1, "max_rr": 2}})),
            "environment": failure(lambda: self.agent({"environment": "paper"})),
            "journal": failure(lambda: self.agent({"environment": "live"})),
            "after": agent.generate(good, "BTC/USDT", "5m").approved,
        }

    def abi(self) -> dict:
        from agent_bridge.sources.clr_calls import AbiBatch, AbiResult

        agent = self.agent(BACKTEST)
        host, handle = agent._host, agent._handle
        columns = Columns(np.arange(3, dtype=np.int64) * STEP_MS, *(np.full(3, 1.0) for _ in NAMES))

        def batch(size: int | None = None, count: int = 3, **fields: object) -> AbiBatch:
            made = AbiBatch(c.sizeof(AbiBatch) if size is None else size, count, *columns.addresses(), b"BTC/USDT", b"5m", 0.0)
            for name, value in fields.items():
                setattr(made, name, value)
            return made

        def call(batch: object, result: object, of: int = handle) -> dict | None:
            return failure(lambda: host.call("Generate", of, batch, result))

        right = AbiResult(size=c.sizeof(AbiResult))
        wrong = AbiResult(size=c.sizeof(AbiResult) - 8)
        texts: dict[int, str] = {}

        def other_thread(number: int) -> None:
            for _ in range(300):
                texts[number] = (failure(lambda: host.call("FetchLatest", handle, b"X%d" % number, -number, c.byref(right))) or {})["text"]

        results = {
            "batch_size": call(c.byref(batch(size=8)), c.byref(right)),
            "result_size": call(c.byref(batch()), c.byref(wrong)),
            "null_batch": call(None, c.byref(right)),
            "null_result": call(c.byref(batch()), None),
            "null_column": call(c.byref(batch(lows=None)), c.byref(right)),
            "null_symbol": call(c.byref(batch(symbol=None)), c.byref(right)),
            "negative": call(c.byref(batch(count=-1)), c.byref(right)),
            "handle": call(c.byref(batch()), c.byref(right), of=999),
            "good": call(c.byref(batch()), c.byref(right)),
            "free_twice": failure(lambda: (host.call("Free", c.byref(right)), host.call("Free", c.byref(right)))),
        }
        threads = [threading.Thread(target=other_thread, args=(number,)) for number in range(1, 5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        agent.close()
        return {**results, "threads": texts, "closed": call(c.byref(batch()), c.byref(right))}

    def leak(self) -> dict:
        agent = self.agent(BACKTEST)
        big, small = lively_frame(1_000_000), lively_frame(2000)
        looks = []
        for _ in range(4):
            for _ in range(2):
                made = agent.generate(big, "BTC/USDT", "5m")
            looks.append(rss())
        for count in (1000, 4000):
            for _ in range(count):
                few = agent.generate(small, "BTC/USDT", "5m")
                failure(lambda: agent.generate(small, "?", "5m"))
            looks.append(rss())
        return {"big_kb": looks[:4], "small_kb": looks[4:], "raw": made.raw, "lines": len(few.lines)}

    def fetch(self) -> dict:
        journal, channel = self.folder / "journal", self.folder / "signals"
        frame = walk_frame(300, int(time.time() * 1000) // STEP_MS * STEP_MS)
        long_timeout = {"strategy_timeout_ms": LONG_TIMEOUT_MS}
        live = self.agent({"environment": "dry-run", "journal_dir": str(journal), "signals_dir": str(channel), **long_timeout})
        before = live.fetch_latest("BTC/USDT", 600)
        made = live.generate(frame, "BTC/USDT", "5m")
        rows = [len((journal / "decision_log.csv").read_text().splitlines()) - 1]
        first = asked(lambda: live.fetch_latest_signal("BTC/USDT", 600))
        rows.append(len((journal / "decision_log.csv").read_text().splitlines()) - 1)
        second = live.fetch_latest("BTC/USDT", 600)
        rows.append(len((journal / "decision_log.csv").read_text().splitlines()) - 1)
        quiet = self.agent(BACKTEST)
        quiet.generate(frame, "BTC/USDT", "5m")
        replayed = quiet.fetch_latest("BTC/USDT", 600)
        # As another agent would have published it: a later signal of another id in the file channel.
        channel.mkdir()
        later = (second or b"").replace(first.decision_id.encode(), b"00000000-0000-5000-8000-000000000001")  # type: ignore[union-attr]
        then = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(first.timestamp_ms / 1000 + 1))  # type: ignore[union-attr]
        later = later.replace(json.loads(later)["timestamp"].encode(), then.encode())
        (channel / f"signals-{then[:10].replace('-', '')}.jsonl").write_bytes(later + b"\n")
        published = asked(lambda: live.fetch_latest("BTC/USDT", 600) == later or None)
        text = (journal / "decision_log.csv").read_text()
        (journal / "decision_log.csv").write_text(text.replace(",long,", ",short,"))
        conflicting = self.agent({"environment": "live", "journal_dir": str(journal), **long_timeout})
        conflicting.generate(frame, "BTC/USDT", "5m")
        blocked = self.folder / "blocked"
        blocked.write_text("")
        return {
            "before": before, "approved": made.approved, "rows": rows,
            "same": (second or b"").decode() == first.canonical_text(),  # type: ignore[union-attr]
            "last_line": made.lines.split(b"\n")[-2] == second, "other_pair": live.fetch_latest("ETH/USDT", 600),
            "too_old": live.fetch_latest("BTC/USDT", 0) if time.time() * 1000 % STEP_MS > 1000 else None,
            "replayed": replayed == second, "published": published, "journal": text,
            "nothing_written": sorted(path.name for path in self.folder.iterdir()) == ["blocked", "journal", "signals"],
            "conflict": asked(lambda: failure(lambda: conflicting.fetch_latest("BTC/USDT", 600))),
            "unwritable": failure(lambda: self.agent({"environment": "live", "journal_dir": str(blocked)})),
            "negative": failure(lambda: live.fetch_latest("BTC/USDT", -1)),
        }

    def feed(self) -> dict:
        common = {"journal_dir": str(self.folder / "journal"), "strategy_timeout_ms": LONG_TIMEOUT_MS}
        feed = ClrFeed(load_settings({"agentbridge": self.section(**common)}), "dry-run")
        started = feed.start(1)
        frame = walk_frame(1500, int(time.time() * 1000) // STEP_MS * STEP_MS)
        problems = [feed.take_frame(frame.iloc[:1400], "BTC/USDT", "5m"), feed.take_frame(frame, "BTC/USDT", "5m")]
        asked(lambda: problems.append(feed.take_frame(frame, "BTC/USDT", "5m")) or feed.book.signals() or None)
        hole = frame.copy()
        hole.loc[1400, "low"] = float("nan")
        broken = feed.take_frame(hole, "ETH/USDT", "5m")
        led_strategy = {"name": "led-breakout", "params": {"leader": "ETH/USDT", "leader_period": 5}}
        led = ClrFeed(load_settings({"agentbridge": self.section(**common, strategy=led_strategy)}), "dry-run", "5m")
        led.start(1)
        rising = frame.assign(**{name: frame[name] * 1.001 ** np.arange(len(frame)) for name in ("open", "high", "low", "close")})
        feeds = [{"ETH/USDT": rising.iloc[:-1]}, {"ETH/USDT": rising}]
        lacking = led.take_frame(frame, "BTC/USDT", "5m", 0.0, feeds[0])
        early = [signal.timestamp_ms for signal in led.book.signals()]
        asked(lambda: led.take_frame(frame, "BTC/USDT", "5m", 0.0, feeds[1]) or led.book.signals() or None)
        assert isinstance(feed.book, SignalBook)
        return {
            "started": started, "problems": problems, "broken": broken, "down": feed.is_down(), "needs": list(led.needs.pairs),
            "lacking": lacking, "early": early, "late": [signal.timestamp_ms for signal in led.book.signals()],
            "signals": [signal.timestamp_ms for signal in feed.book.signals()],
            "close": int(frame["date"].iloc[-1].timestamp() * 1000) + STEP_MS,
        }

    def fork(self) -> dict:
        agent = self.agent(BACKTEST)
        frame = walk_frame(300, 1_748_779_500_000)
        agent.generate(frame, "BTC/USDT", "5m")
        section = self.section()
        answers = []
        # The runtime prepares a method at its first call, under locks that another of its threads may hold at the fork.
        if self.host_name == "pythonnet":
            agent._handle.FetchLatestSignal("BTC/USDT", 1)  # type: ignore[attr-defined]
        else:
            agent._host.functions["Close"](0)  # type: ignore[attr-defined]
        for kind in ("agent", "settings", "managed"):
            reader, writer = os.pipe()
            pid = os.fork()
            if pid == 0:
                try:
                    if kind == "agent":
                        found = failure(lambda: agent.generate(frame, "BTC/USDT", "5m"))
                    elif kind == "settings":
                        found = failure(lambda: agent_of(load_settings({"agentbridge": section}), "backtest"))
                    else:
                        found = self._refused_by_csharp(agent)
                    os.write(writer, json.dumps(found).encode())
                finally:
                    os._exit(0)
            os.close(writer)
            with os.fdopen(reader, "rb") as answer:
                answers.append(json.loads(answer.read() or b"null"))
            os.waitpid(pid, 0)
        return {"answers": answers, "after": agent.generate(frame, "BTC/USDT", "5m").approved}

    def signals(self) -> dict:
        """SIGTERM ends a forked child without reaching this process; its own SIGTERM reaches Python's handler."""
        got: list[int] = []
        signal.signal(signal.SIGTERM, lambda *_: got.append(os.getpid()))
        agent = self.agent(BACKTEST)
        agent.generate(walk_frame(300, 1_748_779_500_000), "BTC/USDT", "5m")
        reader, writer = os.pipe()
        pid = os.fork()
        if pid == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.write(writer, b"!")
            time.sleep(120)
            os._exit(0)
        os.read(reader, 1)
        os.kill(pid, signal.SIGTERM)
        status = os.waitpid(pid, 0)[1]
        after_child = list(got)
        os.kill(os.getpid(), signal.SIGTERM)
        end = time.monotonic() + 240
        while not got and time.monotonic() < end:
            time.sleep(0.01)
        return {"child": status, "after_child": after_child, "own": got == [os.getpid()], "faulthandler": faulthandler.is_enabled()}

    def end(self) -> dict:
        """The state at the end of the process: runs Python's exit functions early."""
        self.agent(BACKTEST)
        if self.host_name == "pythonnet":
            import pythonnet

            atexit._run_exitfuncs()
            return {"loaded": pythonnet.get_runtime_info() is not None}
        return {"loaded": True}

    def _refused_by_csharp(self, agent: ClrAgent) -> dict:
        """Bypasses the Python guard to test the one of the C# side."""
        if self.host_name != "pythonnet":
            return {"status": agent._host.functions["Close"](agent._handle), "text": "forked"}  # type: ignore[attr-defined]
        try:
            agent._handle.FetchLatestSignal("BTC/USDT", 1)  # type: ignore[attr-defined]
        except agent._host._failure as error:  # type: ignore[attr-defined]
            return {"status": int(error.Status), "text": str(error.Message)}
        return {}

    @staticmethod
    def _torn_batches(agent: ClrAgent, frame: pd.DataFrame) -> list[Batch]:
        """Torn output of a faulty host."""
        made = agent._host.marks(agent._handle, columns_of(frame), "BTC/USDT", "5m", 0.0)
        assert made.approved > 0
        whole = made.lines
        torn = (whole[:-1], b"", whole + whole, whole.replace(b" ab1|", b"|ab1|"), b"x" + whole, b"\xff" + whole)
        return [Batch(text, made.raw, made.approved, made.denied) for text in torn]

    @staticmethod
    def _torn(agent: ClrAgent, made: Batch) -> dict[int, str]:
        class Torn:
            @staticmethod
            def marks(*_: object) -> Batch:
                return made

        broken = copy.copy(agent)
        broken._host = Torn()  # type: ignore[assignment]
        return broken.marks(walk_frame(200, 1_748_779_500_000), "BTC/USDT", "5m")

    @staticmethod
    def _read_only(agent: ClrAgent, frame: pd.DataFrame) -> bytes:
        arrays = {name: frame[name].to_numpy().copy() for name in NAMES}
        for array in arrays.values():
            array.flags.writeable = False
        return agent.generate(pd.DataFrame({"date": frame["date"], **arrays}, copy=False), "BTC/USDT", "5m").lines

    @staticmethod
    def _ids(lines: bytes, after_ms: int) -> list[str]:
        found = [json.loads(line) for line in lines.split(b"\n") if line]
        return [row["decision_id"] for row in found if pd.Timestamp(row["timestamp"]).timestamp() * 1000 > after_ms]


def main() -> None:
    scenario, assembly, host, folder = sys.argv[1:]
    print(json.dumps(getattr(Child(assembly, host, Path(folder)), scenario)(), default=lambda value: value.decode()))


main()
