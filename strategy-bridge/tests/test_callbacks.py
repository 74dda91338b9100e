"""The strategy's callbacks on the Freqtrade of this interpreter: their results, and the safe result when something inside fails."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from channels import FileChannel
from samples import an_id

pytest.importorskip("freqtrade")

from freqtrade.enums import SignalDirection  # noqa: E402
from freqtrade.exceptions import OperationalException  # noqa: E402
from freqtrade.persistence import Trade  # noqa: E402
from loaded import PAIR, STEP, frame, make, publish  # noqa: E402

pytestmark = pytest.mark.interpreter

TAG = f"ab1|{an_id(1)}|e=100|sl=95|tp1=103|tp2=110|cap=0.05"


def a_trade(**fields: Any) -> SimpleNamespace:
    trade = {"id": 1, "pair": PAIR, "enter_tag": TAG, "stop_loss": 1.0, "has_open_orders": False, "max_rate": 100.0, "min_rate": 100.0}
    return SimpleNamespace(**{**trade, **fields})


NOW = datetime.now(timezone.utc)


def stoploss(strategy: Any, trade: Any, rate: float, after_fill: bool = False) -> float | None:
    return strategy.custom_stoploss(PAIR, trade, NOW, rate, 0.0, after_fill=after_fill)


def custom_exit(strategy: Any, trade: Any, rate: float) -> Any:
    return strategy.custom_exit(PAIR, trade, NOW, rate, 0.0)


def confirm(strategy: Any, rate: float = 100.0, tag: str | None = TAG) -> bool:
    return strategy.confirm_trade_entry(PAIR, "market", 1.0, rate, "GTC", NOW, tag, "long")


def stake(strategy: Any, tag: str | None = TAG, max_stake: float = 10_000.0, min_stake: float | None = 5.0) -> float:
    return strategy.custom_stake_amount(PAIR, NOW, 100.0, 77.0, min_stake, max_stake, 1.0, tag, "long")


def test_strategy_sets_flag(strategy: Any, channel: FileChannel, close: int) -> None:
    publish(strategy, channel, close)
    marked = strategy.populate_entry_trend(frame(close), {"pair": PAIR})
    assert marked["enter_long"].tolist() == [0] * 59 + [1]
    assert marked["enter_tag"].iat[-1] == TAG
    assert strategy.custom_info == {PAIR: {"initial_stop": 95.0, "tp1": 103.0, "tp2": 110.0, "decision_id": an_id(1)}}
    other = strategy.populate_entry_trend(frame(close), {"pair": "ETH/USDT"})
    assert other["enter_long"].sum() == 0


def test_custom_info_comes_back_from_the_tag_of_an_open_trade(tmp_path: Path, channel: FileChannel, close: int) -> None:
    made = make(tmp_path, {"source": "file", "file": str(channel.folder), "journal_dir": str(tmp_path / "logs")})
    opened = datetime.fromtimestamp(close / 1000, timezone.utc)
    Trade.session.add(Trade(
        pair=PAIR, exchange="binance", stake_amount=100.0, amount=1.0, open_rate=100.0, open_date=opened, fee_open=0.001,
        fee_close=0.001, is_open=True, enter_tag=TAG, leverage=1.0,
    ))
    Trade.commit()
    try:
        made.ft_bot_start()
        assert made.custom_info == {PAIR: {"initial_stop": 95.0, "tp1": 103.0, "tp2": 110.0, "decision_id": an_id(1)}}
    finally:
        made.ft_bot_cleanup()


def test_entry_is_decided_each_loop_on_the_last_row_only(strategy: Any, channel: FileChannel, close: int) -> None:
    analyzed = strategy.populate_exit_trend(strategy.populate_entry_trend(frame(close), {"pair": PAIR}), {"pair": PAIR})
    assert strategy.get_entry_signal(PAIR, "5m", analyzed) == (None, None)
    publish(strategy, channel, close)
    # Arrived after the candle was analysed: opens all the same.
    assert strategy.get_entry_signal(PAIR, "5m", analyzed) == (SignalDirection.LONG, TAG)
    assert confirm(strategy)
    # Consumed: neither the cached mark nor confirm opens a second trade.
    marked = analyzed.assign(enter_long=1, enter_tag=TAG)
    assert strategy.get_entry_signal(PAIR, "5m", marked) == (None, None)
    assert not confirm(strategy)


def test_stale_mark_in_an_old_frame_is_not_followed(strategy: Any, channel: FileChannel, close: int) -> None:
    publish(strategy, channel, close)
    marked = frame(close).assign(enter_long=1, exit_long=0, enter_tag=TAG)
    feed, reading, end = strategy._ab_live._feed, threading.Event(), threading.Event()

    def stalled() -> list[bytes]:
        reading.set()
        end.wait(120)
        return []

    feed._source.read = stalled
    assert reading.wait(120)
    feed._clock = lambda: time.monotonic() + 100
    try:
        assert strategy.get_entry_signal(PAIR, "5m", marked) == (None, None)
        assert not confirm(strategy)
    finally:
        end.set()


def test_host_signal_has_priority(strategy: Any, channel: FileChannel, close: int) -> None:
    publish(strategy, channel, close)
    host = frame(close).assign(enter_long=1, exit_long=0, enter_tag="theirs")
    assert strategy.get_entry_signal(PAIR, "5m", host) == (SignalDirection.LONG, "theirs")
    assert strategy.get_entry_signal(PAIR, "5m", host.assign(enter_long=0, exit_long=1)) == (None, None)


@pytest.mark.parametrize(("rate", "opens"), [(95.0, False), (95.01, True), (100.0, True), (102.99, True), (103.0, False)])
def test_entry_is_between_stop_and_tp1(strategy: Any, channel: FileChannel, close: int, rate: float, opens: bool) -> None:
    publish(strategy, channel, close)
    strategy._ab_place(PAIR, close - STEP)
    assert confirm(strategy, rate) is opens


def test_forced_entry_with_a_tag_of_ours_needs_its_signal(strategy: Any) -> None:
    assert not confirm(strategy)
    assert confirm(strategy, tag="force_entry")
    assert not confirm(strategy, tag="ab1|broken")


def test_stake_is_the_cap_of_the_total_and_at_most_what_is_free(strategy: Any) -> None:
    assert stake(strategy) == 500.0
    assert stake(strategy, max_stake=120.0) == 120.0
    assert stake(strategy, max_stake=4.0) == 0.0
    assert stake(strategy, min_stake=501.0) == 0.0
    assert stake(strategy, tag="theirs") == 77.0
    assert stake(strategy, tag="ab1|broken") == 0.0
    strategy.wallets = SimpleNamespace(get_total_stake_amount=lambda: float("nan"))
    assert stake(strategy) == 0.0


def test_stop_is_set_after_the_fill_and_repaired_but_not_moved(strategy: Any) -> None:
    assert 100.0 * (1 - stoploss(strategy, a_trade(), 100.0, after_fill=True)) == pytest.approx(95.0, rel=1e-9)
    assert 101.0 * (1 - stoploss(strategy, a_trade(), 101.0)) == pytest.approx(95.0, rel=1e-9)
    assert stoploss(strategy, a_trade(stop_loss=95.0), 101.0) is None
    assert stoploss(strategy, a_trade(), 94.99) is None
    assert stoploss(strategy, a_trade(enter_tag="ab1|broken"), 100.0) is None
    assert stoploss(strategy, a_trade(enter_tag="theirs"), 100.0) is None


@pytest.mark.parametrize(
    ("fields", "rate", "reason"),
    [
        ({"stop_loss": 95.0}, 102.99, None),
        ({"stop_loss": 95.0}, 103.0, "tp1"),
        ({"stop_loss": 95.0}, 94.0, None),  # Freqtrade's own stop ends it
        ({"stop_loss": 1.0}, 95.0, "ab_invalid_stop"),
        ({"stop_loss": 1.0}, 95.01, None),
        ({"enter_tag": "ab1|broken"}, 100.0, "ab_invalid_stop"),
        ({"enter_tag": "ab1|broken", "has_open_orders": True}, 100.0, None),
        ({"enter_tag": "theirs"}, 200.0, None),
        ({"enter_tag": None}, 200.0, None),
    ],
)
def test_exit(strategy: Any, fields: dict, rate: float, reason: str | None) -> None:
    assert custom_exit(strategy, a_trade(**fields), rate) == reason


def broken(*args: Any, **kwargs: Any) -> Any:
    raise RuntimeError("made to fail")


def test_every_callback_fails_closed(strategy: Any, channel: FileChannel, close: int, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(strategy, channel, close)
    known, unknown = a_trade(id=1), a_trade(id=2)
    assert stoploss(strategy, known, 100.0) is not None
    monkeypatch.setattr(type(strategy), "_ab_plan", broken)
    monkeypatch.setattr(type(strategy), "_fetch_signal", broken)
    monkeypatch.setattr(strategy, "wallets", None)
    marked = frame(close).assign(enter_long=1, exit_long=0, enter_tag=TAG)

    assert strategy.populate_entry_trend(frame(close), {"pair": PAIR})["enter_long"].sum() == 0
    assert strategy.get_entry_signal(PAIR, "5m", marked) == (None, None)
    assert stake(strategy) == 0.0
    assert not confirm(strategy)
    # The last known stop, or an exit if there is none.
    assert 99.0 * (1 - stoploss(strategy, known, 99.0)) == pytest.approx(95.0, rel=1e-9)
    assert custom_exit(strategy, known, 99.0) is None
    assert stoploss(strategy, unknown, 99.0) is None
    assert custom_exit(strategy, unknown, 99.0) == "ab_invalid_stop"
    assert strategy.custom_exit_price(PAIR, known, NOW, 99.0, 0.0, "tp1") == 99.0
    assert strategy.confirm_trade_exit(PAIR, known, order_type="market", amount=1.0, rate=1.0, time_in_force="GTC", exit_reason="stop_loss")
    monkeypatch.setattr(strategy, "dp", None)
    strategy.bot_loop_start(NOW)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"minimal_roi": {"0": 0.01}}, "minimal_roi must be"),
        ({"stoploss": -0.1}, "stoploss must be"),
        ({"trailing_stop": True}, "trailing_stop must be"),
        ({"use_exit_signal": False}, "use_exit_signal must be"),
        ({"use_custom_stoploss": False}, "no stop of ours would be set"),
        ({"order_types": {"entry": "limit", "exit": "market", "stoploss": "market", "stoploss_on_exchange": False}}, "exit limit"),
        ({"position_stacking": True}, "position stacking"),
    ],
)
def test_configuration_that_overrides_our_rules_is_refused(tmp_path: Path, channel: FileChannel, config: dict, words: str) -> None:
    made = make(tmp_path, {"source": "file", "file": str(channel.folder), "journal_dir": str(tmp_path / "logs")}, **config)
    with pytest.raises(OperationalException, match=words):
        made.bot_start()


def test_journal_that_can_not_be_written_ends_the_start(tmp_path: Path, channel: FileChannel) -> None:
    (tmp_path / "logs").write_text("", encoding="utf-8")
    with pytest.raises(OperationalException, match="agentbridge: journal_dir: .*logs"):
        make(tmp_path, {"source": "file", "file": str(channel.folder), "journal_dir": str(tmp_path / "logs")})
