"""Tests wait for events: a pause belongs in a loop that checks a condition and ends with a failure."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parent

# A child that only waits to be killed, and the wait for the next candle, which depends on the clock.
BY_THE_CLOCK = {"clr_child.py", "exchange.py"}


def pauses(node: ast.AST, is_in_loop: bool = False) -> list[int]:
    """The lines of the pauses below a node that are not in a loop."""
    found = []
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Attribute) and child.func.attr == "sleep" and not is_in_loop:
            found.append(child.lineno)
        inside = False if isinstance(child, (ast.FunctionDef, ast.Lambda)) else is_in_loop or isinstance(child, (ast.While, ast.For))
        found += pauses(child, inside)
    return found


def test_no_test_waits_for_a_fixed_time() -> None:
    files = [path for path in TESTS.rglob("*.py") if path.name not in BY_THE_CLOCK]
    assert len(files) > 40
    assert {path.name: lines for path in files if (lines := pauses(ast.parse(path.read_text(encoding="utf-8"))))} == {}


def test_pause_outside_a_loop_is_found() -> None:
    text = "def f():\n    time.sleep(1)\n    while x:\n        time.sleep(1)\n        g(lambda: time.sleep(1))\n"
    assert pauses(ast.parse(text)) == [2, 5]
