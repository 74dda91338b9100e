"""Makes steps.csv, prices rounded to price steps, and plans.csv, plans laid on them, both in decimals of 60 digits.

python3 make_steps.py
"""

from __future__ import annotations

import math
import random
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, getcontext
from pathlib import Path

HERE = Path(__file__).parent
STEPS = ("0.01", "0.1", "1", "0.5", "0.025", "0.0001", "0.00000001", "5")
NEAR = Decimal("1e-6")
"""A price this near to the grid, in steps, lies on it."""


def rounded(price: Decimal, step: Decimal, how: str) -> Decimal:
    steps = price / step
    whole = steps.to_integral_value(ROUND_HALF_UP)
    return step * (whole if abs(steps - whole) <= NEAR else steps.to_integral_value(how))


def double(value: Decimal) -> str:
    return repr(float(value))


def prices() -> list[str]:
    chance = random.Random(20260104)
    lines = []
    for number in range(800):
        step = Decimal(STEPS[number % len(STEPS)])
        steps = Decimal(chance.randint(1, 10 ** chance.randint(1, 7)))
        part = Decimal(chance.choice(["0", "0.5", "0.25", "0.75", "0.0000001", "0.99999995", "0.001", "0.999"]))
        price = float((steps + part) * step)
        exact = Decimal(price)
        # A tie that the double has only nearly is nobody's tie.
        if abs(abs(exact / step % 1) - Decimal("0.5")) < NEAR and exact / step % 1 != Decimal("0.5"):
            continue
        found = (rounded(exact, step, how) for how in (ROUND_HALF_UP, ROUND_FLOOR, ROUND_CEILING))
        lines.append(",".join([str(step), repr(price), *(double(value) for value in found)]))
    return lines


def plan(side: int, step: Decimal, entry: Decimal, stop: Decimal, targets: tuple[Decimal, Decimal]) -> tuple[Decimal, ...]:
    """Entry to the nearest step, stop away from it, each target at its multiple of R and away: at least a step between each and the next."""
    away, towards = (ROUND_CEILING, ROUND_FLOOR) if side > 0 else (ROUND_FLOOR, ROUND_CEILING)
    multiples = [abs(target - entry) / abs(entry - stop) for target in targets]
    laid = rounded(entry, step, ROUND_HALF_UP)
    below = rounded(stop, step, towards)
    if side * (laid - below) < step:
        below = laid - side * step
    risk = abs(laid - below)
    made, last = [], laid
    for multiple in multiples:
        target = rounded(laid + side * multiple * risk, step, away)
        if side * (target - last) < step:
            target = last + side * step
        made.append(target)
        last = target
    return laid, below, *made


def plans() -> list[str]:
    chance = random.Random(20260105)
    lines = []
    while len(lines) < 400:
        step = Decimal(STEPS[len(lines) % len(STEPS)])
        side = chance.choice([1, -1])
        price = float(step) * math.exp(chance.uniform(6, 14))
        risk = float(step) * math.exp(chance.uniform(-1, 6))
        first = chance.uniform(0.3, 3)
        values = [price, price - side * risk, price + side * first * risk, price + side * (first + chance.uniform(0.05, 2)) * risk]
        if min(values) <= 3 * float(step):
            continue
        exact = [Decimal(value) for value in values]
        laid = plan(side, step, exact[0], exact[1], (exact[2], exact[3]))
        if min(laid) > 0:
            lines.append(",".join(["long" if side > 0 else "short", str(step), *(repr(value) for value in values), *(double(value) for value in laid)]))
    return lines


getcontext().prec = 60
(HERE / "steps.csv").write_text("\n".join(["step,price,nearest,down,up", *prices(), ""]), encoding="utf-8")
header = "side,step,entry,stop,tp1,tp2,snapped_entry,snapped_stop,snapped_tp1,snapped_tp2"
(HERE / "plans.csv").write_text("\n".join([header, *plans(), ""]), encoding="utf-8")
