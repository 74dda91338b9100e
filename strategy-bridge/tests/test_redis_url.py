"""The URLs that both languages accept and refuse: the C# tests read the same file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent_bridge.redis_url import parse_redis_url

CORPUS = json.loads((Path(__file__).parents[2] / "schema" / "corpus" / "redis-urls.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", [case for case in CORPUS if "problem" not in case], ids=lambda case: ascii(case["url"]))
def test_url_gives_its_parts(case: dict) -> None:
    found = parse_redis_url(case["url"])
    password = found.password.reveal() if found.password else None
    assert (found.host, found.port, found.database, password) == (case["host"], case["port"], case["database"], case["password"])
    assert case["password"] is None or case["password"] not in str(found) + repr(found)
    if case["password"] is None:
        assert parse_redis_url(str(found)) == found


@pytest.mark.parametrize("case", [case for case in CORPUS if "problem" in case], ids=lambda case: ascii(case["url"]))
def test_no_url_says_why_without_showing_it(case: dict) -> None:
    with pytest.raises(ValueError, match=case["problem"]) as caught:
        parse_redis_url(case["url"])
    assert "s3cret" not in str(caught.value) and "\n" not in str(caught.value)


def test_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="UTF-8"):
        parse_redis_url("redis://:\ud800@host")
