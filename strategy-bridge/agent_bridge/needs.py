"""The requirements of the deciding strategy to its host, and what it can be set to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class StrategyParameter:
    """A parameter of the strategy, from its descriptor."""

    name: str
    kind: str
    """`int`, `long`, `double`, `bool`, `enum`, `timeframe`, `pair` or `text` (the name of the strategy that a wrapper wraps)."""
    default: Any
    low: float | None = None
    """The minimum; None for a parameter that is not a number."""
    high: float | None = None
    is_above: bool = False
    """Whether `low` itself is outside."""
    is_below: bool = False
    """Whether `high` itself is outside."""
    choices: tuple[str, ...] = ()

    @classmethod
    def of(cls, described: Mapping[str, Any]) -> StrategyParameter:
        """From C#'s description of a parameter."""
        return cls(
            described["name"], described["type"], described["default"], described.get("min"), described.get("max"),
            described.get("min_exclusive", False), described.get("max_exclusive", False), tuple(described["choices"]),
        )

    @property
    def is_tunable(self) -> bool:
        """Whether it has a range to search."""
        if self.low is not None and self.high is not None:
            return self.low < self.high
        return self.kind == "bool" or len(self.choices) > 1


@dataclass(frozen=True)
class StrategyNeeds:
    """Plain values, because they are pickled for hyperopt's workers."""

    label: str = ""
    """Name and version, such as `breakout/1`; empty if signals come from elsewhere."""
    warm_up: int = 0
    """The number of candles of the bot's timeframe that a decision requires."""
    pairs: tuple[str, ...] = ()
    """The other pairs whose candles it uses."""
    parameters: tuple[StrategyParameter, ...] = ()
    """All of its parameters, with any values."""


NO_NEEDS = StrategyNeeds()
