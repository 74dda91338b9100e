"""Makes atr.csv: bars, and Wilder's average true range of them in exact fractions, written with 40 digits.

python3 make_atr.py > atr.csv
"""

from __future__ import annotations

import random
from decimal import Decimal, getcontext
from fractions import Fraction

BARS = 600
PERIODS = (2, 14, 100)
DIGITS = 40


def bars() -> list[tuple[str, str, str]]:
    """High, low and close as decimal texts: a walk with gaps, flat bars, and prices from many sizes."""
    chance = random.Random(20260101)
    made = []
    price = Decimal("104000.50")
    for number in range(BARS):
        if number == 300:
            price = Decimal("0.0001234567")
        unit = price * Decimal("0.001")
        before = price
        if chance.random() < 0.05:
            before += unit * chance.randint(-40, 40)
        price = max(unit, before + unit * chance.randint(-9, 9))
        flat = chance.random() < 0.05
        high = price if flat else max(before, price) + unit * chance.randint(0, 5)
        low = price if flat else min(before, price) - unit * chance.randint(0, 5) / 10
        made.append(tuple(f"{value:.12g}" for value in (high, low, price)))
    return made


def averages(made: list[tuple[str, str, str]], period: int) -> list[Fraction | None]:
    """The mean of the first true ranges, from the second bar on, then Wilder's smoothing. The doubles of the texts enter exactly."""
    ranges: list[Fraction] = []
    found: list[Fraction | None] = []
    close: Fraction | None = None
    for texts in made:
        high, low, next_close = (Fraction(float(text)) for text in texts)
        if close is not None:
            ranges.append(max(high - low, abs(high - close), abs(low - close)))
        close = next_close
        if len(ranges) < period:
            found.append(None)
        elif len(ranges) == period:
            found.append(sum(ranges, Fraction(0)) / period)
        else:
            found.append((found[-1] * (period - 1) + ranges[-1]) / period)
    return found


def text(value: Fraction | None) -> str:
    return "" if value is None else str(Decimal(value.numerator) / Decimal(value.denominator))


getcontext().prec = DIGITS
rows = bars()
columns = [averages(rows, period) for period in PERIODS]
print(",".join(["high", "low", "close", *(f"atr{period}" for period in PERIODS)]))
for number, row in enumerate(rows):
    print(",".join([*row, *(text(column[number]) for column in columns)]))
