"""Loads candle files with Freqtrade's own data handlers and prints what they give, as JSON.

Usage: candle_files_check.py DATADIR; reads every pair of BTC/USDT and ETH/USDT:USDT in feather, json and jsongz.
"""

import json
import sys
from pathlib import Path

from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType

PAIRS = {"BTC/USDT": CandleType.SPOT, "ETH/USDT:USDT": CandleType.FUTURES}


def main() -> None:
    seen = {}
    for data_format in ("feather", "json", "jsongz"):
        handler = get_datahandler(Path(sys.argv[1]), data_format)
        for pair, candle_type in PAIRS.items():
            frame = handler.ohlcv_load(pair, "5m", candle_type, fill_missing=False)
            dates = frame["date"].dt.tz_convert("UTC").dt.tz_localize(None).astype("datetime64[ms]").astype("int64")
            seen[f"{data_format} {pair}"] = {
                "dtype": str(frame["date"].dtype),
                "rows": [
                    [int(date), *map(float, values)]
                    for date, values in zip(dates, frame[["open", "high", "low", "close", "volume"]].to_numpy())
                ],
            }
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
