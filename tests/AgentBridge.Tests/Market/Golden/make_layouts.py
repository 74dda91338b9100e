"""Writes layouts/: the same candles as pandas and pyarrow write them, which is how Freqtrade writes its data files.

Run with the Python of a Freqtrade environment (pandas, pyarrow 18.1): python make_layouts.py [FOLDER]
"""

import sys
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "layouts"
START = 1_748_779_200_000  # 2025-06-01T12:00:00Z
STEP = 300_000
COUNT = 24


def candles() -> pd.DataFrame:
    """Doubles that need all 17 digits, large and small, and one missing candle (the tenth)."""
    rows = []
    for i in range(COUNT):
        if i == 9:
            continue
        close = 104_211.35 * (1 + i / 7919) / (1 if i % 2 else 3)
        rows.append((START + i * STEP, close * 1.0001, close * 1.01, close / 1.01, close, 0.1 + 0.2 * i + i / 3e7))
    frame = pd.DataFrame(rows, columns=["date", "open", "high", "low", "close", "volume"])
    return frame.astype({name: "float64" for name in frame.columns if name != "date"})


def dated(frame: pd.DataFrame, unit: str, zone: str | None = "UTC") -> pd.DataFrame:
    dates = pd.to_datetime(frame["date"], unit="ms", utc=True)
    dates = dates if zone else dates.dt.tz_localize(None)
    return frame.assign(date=dates.astype(f"datetime64[{unit}, {zone}]" if zone else f"datetime64[{unit}]"))


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    frame = candles()
    with open(FOLDER / "candles.csv", "w", newline="\n") as file:
        file.write("timestamp,open,high,low,close,volume\n")
        file.writelines(",".join([str(row[0]), *map(repr, map(float, row[1:]))]) + "\n" for row in frame.itertuples(index=False))

    # As Freqtrade's FeatherDataHandler and ParquetDataHandler write: nanoseconds with pandas 2, milliseconds with pandas 3.
    dated(frame, "ns").to_feather(FOLDER / "ns-lz4.feather", compression_level=9, compression="lz4")
    dated(frame, "ms").to_feather(FOLDER / "ms-lz4.feather", compression_level=9, compression="lz4")
    dated(frame, "ns").to_parquet(FOLDER / "ns-snappy.parquet")
    dated(frame, "ms").to_parquet(FOLDER / "ms-snappy.parquet")

    # Written otherwise, but the same candles.
    dated(frame, "us").to_feather(FOLDER / "us-zstd.feather", compression="zstd")
    dated(frame, "s").to_feather(FOLDER / "s-plain-chunks.feather", compression="uncompressed", chunksize=7)
    frame.to_feather(FOLDER / "integers.feather")
    dated(frame, "us").to_parquet(FOLDER / "us-zstd-groups.parquet", compression="zstd", row_group_size=7)
    pa.parquet.write_table(
        pa.Table.from_pandas(dated(frame, "ms"), schema=pa.schema(
            [pa.field("date", pa.timestamp("ms", "UTC"), nullable=False), *(pa.field(name, pa.float64(), nullable=False) for name in frame.columns[1:])])),
        FOLDER / "required-gzip.parquet", compression="gzip")

    # Not these candles.
    dated(frame, "ns", zone=None).to_feather(FOLDER / "no-zone.feather")
    dated(frame, "us", zone=None).to_parquet(FOLDER / "no-zone.parquet")
    pyarrow.feather.write_feather(dated(frame, "ns"), FOLDER / "version-1.feather", version=1)
    funding = dated(frame, "ns").assign(open=0.0001, high=0.0, low=0.0, close=0.0, volume=0.0)
    funding.to_feather(FOLDER / "funding.feather", compression="lz4")
    broken = dated(frame, "ns")
    broken.loc[3, "high"] = float("nan")
    broken.to_feather(FOLDER / "nan-row.feather", compression="lz4")
    dated(frame, "ns").assign(volume=float("nan")).to_feather(FOLDER / "no-volume.feather", compression="lz4")
    dated(frame, "ns").assign(close="cheap").to_feather(FOLDER / "text-close.feather", compression="lz4")
    trades = pd.DataFrame({"timestamp": frame["date"], "id": "1", "type": "market", "side": "buy", "price": frame["close"], "amount": 1.0, "cost": frame["close"]})
    trades.to_feather(FOLDER / "trades.feather", compression="lz4")


if __name__ == "__main__":
    main()
