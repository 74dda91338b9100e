"""Splits chunks of a file into complete lines: a line longer than a message may be is skipped in constant memory."""

from __future__ import annotations

from agent_bridge.syntax import MAX_BYTES

PIECE = 64 * 1024


class Lines:
    """Splits chunks into lines. Of a line that is too long, only enough is kept to detect that."""

    def __init__(self) -> None:
        self._begun = bytearray()
        self._begun_length = 0

    @property
    def begun_length(self) -> int:
        """The number of bytes of the incomplete line."""
        return self._begun_length

    def cut(self, piece: bytes) -> list[bytes]:
        """The lines that end in the chunk, without their newline."""
        parts = piece.split(b"\n")
        lines = []
        for part in parts[:-1]:
            self._begin(part)
            lines.append(bytes(self._begun))
            self.reset()
        self._begin(parts[-1])
        return lines

    def begin_too_long(self) -> None:
        """The next bytes continue a line that is too long."""
        self._begun[:] = b"\0" * (MAX_BYTES + 1)
        self._begun_length = len(self._begun)

    def reset(self) -> None:
        """Drops the incomplete line."""
        self._begun.clear()
        self._begun_length = 0

    def _begin(self, part: bytes) -> None:
        self._begun += part[: MAX_BYTES + 1 - len(self._begun)]
        self._begun_length += len(part)
