"""The closed trades that a loop reads: each until it is known, and no more of the table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest
from freqtrade.persistence import Trade, init_db
from samples import a_signal, an_id

from agent_bridge.tag import Plan, format_tag
from agent_bridge.trades import ClosedTrades


@pytest.fixture(autouse=True)
def _database() -> Iterator[None]:
    init_db("sqlite://")
    Trade.use_db = True
    yield
    Trade.session.rollback()
    Trade.session.remove()


def a_trade(number: int, is_open: bool, tag: str | None = None) -> Any:
    made = Trade(
        pair="BTC/USDT", stake_amount=10, amount=1, open_rate=1, fee_open=0, fee_close=0, exchange="binance", is_open=is_open,
        open_date=datetime.now(timezone.utc), enter_tag=format_tag(Plan.of(a_signal(an_id(number)))) if tag is None else tag,
    )
    Trade.session.add(made)
    Trade.session.flush()
    return made


def ids(found: list[Any]) -> list[int]:
    return [trade.id for trade in found]


def test_each_closed_trade_is_given_until_it_is_known() -> None:
    looks, known = ClosedTrades(), set()
    first, second, third = a_trade(1, is_open=False), a_trade(2, is_open=True), a_trade(3, is_open=False)
    a_trade(4, is_open=False, tag="of the host")
    assert ids(looks.new(known)) == ids(looks.new(known)) == [first.id, third.id]
    known.update([first.id, third.id])
    assert looks.new(known) == []
    # An older trade that closes after newer ones are known.
    second.is_open = False
    Trade.session.flush()
    assert ids(looks.new(known)) == [second.id]
    known.add(second.id)
    assert looks.new(known) == [] and looks._watched == []


def test_id_of_a_cancelled_entry_is_used_again() -> None:
    looks, known = ClosedTrades(), {1}
    a_trade(1, is_open=False)
    waiting = a_trade(2, is_open=True)
    assert looks.new(known) == []
    Trade.session.delete(waiting)
    Trade.session.flush()
    assert looks.new(known) == []
    again = a_trade(3, is_open=False)
    assert again.id == waiting.id and ids(looks.new(known)) == [again.id]


def test_query_reads_only_unknown_trades() -> None:
    looks, known = ClosedTrades(), set()
    for number in range(60):
        a_trade(number, is_open=number == 30)
    known.update(ids(looks.new(known)))
    assert len(known) == 59 and looks.new(known) == []
    # Of sixty, only the open one is listed from now on.
    query = Trade.session.query(Trade.id).filter((Trade.id > looks._settled) | Trade.id.in_(looks._watched))
    assert looks._watched == [31] and [row[0] for row in query] == [31]
