"""Makes base.csv, candles of 5 minutes with outages, and resampled.csv, what calendars make of them: volumes are sums of exact fractions.

python3 make_resampled.py
"""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from decimal import Decimal, getcontext
from fractions import Fraction
from pathlib import Path

# A Sunday afternoon, inside a bucket of every length.
START = datetime(2025, 6, 1, 13, 25, tzinfo=timezone.utc)
CANDLES = 4_500
STEP = timedelta(minutes=5)
HERE = Path(__file__).parent


def candles() -> list[tuple[datetime, str, str, str, str, str]]:
    chance = random.Random(20260103)
    price, made = 10_000_000, []
    for number in range(CANDLES):
        close = max(1_000, price + chance.randint(-9_000, 9_000))
        high, low = max(price, close) + chance.randint(0, 4_000), max(1, min(price, close) - chance.randint(0, 4_000))
        cents = [f"{value / 100:.2f}" for value in (price, high, low, close)]
        # One candle is missing, a day later an hour.
        if number != 700 and not 988 <= number < 1_000:
            made.append((START + number * STEP, *cents, f"{chance.randint(1, 10**9) / 10**6:.6f}"))
        price = close
    return made


def start_of(moment: datetime, timeframe: str) -> datetime:
    """Where the calendar's bucket begins: weeks on Monday, UTC."""
    day = moment.replace(hour=0, minute=0)
    if timeframe == "1w":
        return day - timedelta(days=day.weekday())
    if timeframe == "1d":
        return day
    minutes = {"15m": 15, "1h": 60, "4h": 240}[timeframe]
    return day + timedelta(minutes=(moment.hour * 60 + moment.minute) // minutes * minutes)


LENGTHS = {"15m": 3, "1h": 12, "4h": 48, "1d": 288, "1w": 2_016}


def resampled(timeframe: str) -> list[str]:
    """A line for each bucket that has all its candles."""
    buckets: dict[datetime, list[tuple]] = defaultdict(list)
    for candle in candles():
        buckets[start_of(candle[0], timeframe)].append(candle)
    lines = []
    for start, inside in buckets.items():
        if len(inside) == LENGTHS[timeframe]:
            high, low = max(inside, key=lambda c: Decimal(c[2]))[2], min(inside, key=lambda c: Decimal(c[3]))[3]
            volume = sum((Fraction(float(c[5])) for c in inside), Fraction(0))
            shown = Decimal(volume.numerator) / Decimal(volume.denominator)
            lines.append(f"{timeframe},{ms(start)},{inside[0][1]},{high},{low},{inside[-1][4]},{shown}")
    return lines


def ms(moment: datetime) -> int:
    return int(moment.timestamp()) * 1000


getcontext().prec = 25
base = [f"{ms(opened)},{','.join(values)}" for opened, *values in candles()]
(HERE / "base.csv").write_text("\n".join(["timestamp,open,high,low,close,volume", *base, ""]), encoding="utf-8")
made = [line for timeframe in LENGTHS for line in resampled(timeframe)]
(HERE / "resampled.csv").write_text("\n".join(["timeframe,timestamp,open,high,low,close,volume", *made, ""]), encoding="utf-8")
