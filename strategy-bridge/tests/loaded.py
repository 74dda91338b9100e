"""A strategy as this interpreter's Freqtrade loads it, without a bot around it."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
from channels import FileChannel
from conftest import BRIDGE, PAIRS
from freqtrade.enums import RunMode
from freqtrade.persistence import Trade, init_db
from freqtrade.resolvers import StrategyResolver
from samples import a_signal, an_id

STEP = 300_000
PAIR = PAIRS[0]


def make(tmp_path: Path, section: dict, **config: Any) -> Any:
    init_db("sqlite://")
    Trade.use_db = True
    made = StrategyResolver.load_strategy({
        "strategy": "AgentBridgeStrategy", "strategy_path": str(BRIDGE), "user_data_dir": tmp_path, "runmode": RunMode.DRY_RUN,
        "dry_run": True, "stake_currency": "USDT", "stake_amount": 100, "db_url": f"sqlite:///{tmp_path / 'none.sqlite'}",
        "trading_mode": "spot", "agentbridge": section, **config,
    })
    made.dp = SimpleNamespace(current_whitelist=lambda: [PAIR])
    made.wallets = SimpleNamespace(get_total_stake_amount=lambda: 10_000.0)
    return made


def frame(close: int, rows: int = 60) -> pd.DataFrame:
    dates = pd.to_datetime([close - (rows - number) * STEP for number in range(rows)], unit="ms", utc=True)
    return pd.DataFrame({"date": dates, "open": 100.0, "high": 100.0, "low": 100.0, "close": 100.0, "volume": 1.0})


def publish(strategy: Any, channel: FileChannel, close: int, **fields: Any) -> None:
    known = strategy._ab_live._feed.book.version
    channel.publish(a_signal(an_id(1), close, **fields))
    end = time.monotonic() + 300
    while strategy._ab_live._feed.book.version == known:
        assert time.monotonic() < end
        time.sleep(0.02)
