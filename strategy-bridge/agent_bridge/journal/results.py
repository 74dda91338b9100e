"""trade_results.csv: one row per decision, on the device before the append returns."""

from __future__ import annotations

import csv
import math
import os
import re
import threading
from dataclasses import dataclass
from enum import Enum

from agent_bridge.canonical import format_number
from agent_bridge.journal.append_file import LOCK_TIMEOUT_SEC, AppendSession, JournalError, make_folder, open_session

FILE_NAME = "trade_results.csv"
HEADER = "decision_id,exit_price,pnl_r_multiple"

_MARK = 32
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Outcome(Enum):
    """The outcome of an append."""

    APPENDED = "appended"
    DUPLICATE = "duplicate"
    """The same row already exists."""
    CONFLICT = "conflict"
    """The decision has another row; it is kept."""


@dataclass(frozen=True)
class TradeResult:
    """One closed trade: its fill's price, finite and > 0, and its profit after fees in R, finite."""

    decision_id: str
    exit_price: float
    pnl_r_multiple: float

    def line(self) -> str:
        """The row. Raises ValueError for a value out of its range."""
        if not self.decision_id.strip() or not 0 < self.exit_price < math.inf or not math.isfinite(self.pnl_r_multiple):
            raise ValueError(f"{FILE_NAME}: a value of {self} is out of its range")
        return f"{_quote(self.decision_id)},{format_number(self.exit_price)},{format_number(self.pnl_r_multiple + 0.0)}"


class TradeResults:
    """The journal of a folder; safe for several threads and processes. Raises JournalError if the folder can't be used."""

    def __init__(self, folder: str, lock_sec: float = LOCK_TIMEOUT_SEC) -> None:
        self._lock_sec = lock_sec
        self.path = os.path.join(folder, FILE_NAME)
        self._rows: dict[str, TradeResult] = {}
        self._gate = threading.Lock()
        # What this process has read or written: everything below is whole lines, which end with the mark.
        self._known = 0
        self._records = 0
        self._mark = b""
        make_folder(folder)
        with open_session(self.path) as file:
            self._catch_up(file)

    def append_trade_result(self, row: TradeResult) -> Outcome:
        """Appends a row unless its decision is there."""
        line = (row.line() + "\n").encode("utf-8")
        with self._gate, open_session(self.path, self._lock_sec) as file:
            self._catch_up(file)
            held = self._rows.get(row.decision_id)
            if held is not None:
                return Outcome.DUPLICATE if held == row else Outcome.CONFLICT
            file.announce(line)
            file.append(line, flush=True)
            self._rows[row.decision_id] = row
            self._advance(file, 1)
            return Outcome.APPENDED

    def has(self, decision_id: str) -> bool:
        """Whether the decision had a row when the file was last read."""
        with self._gate:
            return decision_id in self._rows

    def _catch_up(self, file: AppendSession) -> None:
        start = self._known - len(self._mark)
        data = file.read_from(start)
        if not data.startswith(self._mark):
            raise JournalError(f"{self.path}: it was removed, cut or replaced while in use; put it back or start again")
        tail = data[len(self._mark) :]
        if tail:
            self._scan(file, tail)
            # Its writer may have ended before it flushed; a duplicate must mean a row that is on the device.
            file.flush()
        if self._records == 0:
            file.append((HEADER + "\n").encode(), flush=True)
            self._records = 1
        self._advance(file, 0)

    def _scan(self, file: AppendSession, tail: bytes) -> None:
        position = len(_BYTE_ORDER_MARK) if self._records == 0 and tail.startswith(_BYTE_ORDER_MARK) else 0
        whole = tail.rfind(b"\n") + 1
        while position < whole:
            end = tail.index(b"\n", position)
            self._record(tail[position:end])
            position = end + 1
        if position < len(tail):
            self._last_line(file, tail, position)

    def _last_line(self, file: AppendSession, tail: bytes, position: int) -> None:
        line = tail[position:]
        is_torn = (
            (line.decode("utf-8", "replace") != HEADER and HEADER.encode().startswith(line))
            if self._records == 0
            else file.is_cut_append(tail, self._known) or _parse(line) is None
        )
        if is_torn:
            file.move_to_torn(self._known + position)
        else:
            self._record(line)
            file.finish_line()

    def _record(self, line: bytes) -> None:
        line = line[:-1] if line.endswith(b"\r") else line
        if self._records == 0:
            if line != HEADER.encode():
                raise JournalError(f"{self.path}: row 1 is not the header '{HEADER}'; move the file away or name another folder")
        elif line:
            row = _parse(line)
            if row is None:
                raise JournalError(f"{self.path}: row {self._records + 1}: it is not a trade result; correct it or move the file away")
            if self._rows.setdefault(row.decision_id, row) != row:
                problem = "its id is in an earlier row with other values; remove the wrong one"
                raise JournalError(f"{self.path}: row {self._records + 1}: {problem}")
        self._records += 1

    def _advance(self, file: AppendSession, records: int) -> None:
        self._records += records
        self._known = file.length
        self._mark = file.read_from(max(0, self._known - _MARK))


def _parse(line: bytes) -> TradeResult | None:
    try:
        fields = next(csv.reader([line.decode("utf-8")], strict=True))
    except (UnicodeDecodeError, csv.Error, StopIteration):
        return None
    if len(fields) != 3 or not fields[0].strip() or not _NUMBER.fullmatch(fields[1]) or not _NUMBER.fullmatch(fields[2]):
        return None
    price, pnl = float(fields[1]), float(fields[2])
    return TradeResult(fields[0], price, pnl) if math.isfinite(price) and price > 0 and math.isfinite(pnl) else None


def _quote(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(character in text for character in ',"\r\n') else text
