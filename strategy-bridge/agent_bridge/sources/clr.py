"""The agent in this process: the pair's own candles in, C#'s approved signals out."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from agent_bridge.codes import GENERATOR_FAILED
from agent_bridge.marking import row_times
from agent_bridge.needs import StrategyNeeds, StrategyParameter
from agent_bridge.settings import Settings
from agent_bridge.signal import TradingSignal
from agent_bridge.sources.clr_choice import chosen_host
from agent_bridge.sources.clr_process import check_process
from agent_bridge.sources.clr_runtime import ABI_VERSION, BAD_CANDLES, FAILED, ClrError
from agent_bridge.sources.clr_types import Batch, ClrHost, Columns
from agent_bridge.tag import PREFIX
from agent_bridge.validation import SignalError, read_signal

logger = logging.getLogger(__name__)

_PRICES = ("open", "high", "low", "close", "volume")
AGENTS = 8
"""The number of backtest agents that are kept: each epoch of hyperopt has other parameters."""
_agents: dict[str, ClrAgent] = {}
_of_backtests: OrderedDict[str, ClrAgent] = OrderedDict()


class ClrAgent:
    """An open agent. Every method may raise ClrError."""

    def __init__(self, host: ClrHost, options: str, why: str = "") -> None:
        self._host = host
        self._why = why
        self._told: set[str] = set()
        self._handle = host.open(options)

    @property
    def host_name(self) -> str:
        """`native`, `pythonnet` or `hostfxr`."""
        return self._host.name

    @property
    def origin(self) -> str:
        """Host, file and version, and why it was chosen."""
        return f"{self._host.name} ({self._host.path}, ABI {ABI_VERSION}): {self._why}"

    def generate(self, dataframe: pd.DataFrame, pair: str, timeframe: str, price_step: float = 0.0) -> Batch:
        """The signals of closed candles, oldest first, as `bridge generate` writes them, and the denials.

        `price_step` is the market's; 0 if unknown: then the candles' decimals determine it.
        """
        return self._closed(pair, self._host.generate(self._handle, columns_of(dataframe), pair, timeframe, price_step))

    def generate_signals(self, dataframe: pd.DataFrame, pair: str, timeframe: str, price_step: float = 0.0) -> list[TradingSignal]:
        """The signals of closed candles, oldest first."""
        return [_read(line) for line in self.generate(dataframe, pair, timeframe, price_step).lines.split(b"\n") if line]

    def marks(self, dataframe: pd.DataFrame, pair: str, timeframe: str, price_step: float = 0.0) -> dict[int, str]:
        """The enter_tag of each signal by the open time of the candle that decided it, oldest first.

        A signal from this process's own assembly is not validated again like a message from outside: whether all of it
        arrived complete is checked here, and a trade is opened only on a tag that `parse_tag` reads.
        """
        made = self._closed(pair, self._host.marks(self._handle, columns_of(dataframe), pair, timeframe, price_step))
        if made.generator_failed:
            text = "agentbridge: %s: %s: %d candles were not decided: each on which the strategy threw, and its warm-up after that; %s"
            logger.warning(text, pair, GENERATOR_FAILED, made.generator_failed, made.failure)
        lines = made.lines.decode("ascii", "replace").split("\n")[:-1]
        marks = {}
        for line in lines:
            time, _, tag = line.partition(" ")
            if not (time.isdecimal() and tag.startswith(PREFIX)):
                raise ClrError(FAILED, f"the C# side returned an invalid mark: {line[:100]!r}")
            marks[int(time)] = tag
        if not len(lines) == len(marks) == made.approved:
            raise ClrError(FAILED, f"the C# side approved {made.approved} signals and made {len(lines)} marks on {len(marks)} candles")
        return marks

    def needs(self, timeframe: str) -> StrategyNeeds:
        """The strategy's requirements on a timeframe; one that it can't run on is BAD_OPTIONS."""
        described = json.loads(self._host.describe(self._handle, timeframe))
        if described["notice"]:
            logger.warning("agentbridge: %s", described["notice"])
        pairs = tuple(dict.fromkeys(feed["pair"] for feed in described["feeds"]))
        parameters = tuple(map(StrategyParameter.of, described["parameters"]))
        return StrategyNeeds(f"{described['name']}/{described['version']}", described["warm_up"], pairs, parameters)

    def set_feeds(self, feeds: Mapping[str, pd.DataFrame], timeframe: str) -> None:
        """The closed candles of other pairs, for every batch from now on; a pair without any is missing."""
        for pair, dataframe in feeds.items():
            if len(dataframe) > 0:
                self._host.feed(self._handle, columns_of(dataframe), pair, timeframe)

    def fetch_latest(self, symbol: str, max_age_sec: int = 600) -> bytes | None:
        """As fetch_latest_signal, in canonical bytes."""
        return self._host.fetch_latest(self._handle, symbol, max_age_sec)

    def fetch_latest_signal(self, symbol: str, max_age_sec: int = 600) -> TradingSignal | None:
        """The newest fresh signal of the last batch or of the file channel; in dry-run and live its row is in decision_log.csv by then."""
        message = self.fetch_latest(symbol, max_age_sec)
        return None if message is None else _read(message)

    def _closed(self, pair: str, made: Batch) -> Batch:
        if made.left_out and pair not in self._told:
            self._told.add(pair)
            text = "agentbridge: %s: the last %d candles have not closed yet by this machine's clock and are left out"
            logger.warning(text, pair, made.left_out)
        return made

    def close(self) -> None:
        """Closes the agent; it must not be used afterwards."""
        self._host.close(self._handle)


def agent_of(settings: Settings, environment: str) -> ClrAgent:
    """The agent of these settings in `backtest`, `dry-run` or `live`: one per process, because .NET objects can't be pickled.

    A backtest's agent must not be kept: the least recently used one is closed.
    """
    check_process()
    # Which library is the host's affair, and what hyperopt searches is Python's; C# has no setting for either.
    strategy = {name: value for name, value in settings.strategy.items() if name not in ("library", "hyperopt")}
    if "assembly" in strategy:
        # Like the other paths of the section: relative to the working directory.
        strategy["assembly"] = str(Path(strategy["assembly"]).expanduser().absolute())
    options: dict[str, Any] = {"environment": environment, "strategy": strategy, "risk": settings.risk}
    if environment != "backtest":
        options |= {"journal_dir": settings.journal_dir, "signals_dir": settings.file or None}
        options["strategy_timeout_ms"] = settings.strategy_timeout_ms
    text = json.dumps(options, allow_nan=False)
    key = f"{settings.strategy.get('library')}|{settings.assembly}|{settings.dotnet_root}|{text}"
    kept: dict[str, ClrAgent] = _of_backtests if environment == "backtest" else _agents
    if key not in kept:
        host, why = chosen_host(settings)
        kept[key] = ClrAgent(host, text, why)
    if environment == "backtest":
        _of_backtests.move_to_end(key)
        if len(_of_backtests) > AGENTS:
            _of_backtests.popitem(last=False)[1].close()
    return kept[key]


def columns_of(dataframe: pd.DataFrame) -> Columns:
    """A dataframe's candles, copied only if a column is not contiguous."""
    try:
        times = np.ascontiguousarray(row_times(dataframe), dtype=np.int64)
        return Columns(times, *(np.ascontiguousarray(dataframe[name].to_numpy(dtype=np.float64)) for name in _PRICES))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ClrError(BAD_CANDLES, f"the dataframe has no candles: {error!r}") from None


def _read(message: bytes) -> TradingSignal:
    try:
        return read_signal(message)
    except SignalError as error:
        raise ClrError(FAILED, f"the C# side returned a message that is not a signal: {error}") from None
