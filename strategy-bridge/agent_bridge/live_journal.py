"""The log of a running bot: each refusal, entry, stop and end of a trade of ours, once, written by the journals' thread."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import Any

from agent_bridge import __version__, codes
from agent_bridge.journal.actions import Action, ActionLog, Origin
from agent_bridge.journal.append_file import JournalError
from agent_bridge.journal.bot_lock import BotLock, FolderInUse
from agent_bridge.journal.results import Outcome, TradeResult, TradeResults
from agent_bridge.journal.writer import LOCK_SEC, WAIT_SEC, JournalWriter, ResultRow
from agent_bridge.rate_limits import PerMinute, Warnings
from agent_bridge.recent import Recent
from agent_bridge.settings import Settings
from agent_bridge.signal import format_timestamp
from agent_bridge.tag import Plan

logger = logging.getLogger(__name__)

LOGGED_A_MINUTE = 20
REMEMBERED = 50_000


class LiveJournal:
    """The journals of one bot. Only `confirm` waits: a quarter of a second at most, in total per loop."""

    def __init__(
        self,
        settings: Settings,
        environment: str,
        warnings: Warnings,
        now_ms: Callable[[], int],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._environment = environment
        self._warnings = warnings
        self._now_ms = now_ms
        self.is_second_guard = False
        """Whether another bot uses the folder and guards the trades of our own database."""
        self._lock: BotLock | None = None
        self._writer: JournalWriter | None = None
        self._wait_left = WAIT_SEC
        self._logged: Recent[tuple[str, str]] = Recent(REMEMBERED)
        self._limit = PerMinute(LOGGED_A_MINUTE, monotonic)
        self._asked: set[int] = set()
        self._opened: set[int] = set()
        self._stops: set[int] = set()

    def open(self, bot: str = "", database: str = "") -> str | None:
        """Locks the folder, opens trade_results.csv and the action log; returns a problem in one line, if there is one.

        `database` identifies the database, and contains no secret.
        """
        writer = JournalWriter(self._open_files, self._now_ms)
        try:
            self._lock = BotLock(self._settings.journal_dir, bot, database)
            writer.open()
        except JournalError as error:
            self.is_second_guard = isinstance(error, FolderInUse) and error.has_our_trades
            return f"journal_dir: {error}"
        self._writer = writer
        return None

    def close(self) -> None:
        """Flushes the queue to the device, for two seconds at most."""
        self._log_surplus(at_the_end=True)
        left = self._writer.close() if self._writer is not None else 0
        if left:
            logger.warning("agentbridge: %d lines of the journals could not be written: %s", left, self.problem)
        if self._lock is not None:
            self._lock.release()

    def flush(self, wait_sec: float) -> bool:
        """Waits until everything queued is written, and returns whether it is. Not for the loop."""
        return self._writer is None or self._writer.flush(wait_sec)

    @property
    def problem(self) -> str:
        """Why the journals can't be written; empty if they can."""
        return self._writer.problem if self._writer is not None else "they are not open"

    def begin_loop(self) -> None:
        """Once per loop: takes the thread's answers, and warns about its failures."""
        self._wait_left = WAIT_SEC
        if self._writer is None:
            return
        for answer in self._writer.answers():
            if answer.outcome == Outcome.CONFLICT:
                self._warnings.warn(
                    f"conflict{answer.trade_id}", f"trade_results.csv has another result of {answer.decision_id}; it is kept"
                )
            elif answer.outcome is None:
                self._warnings.warn(f"result{answer.trade_id}", f"trade {answer.trade_id} has no result row: {answer.problem}")
        if self._writer.problem:
            self._warnings.warn("journals", f"the journals could not be written; retrying: {self.problem}")
        self._log_surplus()
        dropped = self._writer.drain_dropped()
        if dropped:
            self._warnings.warn("dropped", f"{dropped} lines were dropped because the queue of the action log is full")

    def refuse(self, decision_id: str, target: str, code: str, detail: str = "", is_ours: bool = True) -> None:
        """Logs a refusal, once per decision and code, and in a flood a limited number a minute: per code, and for our pairs per pair."""
        if decision_id:
            if (decision_id, code) in self._logged:
                return
            self._logged.add((decision_id, code))
        if not self._limit.takes((code, target if is_ours else "")):
            return
        logger.info("agentbridge: refused %s %s: %s%s", target, decision_id or "(no id)", code, f": {detail}" if detail else "")
        self._log_refusal(target, code, (decision_id,) if decision_id else (), detail)

    def has_refused(self, decision_id: str, code: str) -> bool:
        """Whether the refusal is already logged."""
        return (decision_id, code) in self._logged

    def end_entry(self, decision_id: str, pair: str, code: str, detail: str) -> None:
        """Logs how a confirmed entry ended without a trade, each time."""
        logger.warning("agentbridge: no trade of %s %s: %s: %s", pair, decision_id, code, detail)
        self._logged.add((decision_id, code))
        if self._writer is not None:
            self._writer.write(self._action(codes.ACTION_REFUSE, pair, code, (decision_id,), {}, detail))

    def confirm(self, plan: Plan, pair: str, rate: float) -> bool:
        """Whether the confirmation of an entry is on the device; if not, there is no entry."""
        parameters = {"rate": rate, "stop": plan.stop, "tp1": plan.tp1}
        action = self._action(codes.ACTION_CONFIRM, pair, codes.CONFIRMED, (plan.decision_id,), parameters)
        started = time.monotonic()
        is_written = self._writer is not None and self._wait_left > 0 and self._writer.write_now(action, self._wait_left)
        self._wait_left -= time.monotonic() - started
        return is_written

    def see_open(self, trade: Any, plan: Plan | None, recovered: bool, bought: float) -> None:
        """Logs an entry with the amount bought, and its stop, once each. Recovered: found at startup, with the remaining amount."""
        refs = (plan.decision_id,) if plan else ()
        if trade.id not in self._opened:
            self._opened.add(trade.id)
            result = codes.INVALID_STOP if plan is None else codes.RECOVERED if recovered else codes.OPENED
            self._log(codes.ACTION_OPEN, trade.pair, result, refs, {
                "open_time": format_timestamp(int(trade.open_date_utc.timestamp() * 1000)),
                "open_rate": trade.open_rate,
                "amount": trade.amount if recovered else bought,
                "stake": trade.stake_amount,
                **({"stop": plan.stop, "tp1": plan.tp1} if plan else {}),
            })
        if plan and trade.id not in self._stops and is_stop_set(trade, plan):
            self._stops.add(trade.id)
            if not recovered:
                self._log(codes.ACTION_STOP, trade.pair, codes.STOP_SET, refs, {"stop_rate": trade.stop_loss})

    def knows_closed(self) -> set[int]:
        """Row ids of closed trades with a result that is written or queued."""
        return self._asked

    def see_closed(self, trade: Any, plan: Plan | None, result: TradeResult | None) -> None:
        """Queues a closed trade's result, once; its end is logged once the row is written."""
        if plan is None:
            self._asked.add(trade.id)
            self._warnings.warn(f"tag{trade.id}", f"trade {trade.id} of {trade.pair} has an unreadable tag: it has no result row")
        elif result is not None and self._writer is not None:
            line = self._action(codes.ACTION_CLOSE, trade.pair, str(trade.exit_reason), (plan.decision_id,), {
                "close_time": format_timestamp(int(trade.close_date_utc.timestamp() * 1000)),
                "close_rate": result.exit_price,
                "profit_abs": trade.close_profit_abs,
                "pnl_r_multiple": result.pnl_r_multiple,
            })
            if self._writer.ask(ResultRow(trade.id, result, line)):
                self._asked.add(trade.id)

    def _open_files(self) -> tuple[TradeResults, ActionLog]:
        settings = self._settings
        run = f"freqtrade-{format_timestamp(self._now_ms())[:19].replace(':', '')}Z-{os.getpid()}"
        origin = Origin(run, "agent_bridge", __version__, self._environment)
        results = TradeResults(settings.journal_dir, LOCK_SEC)
        return results, ActionLog(settings.journal_dir, origin, settings.mask, self._now_ms, LOCK_SEC)

    def _log_surplus(self, at_the_end: bool = False) -> None:
        for (code, target), count in self._limit.drain(at_the_end):
            what = f"{count} more within a minute are not logged one by one"
            logger.info("agentbridge: refused %s: %s: %s", target or "others", code, what)
            self._log_refusal(target or "*", code, (), what)

    def _log_refusal(self, target: str, code: str, refs: tuple[str, ...], detail: str) -> None:
        if self._writer is not None:
            self._writer.write(self._action(codes.ACTION_REFUSE, target, code, refs, {}, detail), is_essential=False)

    def _log(self, action: str, target: str, result: str, refs: tuple[str, ...], parameters: dict[str, Any]) -> None:
        if self._writer is not None:
            self._writer.write(self._action(action, target, result, refs, parameters))

    def _action(
        self, action: str, target: str, result: str, refs: tuple[str, ...], parameters: dict[str, Any], rationale: str = ""
    ) -> Action:
        return Action(action, target, result, {"host": "freqtrade", **parameters}, refs, rationale)


def is_stop_set(trade: Any, plan: Plan) -> bool:
    """Whether the trade's stop is the plan's or above it; ticks are rounded up, doubles to 15 digits."""
    return trade.stop_loss is not None and trade.stop_loss >= plan.stop * (1 - 1e-9)
