"""Every value of every key has the verdict of the C# side: `schema/corpus/settings.json` is generated there (BotSettingsTests)."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from agent_bridge.canonical import format_number
from agent_bridge.options import Option
from agent_bridge.settings import Settings, line_of, load_settings
from agent_bridge.settings_table import RISK, SECTION

CORPUS = json.loads((Path(__file__).parents[2] / "schema" / "corpus" / "settings.json").read_text(encoding="utf-8"))
NUMBERS = [option for option in SECTION + RISK if option.kind in ("whole", "number")]
BASE: dict[str, Any] = {"source": "file", "file": "x"}


def canonical(value: Any) -> str:
    if value is None:
        return "none"
    return format_number(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


def read(name: str, value: Any) -> tuple[Any, tuple[str, ...]]:
    settings = load_settings({"agentbridge": {**BASE, name: value}})
    return getattr(settings, name), settings.problems


def test_the_corpus_holds_the_keys_of_the_table() -> None:
    assert [option.name for option in SECTION] == list(CORPUS["agentbridge"])
    assert [option.name for option in RISK] == list(CORPUS["risk"])


@pytest.mark.parametrize("option", SECTION, ids=lambda option: option.name)
def test_every_value_of_a_key_has_the_verdict_of_the_corpus(option: Option) -> None:
    accepted = CORPUS["agentbridge"][option.name]
    for text in CORPUS["values"]:
        value, problems = read(option.name, json.loads(text))
        wrong = [problem for problem in problems if problem.startswith(f"{option.name}=")]
        assert (not wrong) == (text in accepted), (text, problems)
        if not wrong:
            assert canonical(value) == accepted[text], text
        else:
            assert f"expected {option.expected} ({option.meaning}); " in wrong[0]
            assert "\n" not in wrong[0] and len(wrong) == 1


@pytest.mark.parametrize("option", RISK, ids=lambda option: option.name)
def test_every_value_of_the_gates_has_the_verdict_of_the_corpus(option: Option) -> None:
    accepted = CORPUS["risk"][option.name]
    for text in CORPUS["values"]:
        problems = read("risk", {option.name: json.loads(text)})[1]
        assert (not problems) == (text in accepted), (text, problems)
        if text in accepted:
            assert canonical(option.read(json.loads(text))) == accepted[text], text
        else:
            assert problems[0].startswith(f"agentbridge.risk.{option.name}=") and f"expected {option.expected}" in problems[0]


@pytest.mark.parametrize("value", [10**400, -(10**400), 10**30, math.nan, math.inf, -math.inf, 1e308])
@pytest.mark.parametrize("option", NUMBERS, ids=lambda option: option.name)
def test_absurd_numbers_are_refused_in_one_line(option: Option, value: float) -> None:
    with pytest.raises(ValueError, match=f"^{option.name}=") as caught:
        option.read(value)
    assert len(str(caught.value)) < 400


def test_defaults_are_those_of_the_table() -> None:
    settings = Settings()
    for option in SECTION:
        if not option.required and option.name not in ("redis_url",):
            standard = getattr(settings, option.name)
            assert ("" if standard is None else canonical(standard)) == option.default, option.name
    others = {"strategy", "risk", "protections", "problems"}
    assert {option.name for option in SECTION} | others == {field.name for field in fields(Settings)}


def test_a_key_of_risk_that_is_none_is_named() -> None:
    assert read("risk", {"max_rr": 2})[1][0].startswith("agentbridge.risk.max_rr: no such setting; available: max_capital_pct, ")


@pytest.mark.parametrize(
    ("section", "line"),
    [
        (
            {"name": "pullback", "asembly": "bin/Release/net10.0/MyEdge.dll"},
            "agentbridge.strategy.asembly: no such setting; available: name, assembly, library, params, hyperopt",
        ),
        ({"a\x1bb": 1}, "agentbridge.strategy.a?b: no such setting; available: name, assembly, library, params, hyperopt"),
        ({"assembly": "a.dll", "library": "b.so"}, "agentbridge.strategy: assembly and library are two places for one strategy; keep one"),
        ({"assembly": ""}, "agentbridge.strategy.assembly: it is empty; name one, or leave it out"),
        ({"name": " "}, "agentbridge.strategy.name: it is empty; name one, or leave it out"),
        ({"name": ["a"]}, "agentbridge.strategy.name: expected a text; name one, or leave it out"),
        ({"params": {"fast": None}}, "agentbridge.strategy.params.fast: expected a number or a text"),
        ({"hyperopt": "A B"}, "agentbridge.strategy.hyperopt: expected true, or a list with names of parameters"),
        ("pullback", 'agentbridge.strategy: expected a section such as {"name": "breakout", "params": {"high_lookback": 40}}'),
    ],
)
def test_a_wrong_strategy_is_one_line_that_begins_with_its_key(section: Any, line: str) -> None:
    assert read("strategy", section)[1] == (line,)
    assert line_of(line) == line and line_of("source is missing") == "agentbridge: source is missing"
