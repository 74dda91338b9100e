"""The decision in Freqtrade's enter_tag, which survives a restart.

Grammar, all parts in this order, numbers as RFC 8785 writes them, at most 200 characters:
`ab1|<decision_id>|e=N|sl=N|tp1=N|tp2=N|cap=N`. A tag with the prefix that can't be read is ours and broken;
any other tag is another strategy's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent_bridge.canonical import format_number
from agent_bridge.signal import TradingSignal

PREFIX = "ab1|"
MAX_LENGTH = 200

_NUMBER = r"([0-9]+(?:\.[0-9]+)?(?:e[+-][0-9]+)?)"
_TAG = re.compile(
    r"ab1\|([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    rf"\|e={_NUMBER}\|sl={_NUMBER}\|tp1={_NUMBER}\|tp2={_NUMBER}\|cap={_NUMBER}"
)


class TagError(ValueError):
    """A tag of ours that can't be read, or a plan that has no tag."""


@dataclass(frozen=True)
class Plan:
    """The plan of a trade of ours: prices > 0 with stop < entry < tp1 < tp2, and the capital cap, 0 < cap <= 1."""

    decision_id: str
    entry: float
    stop: float
    tp1: float
    tp2: float
    cap: float

    @staticmethod
    def of(signal: TradingSignal) -> Plan:
        """The plan of a long signal."""
        first, second = signal.take_profits
        return Plan(signal.decision_id, signal.entry_price, signal.initial_stop, first.price, second.price, signal.max_capital_pct)

    @property
    def risk(self) -> float:
        """The distance from entry to stop, > 0: one R."""
        return self.entry - self.stop


def is_ours(tag: object) -> bool:
    """Whether a trade with this tag is ours, readable or not."""
    return isinstance(tag, str) and tag.startswith(PREFIX)


def format_tag(plan: Plan) -> str:
    """The plan's tag. Raises TagError if the plan can't be written as one."""
    parts = (("e", plan.entry), ("sl", plan.stop), ("tp1", plan.tp1), ("tp2", plan.tp2), ("cap", plan.cap))
    tag = f"{PREFIX}{plan.decision_id}|" + "|".join(f"{name}={format_number(value)}" for name, value in parts)
    parse_tag(tag)
    return tag


def short_tag(label: str) -> str:
    """The tag of all trades of a backtest after their entries: no plan, only the origin of the signals."""
    return PREFIX + label


def levels_of(tag: str) -> tuple[float, float]:
    """Stop and TP1 of a tag that is known to be valid: for many at once, without the checks of `parse_tag`."""
    parts = tag.split("|")
    return float(parts[3][3:]), float(parts[4][4:])


def parse_tag(tag: str) -> Plan:
    """The plan of a tag of ours. Raises TagError; reading is strict, so equal plans have equal tags."""
    if len(tag) > MAX_LENGTH:
        raise TagError(f"the tag has {len(tag)} characters; at most {MAX_LENGTH} are read")
    match = _TAG.fullmatch(tag)
    if match is None:
        raise TagError("the tag is not ab1|<decision_id>|e=N|sl=N|tp1=N|tp2=N|cap=N")
    texts = match.groups()[1:]
    numbers = [float(text) for text in texts]
    for text, number in zip(texts, numbers):
        if number in (0.0, float("inf")) or format_number(number) != text:
            raise TagError("a number of the tag is not in RFC 8785 form, or is not > 0")
    plan = Plan(match.group(1), *numbers)
    if not plan.stop < plan.entry < plan.tp1 < plan.tp2 or plan.cap > 1:
        raise TagError("the tag's prices are not stop < entry < tp1 < tp2, or its cap is above 1")
    return plan
