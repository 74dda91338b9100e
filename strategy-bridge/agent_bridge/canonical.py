"""The canonical form of numbers and strings (RFC 8785), on the wire, in tags and in journals."""

from __future__ import annotations

import math

_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def format_number(value: float) -> str:
    """A finite number that is not negative zero, in its shortest digits that read back the same double.

    Without an exponent from 1e-6 (included) to 1e21 (excluded). Raises ValueError for NaN, infinities and -0.
    """
    value = float(value)
    if not math.isfinite(value) or (value == 0 and math.copysign(1, value) < 0):
        raise ValueError("only finite numbers other than negative zero can be written")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = whole + fraction
    # Without leading zeros the value is 0.d1d2…dk × 10^point.
    point = len(whole) + int(exponent or 0)
    stripped = digits.lstrip("0")
    point -= len(digits) - len(stripped)
    return sign + _lay_out(stripped.rstrip("0"), point)


def format_string(text: str) -> str:
    """A JSON string in which only the quote, the backslash and U+0000 to U+001F are escaped."""
    parts = ['"']
    for character in text:
        if character in _SHORT_ESCAPES:
            parts.append(_SHORT_ESCAPES[character])
        elif character < " ":
            parts.append(f"\\u{ord(character):04x}")
        else:
            parts.append(character)
    parts.append('"')
    return "".join(parts)


def _lay_out(digits: str, point: int) -> str:
    if point > 21 or point < -5:
        exponent = point - 1
        tail = f".{digits[1:]}" if len(digits) > 1 else ""
        return f"{digits[0]}{tail}e{'+' if exponent > 0 else '-'}{abs(exponent)}"
    if point <= 0:
        return f"0.{'0' * -point}{digits}"
    if len(digits) <= point:
        return digits + "0" * (point - len(digits))
    return f"{digits[:point]}.{digits[point:]}"
