"""The interface of a live source."""

from __future__ import annotations

from typing import Protocol


class SourceError(Exception):
    """A source that can't be read right now; the message is one line with the remedy and without secrets."""


class SignalSource(Protocol):
    """Read by one thread only. A source that returns only a part at a time reports by `is_behind` that there is more."""

    def read(self) -> list[bytes]:
        """Messages, the oldest first; earlier ones may be repeated. Blocks for a few seconds at most. Raises SourceError."""
        ...

    def close(self) -> None:
        """Closes connections; the next read opens them again."""
        ...
