"""Which parameters of the C# side become Freqtrade parameters, their ranges and their values."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from agent_bridge.needs import StrategyParameter
from agent_bridge.settings import Settings, load_settings
from agent_bridge.tuning import Search, bounds, chosen, corners, is_tuned, params_of, step_of, tuned, value_of

WHOLE = StrategyParameter("count", "int", 7, -5, 50)
LONG = StrategyParameter("long_count", "long", 5_000_000_000, 0, 1e15)
SHARE = StrategyParameter("share", "double", 0.25, 0, 1, is_above=True, is_below=True)
FINE = StrategyParameter("fine", "double", 0.00005, 0.00001, 0.5)
VAST = StrategyParameter("vast", "double", 12.5, 0, 1e12)
FLAG = StrategyParameter("is_on", "bool", True)
WORD = StrategyParameter("basis", "enum", "close", choices=("close", "high_low"))
ALONE = StrategyParameter("alone", "enum", "close", choices=("close",))
FRAME = StrategyParameter("timeframe", "timeframe", "1h")
PAIR = StrategyParameter("pair", "pair", "ETH/USDT")
STILL = StrategyParameter("still", "int", 3, 3, 3)
ALL = (WHOLE, LONG, SHARE, FINE, VAST, FLAG, WORD, ALONE, FRAME, PAIR, STILL)


def settings_of(**strategy: Any) -> Settings:
    found = load_settings({"agentbridge": {"source": "clr", "assembly": "x", "strategy": strategy}})
    assert found.problems == (), found.problems
    return found


def names(parameters: Any) -> list[str]:
    return [parameter.name for parameter in parameters]


def test_true_selects_all_with_a_range_that_the_configuration_does_not_set() -> None:
    ranged = ["count", "long_count", "share", "fine", "vast", "is_on", "basis"]
    assert names(chosen(ALL, settings_of(hyperopt=True))) == ranged
    for params in ({"count": 8, "is_on": False}, "count=8; is_on = false;"):
        assert names(chosen(ALL, settings_of(hyperopt=True, params=params))) == ["long_count", "share", "fine", "vast", "basis"]


@pytest.mark.parametrize("given", [["share", "count", "share"], "share,count", "[share, count]", '["share", "count"]'])
def test_names_are_taken_as_they_are_given(given: Any) -> None:
    assert names(chosen(ALL, settings_of(hyperopt=given))) == ["share", "count"]
    assert names(chosen(ALL, settings_of(hyperopt=given, params={"count": 3}))) == ["share"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("cuont", "no parameter cuont; there are count, long_count"), ("timeframe", "is a timeframe without a"), ("still", "still is a int")],
)
def test_name_that_can_not_be_optimized_is_refused(name: str, words: str) -> None:
    with pytest.raises(ValueError, match="^strategy.hyperopt: ") as refusal:
        chosen(ALL, settings_of(hyperopt=[name]))
    assert words in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize("given", [[], "", 5, ["A"], ["a b"], [1], {"a": 1}, "\x1b[31m", ["x" * 101]])
def test_invalid_list_is_a_problem_of_one_line(given: Any) -> None:
    found = load_settings({"agentbridge": {"source": "clr", "assembly": "x", "strategy": {"hyperopt": given}}})
    assert len(found.problems) == 1 and "hyperopt: expected true, or a list with names" in found.problems[0]
    assert found.problems[0].isprintable()


def test_false_and_nothing_are_off() -> None:
    assert not any(is_tuned(settings_of(**strategy)) for strategy in ({}, {"hyperopt": False}, {"hyperopt": None}))
    assert all(is_tuned(settings_of(hyperopt=wanted)) for wanted in (True, "a", ["a"]))
    of_file = load_settings({"agentbridge": {"source": "file", "file": "x", "strategy": {"hyperopt": True}}})
    assert not is_tuned(of_file) and of_file.unused == ("strategy",)


@pytest.mark.parametrize(
    ("parameter", "decimals", "ends"),
    [(SHARE, 3, (0.001, 0.999)), (FINE, 5, (0.00001, 0.5)), (VAST, 1, (0.0, 1e12)), (WHOLE, 3, (-5, 50))],
    ids=lambda value: getattr(value, "name", None),
)
def test_numbers_are_searched_within_their_range(parameter: StrategyParameter, decimals: int, ends: tuple) -> None:
    assert bounds(parameter) == ends
    if parameter.kind == "double":
        assert step_of(parameter) == decimals and round(parameter.default, decimals) == parameter.default


@pytest.mark.parametrize(
    ("parameter", "value", "wanted"),
    [
        (WHOLE, 8.0, 8), (WHOLE, np.int64(9), 9), (SHARE, np.float64(0.5), 0.5), (SHARE, 1, 1.0), (FLAG, np.bool_(False), False),
        (WORD, "high_low", "high_low"),
    ],
)
def test_value_becomes_a_plain_one(parameter: StrategyParameter, value: Any, wanted: Any) -> None:
    found = value_of(parameter, value)
    assert found == wanted and type(found) is type(wanted) and json.dumps(found)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (WHOLE, 8.5), (WHOLE, "8"), (WHOLE, None), (WHOLE, float("inf")), (SHARE, float("nan")), (SHARE, "x"), (FLAG, "true"), (FLAG, 1),
        (WORD, "low"), (WORD, None),
    ],
)
def test_value_of_another_kind_is_refused(parameter: StrategyParameter, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^{parameter.name}="):
        value_of(parameter, value)


def test_values_join_those_of_the_configuration() -> None:
    settings = settings_of(name="breakout", params="a=1;b=2", hyperopt=["c"])
    assert params_of(tuned(settings, {"c": 3}).strategy) == {"a": "1", "b": "2", "c": 3}
    assert tuned(settings, {}) is settings


def test_corners_are_the_range_ends_together_and_alone() -> None:
    found = list(corners((WHOLE, WORD)))
    low, high = {"count": -5, "basis": "close"}, {"count": 50, "basis": "high_low"}
    assert found == [{}, low, high, {"count": -5}, {"count": 50}, {"basis": "close"}, {"basis": "high_low"}]


def test_search_uses_the_rows_of_a_backtest_with_the_same_parameters() -> None:
    times = np.arange(1000, dtype=np.int64) * 10
    everything = Search(own=50, loaded=50, begins_ms=None, is_raised=True)
    # Without a time range, a backtest drops as many first rows as the warm-up needs.
    assert [everything.rows(times, warm_up, 10) for warm_up in (20, 200, 2000)] == [(0, 50), (0, 200), (0, 1000)]
    ranged = Search(own=50, loaded=500, begins_ms=5000, is_raised=True)
    assert [ranged.rows(times, warm_up, 10) for warm_up in (20, 200, 500)] == [(450, 450), (300, 300), (0, 0)]
    host = Search(own=30, loaded=30, begins_ms=5000, is_raised=False)
    assert [host.rows(times, warm_up, 10) for warm_up in (30, 31)] == [(0, 0), (0, 1000)]


def test_parameter_is_read_from_the_description_of_csharp() -> None:
    described = {"name": "share", "type": "double", "min": 0, "max": 1, "min_exclusive": True, "max_exclusive": True, "choices": []}
    described["default"] = 0.25
    assert asdict(StrategyParameter.of(described)) == asdict(SHARE)
