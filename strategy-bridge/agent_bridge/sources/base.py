"""What a live source is."""

from __future__ import annotations

from typing import Protocol


class SourceError(Exception):
    """A source that can't be read just now; the message is one line, says what to do and holds no secret."""


class SignalSource(Protocol):
    """Read by one thread only. One that returns only a part at a time says by `is_behind` that there is more."""

    def read(self) -> list[bytes]:
        """Messages, the oldest first; those returned before may come again. Blocks for a few seconds at most. Raises SourceError."""
        ...

    def close(self) -> None:
        """Lets go of connections; the next read opens them again."""
        ...
