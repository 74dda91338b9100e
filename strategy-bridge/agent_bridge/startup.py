"""Creates the bridge that a run needs, or refuses to start with one line."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from freqtrade.exceptions import OperationalException

from agent_bridge.book import CAPACITY
from agent_bridge.decided import Decided
from agent_bridge.feed import SignalFeed
from agent_bridge.history_bridge import HistoryBridge
from agent_bridge.live import LiveBridge
from agent_bridge.needs import StrategyParameter
from agent_bridge.settings import Settings, line_of, load_settings
from agent_bridge.sources.base import SignalSource
from agent_bridge.sources.clr import agent_of
from agent_bridge.sources.clr_feed import ClrFeed
from agent_bridge.sources.clr_history import ClrHistory
from agent_bridge.sources.clr_runtime import ClrError
from agent_bridge.sources.file_source import FileSource
from agent_bridge.sources.history import HistoryError, load_history
from agent_bridge.sources.redis_source import RedisSource
from agent_bridge.trades import database_mark, has_open_trade_of_ours
from agent_bridge.tuning import chosen, is_tuned, tuned

logger = logging.getLogger(__name__)

FIRST_READ_SEC = 6.0
_WITH_HISTORY = ("backtest", "hyperopt")
# The run mode that 2024.2 uses for backtests of its web interface; there, a strategy is also created only for display.
_OF_THE_WEB = "webserver"
# Decisions of this process, by database; they survive /reload_config, which creates a new strategy.
_consumed: dict[str, Decided] = {}
_ENVIRONMENTS = {"live": "live", "dry_run": "dry-run"}


def runmode_of(config: Mapping[str, Any]) -> str:
    """Freqtrade's run mode as a text, such as `dry_run`."""
    mode = config.get("runmode", "other")
    return str(getattr(mode, "value", mode))


def tunable_parameters(config: Mapping[str, Any], timeframe: str = "") -> tuple[StrategyParameter, ...]:
    """The strategy's parameters that are Freqtrade's own in this run, so that hyperopt sets them. Raises ValueError with one line.

    Nothing if the C# side is unavailable: opening the bridge reports why.
    """
    settings = load_settings(config)
    is_run = runmode_of(config) in (*_WITH_HISTORY, *_ENVIRONMENTS, _OF_THE_WEB)
    if settings.problem or not is_tuned(settings) or not timeframe or not is_run:
        return ()
    try:
        return chosen(agent_of(settings, "backtest").needs(timeframe).parameters, settings)
    except ClrError as error:
        raise ValueError(str(error)) from None


def open_bridge(
    config: Mapping[str, Any],
    timeframe: str = "",
    values: Mapping[str, Any] = MappingProxyType({}),
    problem: str | None = None,
) -> LiveBridge | HistoryBridge:
    """The bridge of this run. Raises OperationalException if a run can't start and no open trade of ours needs guarding.

    `values` are those of the strategy's parameters that are Freqtrade's own; `problem` describes an error in them.
    """
    mode = runmode_of(config)
    settings = tuned(load_settings(config), values)
    if problem is not None:
        settings = replace(settings, problems=(*settings.problems, problem))
    for name in settings.unused:
        source = settings.source
        logger.warning("agentbridge: %s is not used: signals of the source %s are decided elsewhere; only clr takes it", name, source)
    if mode in _ENVIRONMENTS:
        return _open_live(config, settings, _ENVIRONMENTS[mode], timeframe)
    bridge = _open_history(settings, timeframe)
    if isinstance(bridge, ClrHistory) and mode in (*_WITH_HISTORY, _OF_THE_WEB):
        bridge.check()
    if bridge.problem is not None and mode in _WITH_HISTORY:
        raise OperationalException(line_of(bridge.problem))
    return bridge


def refuse_or_guard(config: Mapping[str, Any], bridge: LiveBridge, problem: str) -> None:
    """Guard-only if a trade of ours is open, otherwise the start fails."""
    if not has_open_trade_of_ours(str(config.get("db_url", ""))):
        bridge.stop()
        raise OperationalException(line_of(problem))
    logger.warning("agentbridge: guard-only, because a trade of ours is open: %s", problem)


def _open_live(config: Mapping[str, Any], settings: Settings, environment: str, timeframe: str) -> LiveBridge:
    problem = settings.problem
    if problem is None and settings.source == "file" and Path(settings.file).is_file():
        problem = f"file={settings.file}: it is a file; a running bot follows the folder of a file channel"
    feed = _feed(settings, environment, timeframe) if problem is None else None
    bridge = LiveBridge(settings, environment, feed, _consumed.setdefault(str(config.get("db_url", "")), Decided()))
    # Opened in any case: even with an invalid setting the results of the guarded trades are written.
    unwritable = bridge.open_journals(str(config.get("bot_name", "")), database_mark(str(config.get("db_url", ""))))
    if bridge.journal.is_second_guard:
        # Two bots would close each trade twice.
        bridge.stop()
        raise OperationalException(f"agentbridge: {unwritable}; it guards the trades of the same database")
    problem = problem or unwritable
    passing = bridge.start_feed(FIRST_READ_SEC) if problem is None else None
    if problem is not None or passing is not None:
        refuse_or_guard(config, bridge, problem or str(passing))
    # A feed that is down may recover; any other fault lasts until the next start.
    bridge.guard_only = problem
    return bridge


def _feed(settings: Settings, environment: str, timeframe: str) -> SignalFeed | ClrFeed:
    if settings.source == "clr":
        return ClrFeed(settings, environment, timeframe)
    return SignalFeed(_source(settings), settings.feed_timeout_sec, capacity=max(CAPACITY, 2 * settings.signals_max))


def _source(settings: Settings) -> SignalSource:
    if settings.redis_url is not None and settings.source == "redis":
        return RedisSource(settings.redis_url, settings.list, settings.signals_max)
    return FileSource(settings.file, settings.signals_max)


def _open_history(settings: Settings, timeframe: str) -> HistoryBridge:
    problem = settings.problem
    if settings.source == "clr":
        return ClrHistory(settings, timeframe)
    if problem is None and not settings.file:
        problem = "a backtest needs the setting file: a JSONL file of signals, created with `bridge generate --out FILE.jsonl`"
    if problem is not None:
        return HistoryBridge({}, problem)
    try:
        return HistoryBridge(load_history(settings.file), limits=settings.limits, label=settings.label, place=settings.file)
    except HistoryError as error:
        return HistoryBridge({}, str(error))
