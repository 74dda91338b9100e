"""Writes a data folder with Freqtrade's own handlers: freqtrade_folder.py CANDLES.csv FOLDER."""

import sys
from pathlib import Path

import pandas as pd
from freqtrade.enums import CandleType

try:
    from freqtrade.data.history.datahandlers import get_datahandler

    new = True
except ImportError:
    new = False
    from freqtrade.data.history.idatahandler import get_datahandler

candles = pd.read_csv(sys.argv[1], dtype=str).astype(float)
candles.columns = ["date", "open", "high", "low", "close", "volume"]
candles["date"] = pd.to_datetime(candles["date"].astype("int64"), unit="ms", utc=True)
folder = Path(sys.argv[2])

for kind in ("feather", "parquet", "json", "jsongz"):
    place = folder / kind
    (place / "futures").mkdir(parents=True)
    handler = get_datahandler(place, kind)
    handler.ohlcv_store("BTC/USDT", "5m", candles, CandleType.SPOT)
    handler.ohlcv_store("BTC/USDT:USDT", "5m", candles, CandleType.FUTURES)
    handler.ohlcv_store("BTC/USDT:USDT", "8h", candles, CandleType.MARK)
    # The releases store other columns of these.
    funding = candles.assign(open=0.0001, high=0.0, low=0.0, close=0.0, volume=0.0, funding_rate=0.0001)
    if kind.startswith("json") and not new:
        funding = funding.drop(columns="funding_rate")
    handler.ohlcv_store("BTC/USDT:USDT", "8h", funding, CandleType.FUNDING_RATE)
