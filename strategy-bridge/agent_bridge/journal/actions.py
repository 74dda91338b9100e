"""The action log: what was done and why, one JSON object per line, one file per UTC day, the newest 30 kept."""

from __future__ import annotations

import glob
import json
import math
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Union

from agent_bridge.journal.append_file import LOCK_TIMEOUT_SEC, NEXT, AppendSession, JournalError, make_folder, open_session
from agent_bridge.signal import format_timestamp

KEPT_FILES = 30
_PATTERN = "actions-????????.jsonl"
_TEXTS = ("run_id", "agent_id", "agent_version", "environment", "action", "target", "result", "rationale")

Value = Union[str, float, int, bool, None]


@dataclass(frozen=True)
class Origin:
    """The writer of the lines: the same for every line of one run."""

    run_id: str
    agent_id: str
    agent_version: str
    environment: str


@dataclass(frozen=True)
class Action:
    """One action, its target, and its result as a code."""

    action: str
    target: str
    result: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    input_refs: tuple[str, ...] = ()
    rationale: str = ""


class ActionLog:
    """The log of a folder; safe for several threads and processes. Raises JournalError if the folder can't be used."""

    def __init__(
        self, folder: str, origin: Origin, mask: Callable[[str], str], now_ms: Callable[[], int], lock_sec: float = LOCK_TIMEOUT_SEC
    ) -> None:
        self._folder = folder
        self._lock_sec = lock_sec
        self._origin = origin
        self._mask = mask
        self._now_ms = now_ms
        self._gate = threading.Lock()
        make_folder(folder)
        for newest in self._days()[-1:]:
            with open_session(newest) as file:
                _repair(file)
        self._drop_old()

    def append(self, action: Action) -> None:
        """Appends a line; it is on the device when this returns."""
        self.append_all([(action, self._now_ms())])

    def append_all(self, actions: Sequence[tuple[Action, int]]) -> None:
        """Appends lines of one UTC day with their times, all or none; they are on the device when this returns."""
        documents = (self._document(action, at_ms) for action, at_ms in actions)
        lines = "".join(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n" for document in documents)
        day = format_timestamp(actions[0][1])[:10].replace("-", "")
        path = os.path.join(self._folder, f"actions-{day}.jsonl")
        with self._gate:
            is_new = not os.path.exists(path)
            with open_session(path, self._lock_sec) as file:
                _repair(file)
                file.append(lines.encode("utf-8", "replace"), flush=True)
            if is_new:
                self._drop_old()

    def _document(self, action: Action, now: int) -> dict[str, Any]:
        origin, mask = self._origin, self._mask
        return {
            "timestamp": format_timestamp(now),
            "run_id": mask(origin.run_id),
            "agent_id": origin.agent_id,
            "agent_version": origin.agent_version,
            "environment": origin.environment,
            "action": action.action,
            "target": mask(action.target),
            "parameters": {name: self._value(value) for name, value in action.parameters.items()},
            "input_refs": list(action.input_refs),
            "output_refs": [],
            "result": mask(action.result),
            "metrics": {},
            "rationale": mask(action.rationale),
        }

    def _value(self, value: Value) -> Value:
        if isinstance(value, str):
            return self._mask(value)
        if isinstance(value, float) and not math.isfinite(value):
            return str(value)
        return value

    def _days(self) -> list[str]:
        """The daily files up to tomorrow: names without a date, or of a later day, do not count among the kept ones."""
        last = format_timestamp(self._now_ms() + 86_400_000)[:10].replace("-", "")
        paths = glob.glob(os.path.join(glob.escape(self._folder), _PATTERN))
        return sorted(path for path in paths if _is_day(path[-14:-6]) and path[-14:-6] <= last)

    def _drop_old(self) -> None:
        for path in self._days()[:-KEPT_FILES]:
            for suffix in ("", ".torn", ".lock", ".lock" + NEXT):
                with suppress(FileNotFoundError):
                    os.remove(path + suffix)


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return text.isdecimal()


def _repair(file: AppendSession) -> None:
    start = file.last_line_start()
    if start == file.length:
        return
    if _is_record(file.read_from(start)):
        file.finish_line()
    else:
        file.move_to_torn(start)


def _is_record(line: bytes) -> bool:
    try:
        document = json.loads(line.decode("utf-8"))
    except ValueError:
        return False
    return isinstance(document, dict) and "timestamp" in document and all(isinstance(document.get(name), str) for name in _TEXTS)


__all__ = ["Action", "ActionLog", "JournalError", "Origin"]
