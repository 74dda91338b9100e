"""Makes ema.csv: closes, and exponential averages of them in exact fractions, written with 40 digits.

python3 make_ema.py > ema.csv
"""

from __future__ import annotations

import random
from decimal import Decimal, getcontext
from fractions import Fraction

CLOSES = 400
PERIODS = (1, 5, 26, 100)
DIGITS = 40


def closes() -> list[str]:
    """Decimal texts: a walk in cents, then prices far below one."""
    chance = random.Random(20260102)
    price = Decimal("104000.50")
    made = []
    for number in range(CLOSES):
        if number == 200:
            price = Decimal("0.0001234567")
        unit = price * Decimal("0.001")
        price = max(unit, price + unit * chance.randint(-9, 9))
        made.append(f"{price:.12g}")
    return made


def averages(made: list[str], period: int) -> list[Fraction | None]:
    """The mean of the first values, then two parts in period + 1 of each next one. The doubles of the texts enter exactly."""
    found: list[Fraction | None] = []
    total = Fraction(0)
    for number, close in enumerate(made):
        value = Fraction(float(close))
        if number + 1 < period:
            total += value
            found.append(None)
        elif number + 1 == period:
            found.append((total + value) / period)
        else:
            found.append(found[-1] + 2 * (value - found[-1]) / (period + 1))
    return found


def text(value: Fraction | None) -> str:
    return "" if value is None else str(Decimal(value.numerator) / Decimal(value.denominator))


getcontext().prec = DIGITS
rows = closes()
columns = [averages(rows, period) for period in PERIODS]
print(",".join(["close", *(f"ema{period}" for period in PERIODS)]))
for number, row in enumerate(rows):
    print(",".join([row, *(text(column[number]) for column in columns)]))
