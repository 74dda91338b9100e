"""Reads a folder's action log for earlier decisions, once at startup: in bounded chunks, skipping unreadable lines."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, NamedTuple

from agent_bridge import codes
from agent_bridge.journal.append_file import JournalError
from agent_bridge.signal import format_timestamp, parse_timestamp

_ACTIONS = (codes.ACTION_CONFIRM, codes.ACTION_OPEN, codes.ACTION_CLOSE, codes.ACTION_REFUSE)
_WORDS = tuple(f'"{action}"'.encode() for action in _ACTIONS)
_LONGEST = 65_536


class PastLine(NamedTuple):
    """An action on a decision, and its result."""

    action: str
    result: str
    decision_id: str
    pair: str


def past_lines(folder: str, environment: str, since_ms: int, now_ms: int) -> Iterator[PastLine]:
    """The lines of the Freqtrade host in one environment, oldest first. Raises JournalError if a file can't be read."""
    first = format_timestamp(since_ms)[:10].replace("-", "")
    last = format_timestamp(now_ms + 86_400_000)[:10].replace("-", "")
    try:
        names = sorted(name for name in os.listdir(folder) if name.startswith("actions-") and name.endswith(".jsonl"))
        for name in names:
            # Only files of these days: a name may be anything.
            if len(name) == len("actions-YYYYMMDD.jsonl") and first <= name[8:16] <= last:
                # The oldest may have been deleted meanwhile.
                with suppress(FileNotFoundError), open(os.path.join(folder, name), "rb") as file:
                    yield from _lines(file, environment, since_ms)
    except FileNotFoundError:
        return
    except OSError as error:
        raise JournalError(f"{error.filename or folder}: {error.strerror or error}") from error


def _lines(file: BinaryIO, environment: str, since_ms: int) -> Iterator[PastLine]:
    is_rest = False
    while True:
        line = file.readline(_LONGEST)
        if not line:
            return
        is_whole = line.endswith(b"\n")
        if is_whole and not is_rest and any(word in line for word in _WORDS):
            with suppress(ValueError, TypeError, KeyError, AttributeError, IndexError):
                found = _read(json.loads(line.decode("utf-8")), environment, since_ms)
                if found is not None:
                    yield found
        is_rest = not is_whole


def _read(record: dict, environment: str, since_ms: int) -> PastLine | None:
    timestamp = parse_timestamp(record["timestamp"])
    if timestamp is None or timestamp < since_ms or record["action"] not in _ACTIONS or not record["input_refs"]:
        return None
    if record["environment"] != environment or record["parameters"].get("host") != "freqtrade":
        return None
    texts = [record["action"], record["result"], record["input_refs"][0], record["target"]]
    return PastLine(*texts) if all(isinstance(text, str) for text in texts) else None
