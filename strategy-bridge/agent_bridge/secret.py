"""Texts that must never be printed."""

from __future__ import annotations

from urllib.parse import quote

SHOWN = "***"
SHORTEST_SEARCHED = 3


class Secret:
    """A text whose every printed form is `***`."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself, for the connection only."""
        return self._value

    def __repr__(self) -> str:
        return SHOWN

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def mask(self, text: str) -> str:
        """The text with every occurrence of the secret, plain or URL-encoded, replaced by `***`."""
        if len(self._value) < SHORTEST_SEARCHED:
            return text
        for needle in sorted({self._value, quote(self._value, safe="")}, key=len, reverse=True):
            text = text.replace(needle, SHOWN)
        return text
