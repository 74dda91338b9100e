"""The syntax layer of the contract: bytes to a JSON document, or the first violation."""

from __future__ import annotations

import json
import math
from typing import Any

MAX_BYTES = 4096
MAX_DEPTH = 16


class SyntaxViolation(ValueError):
    """A message that is not JSON as the contract reads it; `code` is a code of the table of violations."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


def parse_document(message: bytes) -> Any:
    """The document; every number in it is a float. Raises SyntaxViolation, in the contract's order of precedence."""
    if len(message) > MAX_BYTES:
        raise SyntaxViolation("MESSAGE_TOO_LARGE", f"{len(message)} bytes; at most {MAX_BYTES} are read")
    if message.startswith(b"\xef\xbb\xbf"):
        raise SyntaxViolation("BYTE_ORDER_MARK", "write the message without a byte order mark")
    try:
        text = message.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SyntaxViolation("INVALID_UTF8", "the message is not UTF-8") from error
    if _is_too_deep(text):
        raise SyntaxViolation("INVALID_JSON", f"nested deeper than {MAX_DEPTH}")
    notes = _Notes()
    try:
        document = json.loads(
            text,
            object_pairs_hook=notes.pairs,
            parse_constant=_refuse_constant,
            parse_float=notes.number,
            parse_int=notes.number,
        )
    except ValueError as error:
        raise SyntaxViolation("INVALID_JSON", _one_line(str(error))) from error
    notes.texts(document)
    notes.raise_first()
    return document


class _Notes:
    """The findings of the parser's hooks: a parser that builds a tree can only decide once it has the whole tree."""

    def __init__(self) -> None:
        self.duplicate = False
        self.overflow = False
        self.surrogate = False

    def number(self, text: str) -> float:
        value = float(text)
        self.overflow = self.overflow or math.isinf(value)
        return value

    def pairs(self, items: list[tuple[str, Any]]) -> dict[str, Any]:
        names = set()
        for name, value in items:
            # A name with half of a surrogate pair equals no other.
            if _has_lone_surrogate(name):
                self.surrogate = True
            elif name in names:
                self.duplicate = True
            names.add(name)
            self.texts(value)
        return dict(items)

    def texts(self, value: Any) -> None:
        # `pairs` has already seen the objects, innermost first.
        if isinstance(value, str):
            self.surrogate = self.surrogate or _has_lone_surrogate(value)
        elif isinstance(value, list):
            for item in value:
                self.texts(item)

    def raise_first(self) -> None:
        if self.duplicate:
            raise SyntaxViolation("DUPLICATE_FIELD", "a field may occur only once in an object")
        if self.overflow:
            raise SyntaxViolation("NUMBER_OVERFLOW", "a number is beyond the range of a double")
        if self.surrogate:
            raise SyntaxViolation("LONE_SURROGATE", "a string holds half of a surrogate pair")


def _is_too_deep(text: str) -> bool:
    level = 0
    in_string = escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif in_string:
            escaped = character == "\\"
            in_string = character != '"'
        elif character == '"':
            in_string = True
        elif character in "[{":
            level += 1
            if level > MAX_DEPTH:
                return True
        elif character in "]}":
            level -= 1
    return False


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
