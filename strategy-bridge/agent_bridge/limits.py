"""The prices at which a signal may still be entered: the same in a backtest and in a running bot."""

from __future__ import annotations

from dataclasses import dataclass

from agent_bridge import codes
from agent_bridge.tag import Plan


@dataclass(frozen=True)
class EntryLimits:
    """Limits in R, the distance from the signal's entry price to its stop; None: no limit."""

    max_slippage_r: float | None = None
    """How far above the signal's entry price an entry may be."""
    min_r_left: float | None = None
    """The minimum distance between an entry and the stop."""

    def refusal_of(self, plan: Plan, rate: float) -> str | None:
        """The code with which an entry at this price is refused; None if it is allowed."""
        # Negated so that NaN is refused too.
        if not plan.stop < rate < plan.tp1:
            return codes.ENTRY_BEYOND_LEVELS
        if self.min_r_left is not None and rate - plan.stop < self.min_r_left * plan.risk:
            return codes.STOP_TOO_CLOSE
        if self.max_slippage_r is not None and rate > plan.entry + self.max_slippage_r * plan.risk:
            return codes.PRICE_MOVED
        return None


NO_LIMITS = EntryLimits()
"""Anywhere between stop and TP1."""
