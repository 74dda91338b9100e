"""The table of refusals: the same rows in both languages and in the README, which the C# tests compare with their own."""

from __future__ import annotations

import ast
import re

import pytest
from conftest import BRIDGE
from samples import a_signal

from agent_bridge import codes
from agent_bridge.limits import EntryLimits
from agent_bridge.settings import load_settings
from agent_bridge.tag import Plan

ENTRY_WORDS = {"CONFIRMED", "OPENED", "RECOVERED", "STOP_SET"}

# Capitalised literals that are no words of the table: environment variables, signals, replies of Redis, and outcomes of a row.
NO_WORDS = {
    "DOTNET_ROOT", "DOTNET_ROOT_X64", "DOTNET_ROOT_ARM64", "SIGHUP", "SIGQUIT", "SIGTERM",
    "MOVED", "NOAUTH", "NOPERM", "WRONGPASS", "WRONGTYPE", "MARK", "WAIT",
}


def test_readme_has_the_rows_of_the_code() -> None:
    text = (BRIDGE / "README.md").read_text(encoding="utf-8")
    table = text.partition("<!-- generated:executor-codes -->\n")[2].partition("<!-- /generated:executor-codes -->")[0]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.strip().split("\n")[2:]]
    assert rows == [(f"`{row.code}`", "final" if row.is_final else "passing", row.meaning) for row in codes.REFUSALS]


def test_every_word_has_one_row() -> None:
    reasons = {row.reason for row in codes.EXIT_REASONS}
    constants = {name: value for name, value in vars(codes).items() if name.isupper() and isinstance(value, str)}
    words = [value for name, value in constants.items() if not name.startswith("ACTION_") and value not in ENTRY_WORDS | reasons]
    assert sorted(words) == sorted(row.code for row in codes.REFUSALS)
    assert set(constants.values()) <= codes.WORDS


def test_code_uses_only_words_of_the_table() -> None:
    violations = set(re.findall(r"^\| `([A-Z_0-9]+)` \|", (BRIDGE.parent / "schema" / "README.md").read_text(encoding="utf-8"), re.M))
    found = set()
    for path in [*(BRIDGE / "agent_bridge").rglob("*.py"), BRIDGE / "AgentBridgeStrategy.py"]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tree.body = [part for part in tree.body if not (isinstance(part, ast.Assign) and getattr(part.targets[0], "id", "") == "__all__")]
        for node in ast.walk(tree):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+|[A-Z]{4,}", text):
                found.add((text, path.name))
    assert violations
    assert {(word, name) for word, name in found if word not in codes.WORDS | violations | NO_WORDS} == set()


def test_actions_are_those_of_the_table() -> None:
    actions = {value for name, value in vars(codes).items() if name.startswith("ACTION_")}
    by_hand = set()
    for path in (BRIDGE / "agent_bridge").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ("Action", "_action", "_log"):
                    by_hand.add((path.name, node.args[0].value))
    assert by_hand == set()
    assert actions == {"cycle", "publish", "refuse", "confirm", "open", "stop", "close"}


def test_final_are_those_after_which_nothing_may_open() -> None:
    assert {
        codes.EXPIRED, codes.LATE, codes.SUPERSEDED, codes.SIGNAL_FROM_FUTURE, codes.SIDE_NOT_ALLOWED, codes.DECISION_CONFLICT,
        codes.ENTRY_BEYOND_LEVELS, codes.STOP_TOO_CLOSE, codes.ORDER_UNKNOWN, codes.ORDER_CANCELLED,
    } == codes.FINAL


@pytest.mark.parametrize(
    ("limits", "rate", "code"),
    [
        (EntryLimits(), 95.0001, None),
        (EntryLimits(), 95.0, codes.ENTRY_BEYOND_LEVELS),
        (EntryLimits(), 102.9999, None),
        (EntryLimits(), 103.0, codes.ENTRY_BEYOND_LEVELS),
        (EntryLimits(), float("nan"), codes.ENTRY_BEYOND_LEVELS),
        (EntryLimits(0.25, 0.25), 95.06, codes.STOP_TOO_CLOSE),
        (EntryLimits(0.25, 0.25), 96.2499, codes.STOP_TOO_CLOSE),
        (EntryLimits(0.25, 0.25), 96.25, None),
        (EntryLimits(0.25, 0.25), 101.25, None),
        (EntryLimits(0.25, 0.25), 101.2501, codes.PRICE_MOVED),
        (EntryLimits(0.25, 0.25), 94.0, codes.ENTRY_BEYOND_LEVELS),
        (EntryLimits(None, 0.0), 95.0001, None),
        (EntryLimits(0.0, None), 100.0001, codes.PRICE_MOVED),
        (EntryLimits(None, 1.0), 99.9999, codes.STOP_TOO_CLOSE),
        (EntryLimits(None, 1.0), 100.0, None),
    ],
)
def test_price_of_an_entry_at_its_limits(limits: EntryLimits, rate: float, code: str | None) -> None:
    assert limits.refusal_of(Plan.of(a_signal()), rate) == code


@pytest.mark.parametrize(
    ("value", "is_good"), [(None, True), (0, True), (0.25, True), (1, True), (-0.01, False), (1.01, False), ("0.25", False)]
)
def test_least_distance_to_the_stop_is_a_share_of_r(value: object, is_good: bool) -> None:
    settings = load_settings({"agentbridge": {"source": "file", "file": "x", "min_r_left": value}})
    assert (settings.problem is None) is is_good
    assert settings.limits.min_r_left == (value if is_good else None)


def test_readme_has_every_reason_that_ends_a_trade() -> None:
    text = (BRIDGE / "README.md").read_text(encoding="utf-8")
    table = text.partition("<!-- generated:exit-reasons -->\n")[2].partition("<!-- /generated:exit-reasons -->")[0]
    rows = re.findall(r"^\| `([a-z0-9_]+)` \| (.+) \|$", table, re.M)
    assert rows == [tuple(row) for row in codes.EXIT_REASONS]


def test_reasons_are_those_of_freqtrade_that_reach_a_trade_of_ours() -> None:
    exit_type = pytest.importorskip("freqtrade.enums").ExitType
    # ROI and exit signals do not reach bridge trades; custom_exit, liquidation and partial exits never end one.
    others = {"roi", "exit_signal", "custom_exit", "liquidation", "partial_exit", ""}
    ours = {codes.TP1, codes.INVALID_STOP}
    assert {kind.value for kind in exit_type} - others <= {row.reason for row in codes.EXIT_REASONS} - ours
