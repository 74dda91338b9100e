"""Latencies of the strategy's callbacks on this interpreter's Freqtrade: its own Trade table, a full channel behind a real source."""

from __future__ import annotations

import gc
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from agent_bridge.redis_url import parse_redis_url
from agent_bridge.signal import TakeProfit, TradingSignal
from agent_bridge.sources.resp import RespClient

BRIDGE = Path(__file__).resolve().parents[1]
STEP_MS = 300_000
ROWS = 999
PAIRS = ("BTC/USDT", "ETH/USDT")
IN_CHANNEL = 1000
CLOSED_TRADES = 500
CALLS = {"bot_loop_start": 200, "populate_entry_trend": 300}
MANY_CALLS = 3000


def measure(source: str, redis_url: str, runs: int) -> dict:
    """p50 and p99 in microseconds of each callback, one of each per run."""
    samples: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder, _strategy(source, redis_url, Path(folder)) as strategy:
        for name, call in _calls(strategy).items():
            for run in range(runs + 1):
                taken = _latencies(call, CALLS.get(name, MANY_CALLS))
                if run > 0:
                    samples.setdefault(f"{name}-p50", []).append(taken[len(taken) // 2])
                    samples.setdefault(f"{name}-p99", []).append(taken[len(taken) * 99 // 100])
    return {"sha256": "-", "samples": samples}


def _latencies(call: Callable[[], object], count: int) -> list[float]:
    gc.collect()
    taken = []
    for _ in range(count):
        start = time.perf_counter_ns()
        call()
        taken.append((time.perf_counter_ns() - start) / 1000)
    return sorted(taken)


def _calls(strategy: Any) -> dict[str, Callable[[], object]]:
    """Each callback as Freqtrade calls it when there is work: a signal to enter on, a trade without a stop yet."""
    from freqtrade.persistence import Trade

    now = datetime.now(timezone.utc)
    last_close = int(now.timestamp() * 1000) // STEP_MS * STEP_MS
    frame = _frame(last_close)
    marked = strategy.populate_entry_trend(frame, {"pair": PAIRS[1]})
    tag = marked["enter_tag"].iat[-1]
    trade = Trade.get_trades([Trade.is_open.is_(True)]).first()
    assert marked["enter_long"].iat[-1] == 1 and trade.pair == PAIRS[0]

    def confirm() -> None:
        # A confirmed decision is used up; each call must be the first one.
        strategy._ab_live._consumed.discard(tag.split("|")[1])
        assert strategy.confirm_trade_entry(PAIRS[1], "market", 1.0, 100.0, "GTC", now, tag, "long")

    def stake() -> None:
        assert strategy.custom_stake_amount(PAIRS[1], now, 100.0, 77.0, 5.0, 10_000.0, 1.0, tag, "long") == 500.0

    def stoploss() -> None:
        assert strategy.custom_stoploss(PAIRS[0], trade, now, 100.0, 0.0, after_fill=True) is not None

    def leave() -> None:
        assert strategy.custom_exit(PAIRS[0], trade, now, 100.0, 0.0) is None

    return {
        "populate_entry_trend": lambda: strategy.populate_entry_trend(frame, {"pair": PAIRS[1]}),
        "custom_stake_amount": stake,
        "custom_stoploss": stoploss,
        "custom_exit": leave,
        "bot_loop_start": lambda: strategy.bot_loop_start(now),
        # Last, because it consumes the signal.
        "confirm_trade_entry": confirm,
    }


@contextmanager
def _strategy(source: str, redis_url: str, folder: Path) -> Iterator[Any]:
    from freqtrade.enums import RunMode
    from freqtrade.persistence import Trade, init_db
    from freqtrade.resolvers import StrategyResolver

    init_db("sqlite://")
    Trade.use_db = True
    section = {"source": source, "journal_dir": str(folder / "logs")}
    section |= _publish(source, redis_url, folder / "signals")
    strategy = StrategyResolver.load_strategy({
        "strategy": "AgentBridgeStrategy", "strategy_path": str(BRIDGE), "user_data_dir": folder, "runmode": RunMode.DRY_RUN,
        "dry_run": True, "stake_currency": "USDT", "stake_amount": 100, "db_url": f"sqlite:///{folder / 'none.sqlite'}",
        "trading_mode": "spot", "agentbridge": section,
    })
    strategy.dp = SimpleNamespace(current_whitelist=lambda: list(PAIRS))
    strategy.wallets = SimpleNamespace(get_total_stake_amount=lambda: 10_000.0)
    _trades()
    strategy.ft_bot_start()
    try:
        yield strategy
    finally:
        strategy.ft_bot_cleanup()


def _publish(source: str, redis_url: str, folder: Path) -> dict[str, str]:
    """A full channel: all but the last signal are old."""
    close = int(time.time() * 1000) // STEP_MS * STEP_MS
    times = [close - STEP_MS * (IN_CHANNEL - number) for number in range(1, IN_CHANNEL + 1)]
    signals = [_signal(number, PAIRS[number % 2 == 0], time_ms) for number, time_ms in enumerate(times, 1)]
    messages = [signal.canonical_text().encode() for signal in signals]
    if source == "redis":
        address = parse_redis_url(redis_url)
        password = address.password.reveal() if address.password else None
        client = RespClient(address.host, address.port, address.database, password, 5)
        client.call(b"DEL", b"signals")
        client.call(b"LPUSH", b"signals", *messages)
        client.close()
        return {"redis_url": redis_url}
    folder.mkdir()
    days: dict[str, list[bytes]] = {}
    for signal, message in zip(signals, messages):
        day = datetime.fromtimestamp(signal.timestamp_ms / 1000, timezone.utc)
        days.setdefault(f"signals-{day:%Y%m%d}.jsonl", []).append(message)
    for name, lines in days.items():
        (folder / name).write_bytes(b"".join(line + b"\n" for line in lines))
    return {"file": str(folder)}


def _signal(number: int, pair: str, time_ms: int) -> TradingSignal:
    targets = (TakeProfit(103.0, 0.5), TakeProfit(110.0, 0.5))
    identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:agentbridge:bench:{number}"))
    return TradingSignal(identity, time_ms, pair, "long", 0.6, "market", 100.0, 95.0, targets, 0.05, "breakout above 19-bar high")


def _frame(last_close: int) -> Any:
    import pandas as pd

    dates = pd.to_datetime([last_close - (ROWS - number) * STEP_MS for number in range(ROWS)], unit="ms", utc=True)
    return pd.DataFrame({"date": dates, "open": 100.0, "high": 100.0, "low": 100.0, "close": 100.0, "volume": 1.0})


def _trades() -> None:
    """One open trade of ours and many that have closed."""
    from freqtrade.persistence import Trade

    now = datetime.now(timezone.utc)
    for number in range(CLOSED_TRADES + 1):
        is_open = number == CLOSED_TRADES
        trade = Trade(
            pair=PAIRS[0], base_currency="BTC", stake_currency="USDT", stake_amount=500.0, amount=5.0, amount_requested=5.0, fee_open=0.001,
            fee_close=0.001, is_open=is_open, open_rate=100.0, open_date=now - timedelta(hours=1), exchange="binance", strategy="bench",
            enter_tag=f"ab1|{uuid.uuid5(uuid.NAMESPACE_URL, f'urn:agentbridge:bench:trade:{number}')}|e=100|sl=95|tp1=103|tp2=110|cap=0.05",
            timeframe=5, leverage=1.0, max_rate=100.0, min_rate=100.0, stop_loss=1.0, initial_stop_loss=1.0,
        )
        if not is_open:
            trade.close_date, trade.close_rate, trade.close_profit, trade.close_profit_abs = now, 103.0, 0.03, 15.0
        Trade.session.add(trade)
    Trade.commit()
