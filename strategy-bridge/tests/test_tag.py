"""The enter_tag's grammar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import ID, a_signal

from agent_bridge.tag import MAX_LENGTH, Plan, TagError, format_tag, is_ours, parse_tag

TAG = f"ab1|{ID}|e=100|sl=95|tp1=103|tp2=110|cap=0.05"


def test_tag_of_a_signal() -> None:
    assert format_tag(Plan.of(a_signal())) == TAG


@given(
    st.lists(st.floats(min_value=5e-324, max_value=1.7e308), min_size=4, max_size=4, unique=True).map(sorted),
    st.floats(min_value=0, max_value=1, exclude_min=True),
)
def test_any_plan_reads_back_the_same_within_the_length(levels: list[float], cap: float) -> None:
    stop, entry, first, second = levels
    plan = Plan(ID, entry, stop, first, second, cap)
    tag = format_tag(plan)
    assert len(tag) <= MAX_LENGTH
    assert parse_tag(tag) == plan


@pytest.mark.parametrize(
    "tag",
    [
        "ab1|",
        TAG + " ",
        TAG + "\n",
        TAG + "|x=1",
        TAG.replace("e=100", "e=100.0"),
        TAG.replace("e=100", "e=1e2"),
        TAG.replace("e=100", "e=+100"),
        TAG.replace("e=100", "e=0100"),
        TAG.replace("e=100", "e=nan"),
        TAG.replace("e=100", "e="),
        TAG.replace("sl=95", "sl=0"),
        TAG.replace("sl=95", "sl=-95"),
        TAG.replace("sl=95", "sl=100"),
        TAG.replace("tp1=103", "tp1=100"),
        TAG.replace("tp2=110", "tp2=103"),
        TAG.replace("tp2=110", "tp2=1e+999"),
        TAG.replace("cap=0.05", "cap=1.5"),
        TAG.replace("cap=0.05", "cap=0"),
        TAG.replace("|sl=95|tp1=103", "|tp1=103|sl=95"),
        TAG.replace(ID, ID.upper()),
        TAG.replace(ID, ID[:-1]),
        TAG[:60],
        TAG.replace("e=100", "e=1" + "0" * 200),
    ],
)
def test_broken_tag_is_ours_and_unreadable(tag: str) -> None:
    assert is_ours(tag)
    with pytest.raises(TagError):
        parse_tag(tag)


@pytest.mark.parametrize("tag", ["", None, "force_entry", "AB1|x", " ab1|", "ab2|", 7])
def test_other_tags_are_foreign(tag: object) -> None:
    assert not is_ours(tag)
