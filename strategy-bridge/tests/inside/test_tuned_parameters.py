"""Parameters of the C# side as attributes of a strategy, on this interpreter's Freqtrade."""

from __future__ import annotations

from typing import Any

import pytest
from freqtrade.strategy import IStrategy

from agent_bridge.mixin.tuned import TunedParameters, loaded_values
from agent_bridge.needs import StrategyParameter

PARAMETERS = (
    StrategyParameter("count", "int", 7, -5, 50),
    StrategyParameter("share", "double", 0.25, 0, 1, is_above=True),
    StrategyParameter("is_on", "bool", False),
    StrategyParameter("basis", "enum", "close", choices=("close", "high_low")),
    # Names that have another meaning in Freqtrade.
    StrategyParameter("timeframe", "int", 5, 1, 9),
    StrategyParameter("sell_after", "int", 2, 1, 9),
)


class Plain(IStrategy):
    timeframe = "5m"

    def populate_indicators(self, dataframe: Any, metadata: dict) -> Any:
        return dataframe

    populate_entry_trend = populate_exit_trend = populate_indicators


def made(loaded: dict | None = None, **attributes: Any) -> tuple[Any, TunedParameters]:
    strategy = type("Made", (Plain,), attributes)({})
    return strategy, TunedParameters(strategy, PARAMETERS, {**loaded_values(strategy), **(loaded or {})})


def test_freqtrade_finds_them_and_their_values_are_the_defaults() -> None:
    strategy, tuned = made()
    strategy.ft_load_hyper_params()
    found = {name: (parameter.value, type(parameter).__name__) for name, parameter in strategy.enumerate_parameters("buy")}
    assert found == {
        "count": (7, "IntParameter"), "share": (0.25, "DecimalParameter"), "is_on": (False, "BooleanParameter"),
        "basis": ("close", "CategoricalParameter"), "ab_timeframe": (5, "IntParameter"), "ab_sell_after": (2, "IntParameter"),
    }
    assert tuned.values(strategy) == {"count": 7, "share": 0.25, "is_on": False, "basis": "close", "timeframe": 5, "sell_after": 2}
    assert strategy.timeframe == "5m" and (strategy.share.low, strategy.share.high) == (0.001, 1)


def test_values_are_what_freqtrade_has_set() -> None:
    strategy, tuned = made()
    strategy.ft_load_hyper_params()
    wanted = {"count": 8, "share": 0.123, "is_on": True, "basis": "high_low", "ab_timeframe": 6, "ab_sell_after": 3}
    for name, parameter in strategy.enumerate_parameters():
        parameter.value = wanted[name]
    assert tuned.values(strategy) == {"count": 8, "share": 0.123, "is_on": True, "basis": "high_low", "timeframe": 6, "sell_after": 3}


def test_loaded_values_are_those_that_freqtrade_loads_later() -> None:
    strategy, tuned = made(buy_params={"count": 9, "share": 0.5})
    strategy._ft_params_from_file = {"buy": {"count": 10}}
    assert loaded_values(strategy) == {"count": 10, "share": 0.5}
    other, again = made(loaded=loaded_values(strategy))
    assert (tuned.values(strategy)["count"], again.values(other)["count"]) == (9, 10)
    strategy.ft_load_hyper_params()
    assert tuned.values(strategy) == again.values(other)


def test_loaded_value_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="count='many' is not of the type int"):
        made(loaded={"count": "many"})
