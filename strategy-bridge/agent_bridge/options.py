"""How one setting is read, by the rules of the C# side (OptionParameter): `schema/corpus/settings.json` holds both to them.

Freqtrade converts values from the environment (a list named 12345 arrives as int), so a text may be a number. A number is a number;
only the gate's settings may be texts as well, with blanks around them, as in `.env`.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from agent_bridge.canonical import format_number
from agent_bridge.secret import SHOWN

_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]*\.[0-9]+)([eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?0{0,99}[0-9]{1,19}")
_SIMPLE = re.compile(r"[A-Za-z0-9+./:_%,;-]+")
_LONGEST_SHOWN = 100


@dataclass(frozen=True)
class Option:
    """One key: its accepted values, and its text in messages."""

    name: str
    kind: str
    """`whole`, `number`, `words`, `letters`, `path` or `redis_url` (read as a text here)."""
    default: str
    expected: str
    meaning: str
    low: float = 0
    high: float = 0
    low_excluded: bool = False
    high_excluded: bool = False
    texts_too: bool = False
    """Whether it is read as in `.env`: a number may be a text, and blanks around a text do not count."""
    optional: bool = False
    words: tuple[str, ...] = ()
    longest: int = 0
    others: str = ""
    required: bool = False

    def read(self, value: Any) -> Any:
        """The value in its type. Raises ValueError with the whole line: key, value, range, meaning, remedy."""
        if self.texts_too and isinstance(value, str):
            value = value.strip(" \t")
        if self.kind in ("whole", "number"):
            return self._number(value)
        text = _text(value)
        if text is None or not self._holds(text, value):
            raise ValueError(self.error_of(value))
        return text

    def error_of(self, value: Any, detail: str | None = None, place: str = "") -> str:
        """The line about a wrong value."""
        shown = SHOWN if self.kind == "redis_url" else _shown(value)
        if detail is None and isinstance(value, str):
            is_text_for_number = self.kind in ("whole", "number") and not self.texts_too
            detail = "is a text" if is_text_for_number else "is empty" if not value.strip() else None
        remedy = f"for example {self.default}" if self.required else f"leave it out for {self.default or 'none'}"
        return f"{place}{self.name}={shown}: {f'{detail}; ' if detail else ''}expected {self.expected} ({self.meaning}); {remedy}"

    def _number(self, value: Any) -> float | int | None:
        if value is None and self.optional:
            return None
        number = _parsed(value, self.kind) if isinstance(value, str) and self.texts_too else value
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not self._contains(number):
            raise ValueError(self.error_of(value))
        if self.kind == "number":
            return float(number) + 0.0
        if number != int(number):
            raise ValueError(self.error_of(value))
        return int(number)

    def _contains(self, number: float) -> bool:
        """Whether a number is in the range; NaN is not. An int of any size is compared as it is."""
        above = number > self.low if self.low_excluded else number >= self.low
        below = number < self.high if self.high_excluded else number <= self.high
        return above and below

    def _holds(self, text: str, value: Any) -> bool:
        if self.kind == "words":
            return isinstance(value, str) and text in self.words
        if self.kind == "letters":
            return 1 <= len(text) <= self.longest and all((c.isascii() and c.isalnum()) or c in self.others for c in text)
        if self.kind == "path":
            return bool(text.strip()) and all(unicodedata.category(c) not in ("Cc", "Cs") for c in text)
        return bool(text)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if isinstance(value, int):
        return str(value) if _is_double(value) else None
    return format_number(value if value else 0) if math.isfinite(value) else None


def _is_double(value: int) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _parsed(text: str, kind: str) -> float | int | None:
    if kind == "whole":
        return int(text) if _WHOLE.fullmatch(text) else None
    number = float(text) if _NUMBER.fullmatch(text) else math.nan
    return number if math.isfinite(number) else None


def _shown(value: Any) -> str:
    """A value in a message: in quotes if it could be misread, cut if it is long, hidden characters escaped."""
    text = value if isinstance(value, str) else _as_json(value)
    text = " ".join(text.splitlines()) if text else text
    if len(text) > _LONGEST_SHOWN:
        text = text[: _LONGEST_SHOWN - 1] + "…"
    if _SIMPLE.fullmatch(text):
        return text
    visible = "".join(f"\\u{ord(c):04x}" if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)
    return f"'{visible}'"


def _as_json(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        return str(value)
