"""The setting `protections`: read strictly, because Freqtrade ignores what it doesn't know."""

from __future__ import annotations

import pytest

from agent_bridge.protections import METHODS, read_protections
from agent_bridge.settings import load_settings

COOLDOWN = {"method": "CooldownPeriod", "stop_duration_candles": 5}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_takes_the_common_settings(method: str) -> None:
    section = {"method": method, "stop_duration": 30, "lookback_period_candles": 12}
    assert read_protections([section, section]) == (section, section)


def test_list_from_the_environment_is_a_text() -> None:
    assert read_protections('[{"method": "CooldownPeriod", "stop_duration_candles": 5}]') == (COOLDOWN,)
    assert read_protections([]) == ()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, "expected a list"),
        ("CooldownPeriod", "expected a list"),
        ([COOLDOWN, "MaxDrawdown"], "number 2: expected an object"),
        ([{"stop_duration": 5}], '"method": one of StoplossGuard'),
        ([{"method": "Cooldown"}], '"method": one of StoplossGuard'),
        ([{"method": "CooldownPeriod", "trade_limit": 2}], "'trade_limit' is no setting of it; available: method, stop_duration"),
        ([{"method": "MaxDrawdown", "trade_limit": 0}], "trade_limit=0: expected a whole number from 1"),
        ([{"method": "MaxDrawdown", "trade_limit": 1.5}], "trade_limit=1.5: expected a whole number"),
        ([{"method": "MaxDrawdown", "max_allowed_drawdown": -0.1}], "expected a number >= 0"),
        ([{"method": "MaxDrawdown", "calculation_mode": "money"}], "ratios or equity"),
        ([{"method": "StoplossGuard", "only_per_pair": 1}], "true or false"),
        ([{"method": "LowProfitPairs", "required_profit": float("nan")}], "expected a number"),
        ([{"method": "CooldownPeriod", "unlock_at": "9:00"}], "a time of day such as 16:00"),
        ([{"method": "CooldownPeriod", "unlock_at": "09:00", "stop_duration": 5}], "exclude each other"),
        ([{"method": "CooldownPeriod", "stop_duration": 5, "stop_duration_candles": 5}], "exclude each other"),
        ([{"method": "LowProfitPairs", "lookback_period": 5, "lookback_period_candles": 5}], "exclude each other"),
    ],
)
def test_unusable_list_is_a_problem_in_one_line(value: object, words: str) -> None:
    (problem,) = load_settings({"agentbridge": {"source": "file", "file": "x", "protections": value}}).problems
    assert words in problem and problem.startswith("agentbridge.protections") and "\n" not in problem
