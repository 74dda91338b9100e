"""Every indicator that TA-Lib has, computed by `bridge indicators` and by the TA-Lib of this interpreter's Freqtrade."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from built import bridge
from recorded import candles_of, history_file

talib = pytest.importorskip("talib", reason="Freqtrade installs TA-Lib")

# The names of our outputs (none: the only one) beside TA-Lib's results for the indicator's defaults, and the scale of values that may
# cross zero: a difference of prices is as exact as the prices.
PRICE, PERCENT = 50_000.0, 100.0
SMA = 0


def stochastic(c: Any) -> Any:
    return talib.STOCH(c.high, c.low, c.close, 14, 3, SMA, 3, SMA)


CALLS: dict[str, tuple[tuple[str, ...], float, Any]] = {
    "adx": (
        ("adx", "plus_di", "minus_di"), PERCENT,
        lambda c: tuple(call(c.high, c.low, c.close, 14) for call in (talib.ADX, talib.PLUS_DI, talib.MINUS_DI)),
    ),
    "atr": ((), 0, lambda c: (talib.ATR(c.high, c.low, c.close, 14),)),
    "bollinger": (("upper", "middle", "lower"), PRICE, lambda c: talib.BBANDS(c.close, 20, 2.0, 2.0, SMA)),
    "cci": ((), PERCENT, lambda c: (talib.CCI(c.high, c.low, c.close, 20),)),
    "ema": ((), 0, lambda c: (talib.EMA(c.close, 20),)),
    "linear-regression": (
        ("slope", "forecast"), PRICE, lambda c: (talib.LINEARREG_SLOPE(c.close, 14), talib.TSF(c.close, 14)),
    ),
    "macd": (("macd", "signal", "histogram"), PRICE, lambda c: talib.MACD(c.close, 12, 26, 9)),
    "max": ((), 0, lambda c: (talib.MAX(c.high, 20),)),
    "mfi": ((), PERCENT, lambda c: (talib.MFI(c.high, c.low, c.close, c.volume, 14),)),
    "min": ((), 0, lambda c: (talib.MIN(c.low, 20),)),
    "momentum": ((), PRICE, lambda c: (talib.MOM(c.close, 10),)),
    "natr": ((), 0, lambda c: (talib.NATR(c.high, c.low, c.close, 14),)),
    "obv": ((), 0, lambda c: (talib.OBV(c.close, c.volume),)),
    "roc": ((), PERCENT, lambda c: (talib.ROC(c.close, 10),)),
    "rsi": ((), PERCENT, lambda c: (talib.RSI(c.close, 14),)),
    "sma": ((), 0, lambda c: (talib.SMA(c.close, 20),)),
    "standard-deviation": ((), PRICE, lambda c: (talib.STDDEV(c.close, 20, 1.0),)),
    "stochastic": (("k", "d"), PERCENT, stochastic),
    "stochastic-fast": (("k", "d"), PERCENT, lambda c: talib.STOCHF(c.high, c.low, c.close, 14, 3, SMA)),
    "stochastic-rsi": (("k", "d"), PERCENT, lambda c: talib.STOCHRSI(c.close, 14, 14, 3, SMA)),
    "williams-r": ((), PERCENT, lambda c: (talib.WILLR(c.high, c.low, c.close, 14),)),
    "wma": ((), 0, lambda c: (talib.WMA(c.close, 20),)),
}
TOLERANCE = 1e-9


class Columns:
    def __init__(self, rows: list[list]) -> None:
        _, self.open, self.high, self.low, self.close, self.volume = (np.array(column, dtype=float) for column in zip(*rows, strict=True))


def read(path: Path) -> dict[str, np.ndarray]:
    """The columns of a file of values, without the timestamps; an empty cell is NaN."""
    header, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    columns = list(zip(*rows, strict=True))
    return {name: np.array([float(cell or "nan") for cell in column]) for name, column in zip(header[1:], columns[1:], strict=True)}


def run(folder: Path, *arguments: str) -> Any:
    done = subprocess.run(bridge("indicators", *arguments, "--json"), cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return {entry["name"]: entry for entry in run(tmp_path_factory.mktemp("catalogue"))}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Columns]:
    """The history with its gaps filled as `bridge` fills them: an indicator without a period of its own shows the rows."""
    folder = tmp_path_factory.mktemp("indicators")
    source, path = history_file(folder), folder / "BTC_USDT-5m.csv"
    run(folder, "ema", "--param", "period=1", "--candles", f"BTC/USDT={source}", "--out", "closes.csv")
    times = [int(line.split(",")[0]) for line in (folder / "closes.csv").read_text(encoding="utf-8").splitlines()[1:]]
    rows = {row[0]: row for row in candles_of(source)}
    whole: list[list] = []
    for time in times:
        close = whole[-1][4] if whole else 0.0
        whole.append(rows.get(time, [time, close, close, close, close, 0.0]))
    lines = ["timestamp,open,high,low,close,volume", *(",".join(map(repr, row)) for row in whole)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path, Columns(whole)


def test_every_indicator_of_ta_lib_is_compared(catalogue: dict[str, Any]) -> None:
    assert {name for name, entry in catalogue.items() if entry["source"].startswith("TA-Lib")} == set(CALLS) & set(catalogue)


@pytest.mark.long
@pytest.mark.interpreter
@pytest.mark.parametrize("name", sorted(CALLS))
def test_indicator_is_ta_libs(name: str, catalogue: dict[str, Any], filled: tuple[Path, Columns]) -> None:
    path, columns = filled
    outputs, scale, call = CALLS[name]

    run(path.parent, name, "--candles", path.name, "--out", f"{name}.csv")

    ours = read(path.parent / f"{name}.csv")
    for output, theirs in zip(outputs or list(ours), call(columns), strict=True):
        values = ours[output]
        compared = ~np.isnan(theirs)
        assert compared.sum() > 26_000 and not np.isnan(values[compared]).any()
        # TA-Lib gives all outputs from the last one's first value on.
        assert np.isnan(np.stack(list(ours.values()))[:, ~compared]).any(axis=0).all(), f"{name} starts before TA-Lib"
        worst = np.max(np.abs(values[compared] - theirs[compared]) / np.maximum(np.abs(theirs[compared]), scale or 1e-300))
        assert worst <= TOLERANCE, f"{name}, {output}: {worst:.3g}"
