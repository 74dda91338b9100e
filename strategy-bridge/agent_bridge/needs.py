"""The requirements of the deciding strategy to its host."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StrategyNeeds:
    """Plain values, because they are pickled for hyperopt's workers."""

    label: str = ""
    """Name and version, such as `breakout/1`; empty if signals come from elsewhere."""
    warm_up: int = 0
    """The number of candles of the bot's timeframe that a decision requires."""
    pairs: tuple[str, ...] = ()
    """The other pairs whose candles it uses."""


NO_NEEDS = StrategyNeeds()
