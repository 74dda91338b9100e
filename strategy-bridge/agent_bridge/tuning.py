"""Which of a strategy's parameters hyperopt optimizes, and their values. Plain values, without Freqtrade's types."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from agent_bridge.needs import StrategyParameter
from agent_bridge.settings import Settings

HYPEROPT = "hyperopt"


@dataclass(frozen=True)
class Search:
    """A hyperopt that sets the strategy's parameters: each pass sees what a backtest with its parameters alone would see."""

    own: int
    """The candles before its range that the trader's strategy takes by itself."""
    loaded: int
    """The candles before its range that this run has."""
    begins_ms: int | None
    """Where the range begins; None for all candles there are."""
    is_raised: bool
    """Whether a backtest loads as many candles as the C# side needs; otherwise it refuses to start."""

    def rows(self, times: np.ndarray, warm_up: int, step_ms: int) -> tuple[int, int]:
        """The row from which C# sees the candles, and the row from which its signals count; after the last row for none."""
        if not self.is_raised:
            return (0, 0) if warm_up <= self.loaded else (0, len(times))
        startup = max(self.own, warm_up)
        if self.begins_ms is None:
            return 0, min(startup, len(times))
        first = int(np.searchsorted(times, self.begins_ms - startup * step_ms))
        return first, first


def is_tuned(settings: Settings) -> bool:
    """Whether parameters are Freqtrade's own."""
    return settings.source == "clr" and settings.strategy.get(HYPEROPT, False) is not False


def chosen(parameters: Collection[StrategyParameter], settings: Settings) -> tuple[StrategyParameter, ...]:
    """The parameters that are Freqtrade's own: all that have a range, or those that are named; none that `params` sets.

    Raises ValueError.
    """
    wanted = settings.strategy.get(HYPEROPT, False)
    fixed = params_of(settings.strategy)
    names = [parameter.name for parameter in parameters] if wanted is True else list(wanted or ())
    known = {parameter.name: parameter for parameter in parameters}
    for name in names:
        if name not in known:
            raise ValueError(f"strategy.hyperopt: the strategy has no parameter {name}; there are {', '.join(known) or 'none'}")
        if wanted is not True and not known[name].is_tunable:
            kind = known[name].kind
            raise ValueError(f"strategy.hyperopt: {name} is a {kind} without a range: it can't be optimised; set it in strategy.params")
    return tuple(known[name] for name in dict.fromkeys(names) if known[name].is_tunable and name not in fixed)


def params_of(strategy: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of the configuration, which may be a text; C# reports errors in it."""
    params = strategy.get("params") or {}
    if isinstance(params, Mapping):
        return dict(params)
    pieces = [piece.partition("=") for piece in str(params).split(";") if piece.strip()]
    return {name.strip(): value.strip() for name, _, value in pieces}


def tuned(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """The settings with values of parameters. They are none that the configuration sets."""
    if not values:
        return settings
    return replace(settings, strategy={**settings.strategy, "params": {**params_of(settings.strategy), **values}})


def value_of(parameter: StrategyParameter, value: Any) -> Any:
    """A value as it goes to C#: a plain one of the parameter's kind. Raises ValueError."""
    try:
        if parameter.kind == "bool" and isinstance(value, (bool, np.bool_)):
            return bool(value)
        if parameter.kind in ("int", "long") and value == int(value):
            return int(value)
        if parameter.kind == "double" and math.isfinite(value):
            return float(value)
        if parameter.choices and value in parameter.choices:
            return str(value)
    except (TypeError, ValueError, OverflowError):
        pass
    raise ValueError(f"{parameter.name}={value!r} is not of the type {parameter.kind}")


def corners(parameters: Collection[StrategyParameter]) -> Iterator[dict[str, Any]]:
    """Values at which the strategy may take the most candles: all at an end of their range, and each alone."""
    ends = {parameter.name: [value_of(parameter, end) for end in _ends(parameter)] for parameter in parameters}
    yield {}
    for last in (0, -1):
        yield {name: values[last] for name, values in ends.items()}
    for name, values in ends.items():
        yield from ({name: value} for value in values)


def step_of(parameter: StrategyParameter) -> int:
    """The decimals with which a number is searched: three, or as many as its range and default have; fewer if the range is very large."""
    low, high = float(parameter.low or 0), float(parameter.high or 0)
    least = _decimals(float(parameter.default))
    decimals = max(3, least, _decimals(low), _decimals(high))
    while decimals > least and (high - low) * 10**decimals > 1e9:
        decimals -= 1
    return decimals


def bounds(parameter: StrategyParameter) -> tuple[float, float]:
    """The ends of the range that are inside."""
    unit = 1.0 if parameter.kind != "double" else 10.0 ** -step_of(parameter)
    low, high = float(parameter.low or 0), float(parameter.high or 0)
    return round(low + unit * parameter.is_above, 12), round(high - unit * parameter.is_below, 12)


def _ends(parameter: StrategyParameter) -> list[Any]:
    if parameter.low is not None:
        return list(bounds(parameter))
    return list(parameter.choices) or [False, True]


def _decimals(value: float) -> int:
    return next((count for count in range(10) if round(value, count) == value), 10)
