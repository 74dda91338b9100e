"""Watches the exchange's answers to our entry orders: Freqtrade does not tell the strategy about a refused order."""

from __future__ import annotations

import logging
import re
import threading
from typing import Any, Protocol

import ccxt
from freqtrade.exceptions import InvalidOrderException, RetryableOrderError

from agent_bridge import codes

logger = logging.getLogger(__name__)

DEAD = ("canceled", "cancelled", "expired", "rejected")
"""The statuses of an order that ended without a complete fill."""
_QUERY = re.compile(r"\?\S*")


class OrderListener(Protocol):
    """Receives the outcome of an expected order."""

    def order_placed(self, decision_id: str, order_id: str) -> None:
        """The exchange accepted the order."""

    def order_failed(self, decision_id: str, pair: str, code: str, detail: str) -> None:
        """The order did not lead to a trade; the code gives the reason."""


class OrderWatch:
    """Wraps `create_order` of an exchange, and watches the one call that follows each confirmed entry."""

    def __init__(self, listener: OrderListener) -> None:
        self._listener = listener
        self._expected: tuple[str, str, int] | None = None

    def attach(self, exchange: Any) -> None:
        """Wraps the exchange's method, once, even if it has been replaced since the last time."""
        current = getattr(exchange, "create_order", None)
        if isinstance(current, _Watched):
            current.watch = self
        elif current is not None:
            exchange.create_order = _Watched(current, self)

    def expect(self, decision_id: str, pair: str) -> None:
        """Expects the next buy order of the pair in this thread to belong to the decision."""
        self._expected = (decision_id, pair, threading.get_ident())

    def take(self, order: dict[str, Any]) -> tuple[str, str] | None:
        """The decision and pair of an order about to be placed; None if it is not the expected one."""
        if self._expected is None:
            return None
        decision_id, pair, thread = self._expected
        if thread != threading.get_ident() or order.get("pair") != pair or order.get("side") != "buy" or order.get("reduceOnly"):
            return None
        self._expected = None
        return decision_id, pair

    def failed(self, decision_id: str, pair: str, error: BaseException) -> None:
        """The call raised."""
        text = _QUERY.sub("?...", " ".join(str(error).split()))[:300]
        self._notify(lambda: self._listener.order_failed(decision_id, pair, code_of(error), f"{type(error).__name__}: {text}"))

    def answered(self, decision_id: str, pair: str, answer: Any) -> None:
        """The call returned an order."""
        self._notify(lambda: self._take_answer(decision_id, pair, answer))

    def _take_answer(self, decision_id: str, pair: str, answer: Any) -> None:
        order_id, status = str(answer.get("id")), str(answer.get("status")).lower()
        if status in DEAD and not float(answer.get("filled") or 0):
            detail = f"order {order_id} was {status} at once, with nothing filled"
            self._listener.order_failed(decision_id, pair, codes.ORDER_CANCELLED, detail)
        else:
            self._listener.order_placed(decision_id, order_id)

    def _notify(self, what: Any) -> None:
        # Whatever fails here, the order has been placed: Freqtrade must get the answer.
        try:
            what()
        except Exception:
            logger.exception("agentbridge: the outcome of an order could not be recorded")


class _Watched:
    """The exchange's own method, with a listener."""

    def __init__(self, method: Any, watch: OrderWatch) -> None:
        self.method = method
        self.watch = watch

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        expected = self.watch.take(kwargs)
        if expected is None:
            return self.method(*args, **kwargs)
        try:
            answer = self.method(*args, **kwargs)
        except BaseException as error:
            self.watch.failed(*expected, error)
            raise
        self.watch.answered(*expected, answer)
        return answer


def code_of(error: BaseException) -> str:
    """ORDER_REFUSED if the exchange certainly placed nothing, otherwise ORDER_UNKNOWN."""
    if not isinstance(error, InvalidOrderException) or isinstance(error, RetryableOrderError):
        return codes.ORDER_UNKNOWN
    # The exchange library reports these as invalid too, but an order of ours may exist.
    if isinstance(error.__cause__, (ccxt.OrderNotFound, ccxt.DuplicateOrderId)):
        return codes.ORDER_UNKNOWN
    return codes.ORDER_REFUSED


__all__ = ["DEAD", "OrderListener", "OrderWatch", "code_of"]
