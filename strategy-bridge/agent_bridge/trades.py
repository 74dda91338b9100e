"""Freqtrade's trade table, seen through our tags. Works on 2024.2 and later; imported only where Freqtrade runs."""

from __future__ import annotations

import hashlib
import logging
import math
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakSet

from freqtrade.persistence import Order, Trade
from sqlalchemy import create_engine, event, make_url, or_, text
from sqlalchemy.exc import ArgumentError

from agent_bridge.journal.results import TradeResult
from agent_bridge.orders import DEAD
from agent_bridge.tag import PREFIX, Plan, TagError, is_ours, parse_tag

logger = logging.getLogger(__name__)


class RowWatcher(Protocol):
    """Receives the rows that Freqtrade creates; must not raise."""

    def row_made(self, tag: str) -> None:
        """Freqtrade created the row of a trade of ours."""


_watchers: WeakSet[RowWatcher] = WeakSet()


def open_trades() -> list[Any]:
    """All open trades, ours and others'."""
    return list(Trade.get_trades([Trade.is_open.is_(True)]))


class ClosedTrades:
    """Closed trades with our tag, each until its row id is known. The cost of a query does not grow with the table."""

    def __init__(self) -> None:
        self._settled = 0
        self._watched: list[int] = []

    def new(self, known: set[int]) -> list[Any]:
        """Those that have closed and are not known, by id."""
        mine = Trade.enter_tag.startswith(PREFIX, autoescape=True)
        wanted = or_(Trade.id > self._settled, Trade.id.in_(self._watched))
        # Ids first: loading a trade also loads its orders.
        rows = [tuple(row) for row in Trade.session.query(Trade.id, Trade.is_open).filter(mine, wanted).order_by(Trade.id)]
        self._watched = [number for number, is_open in rows if is_open or number not in known]
        # Only past what has closed: the id of an entry that was taken back, the newest row, is used again.
        self._settled = max([self._settled, *(number for number, is_open in rows if not is_open and number in known)])
        closed = [number for number, is_open in rows if not is_open and number not in known]
        return list(Trade.get_trades([Trade.id.in_(closed)])) if closed else []


def watch_rows(watcher: RowWatcher) -> None:
    """Reports each new row of a trade of ours, while the watcher exists."""
    _watchers.add(watcher)


@event.listens_for(Trade, "after_insert")
def _row_made(_mapper: Any, _connection: Any, trade: Any) -> None:
    if is_ours(trade.enter_tag):
        for watcher in list(_watchers):
            watcher.row_made(trade.enter_tag)


def consumed_decisions() -> set[str]:
    """The decision ids in the tags of all trades and orders."""
    trades = Trade.session.query(Trade.enter_tag).filter(Trade.enter_tag.startswith(PREFIX, autoescape=True))
    orders = Trade.session.query(Order.ft_order_tag).filter(Order.ft_order_tag.startswith(PREFIX, autoescape=True))
    decisions = set()
    for (tag,) in [*trades, *orders]:
        try:
            decisions.add(parse_tag(tag).decision_id)
        except TagError:
            continue
    return decisions


def filled_entry_amount(trade: Any) -> float:
    """The amount bought by the trade's entry orders, >= 0; unlike `amount`, partial exits and pending orders do not change it."""
    entries = _entries(trade)
    return math.fsum(map(_filled, entries)) if entries else float(trade.amount or 0)


def is_entry_waiting(trade: Any) -> bool:
    """Whether everything bought so far, if anything, was bought by an order that may still buy more."""
    entries = _entries(trade)
    if any(not order.ft_is_open and _filled(order) > 0 for order in entries):
        return False
    return not all(order.status in DEAD and not order.ft_is_open for order in entries)


def _entries(trade: Any) -> list[Any]:
    return [order for order in trade.orders if order.ft_order_side == trade.entry_side]


def _filled(order: Any) -> float:
    # Some exchanges do not report the filled amount of a closed order.
    if order.filled is None and order.status == "closed":
        return float(order.safe_amount)
    return float(order.safe_filled)


def result_of(trade: Any, plan: Plan) -> TradeResult | None:
    """The row of a closed trade; None if the table lacks the amount bought or the closing price."""
    profit, price = trade.close_profit_abs, trade.close_rate
    bought = filled_entry_amount(trade)
    if profit is None or price is None or bought <= 0:
        return None
    # Computed values are shown with 12 digits; further digits are rounding noise.
    return TradeResult(plan.decision_id, float(price), float(f"{float(profit) / (bought * plan.risk):.12g}"))


def database_mark(db_url: str) -> str:
    """Identifies a database without its password; empty if no other process can use it."""
    try:
        address = make_url(db_url)
    except ArgumentError:
        return ""
    if address.get_backend_name() == "sqlite":
        if address.database in (None, "", ":memory:"):
            return ""
        address = address.set(database=str(Path(address.database).absolute()))
    return hashlib.sha256(address.set(password=None).render_as_string().encode()).hexdigest()[:32]


def has_open_trade_of_ours(db_url: str) -> bool:
    """Whether a database that Freqtrade has not opened yet has an open trade of ours; False if there is none to read."""
    try:
        address = make_url(db_url)
    except ArgumentError:
        return False
    # Connecting would create the file.
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        return False
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            query = text("SELECT COUNT(*) FROM trades WHERE is_open AND enter_tag LIKE :tag")
            return bool(connection.execute(query, {"tag": PREFIX + "%"}).scalar())
    except Exception as error:
        # No file, no table, an older layout: no trade of ours can be open there.
        logger.debug("agentbridge: %s", error)
        return False
    finally:
        engine.dispose()
