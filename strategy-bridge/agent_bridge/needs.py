"""What the strategy behind the signals needs of its host."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StrategyNeeds:
    """Plain values: they travel to hyperopt's workers."""

    label: str = ""
    """Name and version, such as `breakout/1`; empty where signals come from elsewhere."""
    warm_up: int = 0
    """How many candles of the bot's timeframe a decision takes."""
    pairs: tuple[str, ...] = ()
    """The other pairs whose candles it wants."""


NO_NEEDS = StrategyNeeds()
