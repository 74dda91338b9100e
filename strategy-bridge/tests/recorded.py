"""The long history of the tests: recorded candles if they are available beside the checkout, otherwise as many generated ones."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from built import ROOT
from freqtrade_env import STEP_MS

NAMES = ("timestamp", "open", "high", "low", "close", "volume")
RECORDED = ROOT.parent / "shared" / "data" / "candles" / "BTC_USDT-5m.gtudor33.csv"
START = 1630458000000
COUNT = 26_405


def history_file(folder: Path) -> Path:
    """A CSV file of 26,405 candles of BTC/USDT 5m."""
    if RECORDED.exists():
        return RECORDED
    path = folder / "BTC_USDT-5m.made.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES)
        writer.writerows(made_candles())
    return path


def candles_of(path: Path) -> list[list]:
    """The file's candles: milliseconds and five numbers each."""
    with path.open(encoding="utf-8") as file:
        return [[int(row["timestamp"]), *(float(row[name]) for name in NAMES[1:])] for row in csv.DictReader(file)]


def made_candles() -> list[list]:
    """A random walk with trends, so that breakouts are as frequent as in a market; two decimals."""
    chance = random.Random(2021)
    price, trend, made = 47_000.0, 0.0, []
    for number in range(COUNT):
        if number % 40 == 0:
            trend = chance.gauss(0, 0.0004)
        close = round(price * (1 + trend + chance.gauss(0, 0.0012)), 2)
        high = round(max(price, close) * (1 + abs(chance.gauss(0, 0.0005))), 2)
        low = round(min(price, close) * (1 - abs(chance.gauss(0, 0.0005))), 2)
        made.append([START + number * STEP_MS, price, high, low, close, round(chance.uniform(1, 90), 3)])
        price = close
    return made
