"""tests/README.md names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
TEXT = (TESTS / "README.md").read_text(encoding="utf-8")
TRAPS = re.findall(r"^- .+\n(?:  [^ -].*\n)*((?:  - .+\n(?:    .+\n)*)?)", TEXT.partition("## Not covered")[0], re.M)
CELLS = [" ".join(tests.split()) for tests in TRAPS]


def test_every_trap_has_tests() -> None:
    assert len(CELLS) >= 50
    assert all(CELLS)


@pytest.mark.parametrize("cell", CELLS)
def test_named_tests_exist(cell: str) -> None:
    names = re.findall(r"`([^`]+)`", cell)
    defined = ""
    for name in names:
        if name.startswith(("inside/", "test_")):
            defined = (TESTS / f"{name}.py").read_text(encoding="utf-8")
        elif name[0].isupper():
            assert list((TESTS.parents[1] / "tests").rglob(f"{name}.cs")), name
        else:
            assert re.search(rf"^def test_(\w*_)?{name}", defined, re.M), name
    assert names
