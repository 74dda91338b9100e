"""The one thread that writes a running bot's journals, so that the bot's loop waits for no disk and no lock.

It accepts and returns plain values. A file that can't be written ends the session and is retried later; the queue keeps everything
meanwhile, up to a bound. Lines still queued when the process is killed are lost, and rows of results are restored from the trade
table; only a line with a waiting caller is guaranteed to be written.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from agent_bridge.journal.actions import Action, ActionLog
from agent_bridge.journal.append_file import JournalError
from agent_bridge.journal.results import Outcome, TradeResult, TradeResults

logger = logging.getLogger(__name__)

QUEUE = 10_000
RESERVED_FOR_ACTIONS = 1_000
"""The part of the queue that refusals leave free for actions."""
RETRY_SEC = 5.0
LOCK_SEC = 0.2
"""How long the thread waits for a lock before it gives up for now: less than the wait for a line."""
WAIT_SEC = 0.25
CLOSE_SEC = 2.0
_BATCH = 500
_DAY_MS = 86_400_000
_PENDING, _TAKEN, _WRITTEN, _FAILED = range(4)


@dataclass(frozen=True)
class ResultRow:
    """A closed trade: its row id, its result row, and the line that is logged once the row is written."""

    trade_id: int
    result: TradeResult
    line: Action


@dataclass(frozen=True)
class Answer:
    """The outcome of a row; without an outcome the row is invalid, for the reason given."""

    trade_id: int
    decision_id: str
    outcome: Outcome | None
    problem: str = ""


class _Line:
    def __init__(self, action: Action, at_ms: int) -> None:
        self.action = action
        self.at_ms = at_ms
        self.state = _PENDING


class JournalWriter:
    """The journals of one bot. `open` may wait for a lock and may raise JournalError; nothing after it does."""

    def __init__(self, open_journals: Callable[[], tuple[TradeResults, ActionLog]], now_ms: Callable[[], int]) -> None:
        self._open_journals = open_journals
        self._now_ms = now_ms
        self._changed = threading.Condition()
        self._lines: deque[_Line] = deque()
        self._awaited: deque[_Line] = deque()
        self._rows: deque[ResultRow] = deque()
        self._answers: list[Answer] = []
        self._in_work = 0
        self._dropped = 0
        self._closing = False
        self._log_problem = _Problem()
        self._results_problem = _Problem()
        self._thread = threading.Thread(target=self._run, name="agentbridge-journal", daemon=True)

    def open(self) -> None:
        """Opens the files and starts the thread."""
        self._results, self._log = self._open_journals()
        self._thread.start()

    @property
    def problem(self) -> str:
        """Why a file can't be written; empty if all can."""
        return self._log_problem.text or self._results_problem.text

    def write(self, action: Action, is_essential: bool = True) -> None:
        """Queues a line. A flood of refusals leaves room for actions."""
        with self._changed:
            if len(self._lines) >= (QUEUE if is_essential else QUEUE - RESERVED_FOR_ACTIONS):
                self._dropped += 1
                return
            self._lines.append(_Line(action, self._now_ms()))
            self._changed.notify_all()

    def write_now(self, action: Action, wait_sec: float = WAIT_SEC) -> bool:
        """Whether the line is on the device within the time; if not, it is not written later either.

        A line that was being written when the time ran out may still appear; the refusal after it shows that there was no entry.
        """
        line = _Line(action, self._now_ms())
        with self._changed:
            if not self._thread.is_alive() or self._closing or self._log_problem.is_waiting():
                return False
            self._awaited.append(line)
            self._changed.notify_all()
            self._changed.wait_for(lambda: line.state in (_WRITTEN, _FAILED), wait_sec)
            if line.state in (_PENDING, _TAKEN):
                if line.state == _PENDING:
                    self._awaited.remove(line)
                # The next line must not wait for the same obstacle again.
                self._log_problem.meet(f"a line was not on the device within {wait_sec * 1000:.0f} ms")
                line.state = _FAILED
            return line.state == _WRITTEN

    def ask(self, row: ResultRow) -> bool:
        """Queues a row; if there is no room, the caller asks again."""
        with self._changed:
            if len(self._rows) >= QUEUE:
                return False
            self._rows.append(row)
            self._changed.notify_all()
            return True

    def answers(self) -> list[Answer]:
        """The outcomes of rows since the last call."""
        with self._changed:
            answers, self._answers = self._answers, []
            return answers

    def drain_dropped(self) -> int:
        """The number of lines dropped for lack of room since the last call."""
        with self._changed:
            dropped, self._dropped = self._dropped, 0
            return dropped

    def flush(self, wait_sec: float) -> bool:
        """Waits until the queue is empty, and returns whether it is. Not for the bot's loop."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._left(), wait_sec)

    def close(self, wait_sec: float = CLOSE_SEC) -> int:
        """Writes the queue, for a bounded time, and ends the thread; returns how much was left."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(wait_sec)
        return self._left()

    def _left(self) -> int:
        return len(self._lines) + len(self._awaited) + len(self._rows) + self._in_work

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._has_work():
                    if self._closing:
                        return
                    self._changed.wait(self._pause())
            try:
                self._write_log()
                self._write_results()
            except Exception:
                # If the thread ended, the bot would silently lose its journals.
                logger.exception("agentbridge: the journals' thread failed unexpectedly")
                with self._changed:
                    self._in_work = 0
                    self._changed.notify_all()
                    if self._closing or self._changed.wait_for(lambda: self._closing, RETRY_SEC):
                        return

    def _has_work(self) -> bool:
        if self._awaited:
            return True
        has_lines = bool(self._lines) and not self._log_problem.is_waiting(self._closing)
        return has_lines or (bool(self._rows) and not self._results_problem.is_waiting(self._closing))

    def _pause(self) -> float | None:
        waiting = [(self._log_problem, self._lines), (self._results_problem, self._rows)]
        return min((problem.left() for problem, queue in waiting if queue and problem.text), default=None)

    def _write_log(self) -> None:
        batch = self._take()
        if not batch:
            return
        try:
            self._log.append_all([(line.action, line.at_ms) for line in batch])
            problem = ""
        except JournalError as error:
            problem = str(error)
        with self._changed:
            self._in_work -= len(batch)
            for line in batch:
                if line.state == _TAKEN:
                    line.state = _FAILED if problem else _WRITTEN
            if problem:
                self._log_problem.meet(problem, self._closing)
                self._lines.extendleft(reversed([line for line in batch if line.state == _PENDING]))
            else:
                self._log_problem.end()
            self._changed.notify_all()

    def _take(self) -> list[_Line]:
        """Lines of one day: those with a waiting caller, after all lines of the same decisions; otherwise the first ones."""
        with self._changed:
            if self._awaited:
                awaited, self._awaited = list(self._awaited), deque()
                refs = {ref for line in awaited for ref in line.action.input_refs}
                batch = [line for line in self._lines if not refs.isdisjoint(line.action.input_refs)]
                if batch:
                    self._lines = deque(line for line in self._lines if refs.isdisjoint(line.action.input_refs))
                for line in awaited:
                    line.state = _TAKEN
                batch += awaited
            elif self._log_problem.is_waiting(self._closing):
                return []
            else:
                batch = []
                while self._lines and len(batch) < _BATCH and self._lines[0].at_ms // _DAY_MS == (batch or self._lines)[0].at_ms // _DAY_MS:
                    batch.append(self._lines.popleft())
            self._in_work += len(batch)
            return batch

    def _write_results(self) -> None:
        with self._changed:
            if not self._rows or self._results_problem.is_waiting(self._closing):
                return
            row = self._rows[0]
        answer = self._write(row)
        with self._changed:
            if answer is None:
                self._changed.notify_all()
                return
            self._rows.popleft()
            self._results_problem.end()
            self._answers.append(answer)
            if answer.outcome == Outcome.APPENDED:
                self._lines.appendleft(_Line(row.line, self._now_ms()))
            self._changed.notify_all()

    def _write(self, row: ResultRow) -> Answer | None:
        try:
            return Answer(row.trade_id, row.result.decision_id, self._results.append_trade_result(row.result))
        except ValueError as error:
            return Answer(row.trade_id, row.result.decision_id, None, str(error))
        except JournalError as error:
            self._results_problem.meet(str(error), self._closing)
            return None


class _Problem:
    """Why a file could not be written, and when to try again."""

    def __init__(self) -> None:
        self.text = ""
        self._until = 0.0
        self._was_tried_at_the_end = False

    def meet(self, text: str, is_last: bool = False) -> None:
        self.text = text
        self._until = time.monotonic() + RETRY_SEC
        self._was_tried_at_the_end = self._was_tried_at_the_end or is_last

    def end(self) -> None:
        self.text = ""

    def left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    def is_waiting(self, is_last: bool = False) -> bool:
        """Whether it is too early to try again; at the end there is one immediate attempt."""
        if not self.text:
            return False
        return self._was_tried_at_the_end if is_last else self.left() > 0
