"""A whole history of signals, for backtests: read once, strictly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from agent_bridge.signal import TradingSignal
from agent_bridge.sources.file_source import day_files
from agent_bridge.sources.lines import PIECE, Lines
from agent_bridge.validation import SignalError, read_signal

_cache: dict[tuple[tuple[str, int, int], ...], Mapping[str, tuple[TradingSignal, ...]]] = {}


class HistoryError(Exception):
    """A history that can't be used; the message is one line and names the file and the line."""


def load_history(place: str) -> Mapping[str, tuple[TradingSignal, ...]]:
    """The signals of a JSONL file, or of a file channel's folder, by symbol, in the order of the file.

    Raises HistoryError for an unreadable file, a line that is not a signal, and an id with two different signals.
    """
    try:
        files = _files(Path(place))
        key = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
        if key not in _cache:
            _cache.clear()
            _cache[key] = _read(files)
    except OSError as error:
        raise HistoryError(f"file={place}: {error.strerror or error}; create one with `bridge generate --out FILE.jsonl`") from None
    return _cache[key]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return day_files(path)
    path = path.resolve(strict=True)
    if not path.is_file():
        # Opening a pipe would block until a writer opens it.
        raise HistoryError(f"file={path}: expected a file or a folder, not a pipe or a device")
    return [path]


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, the last one with or without a newline; of a line that is too long, only enough to detect that."""
    lines = Lines()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(PIECE):
            yield from lines.cut(piece)
    yield from lines.cut(b"\n")


def _read(files: list[Path]) -> Mapping[str, tuple[TradingSignal, ...]]:
    known: dict[str, TradingSignal] = {}
    for path in files:
        for number, line in enumerate(_lines(path), 1):
            if not line.strip():
                continue
            try:
                signal = read_signal(line.rstrip(b"\r"))
            except SignalError as error:
                raise HistoryError(f"{path}: line {number}: {error}") from None
            held = known.setdefault(signal.decision_id, signal)
            if held != signal:
                raise HistoryError(f"{path}: line {number}: DECISION_CONFLICT: {signal.decision_id} occurs twice with different values")
    by_symbol: dict[str, list[TradingSignal]] = {}
    for signal in known.values():
        by_symbol.setdefault(signal.symbol, []).append(signal)
    return {symbol: tuple(signals) for symbol, signals in by_symbol.items()}
