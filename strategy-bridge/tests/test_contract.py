"""The contract's reader against the shared corpus and its golden vectors."""

from __future__ import annotations

import hashlib
import json
import math
import struct
from pathlib import Path

import pytest
from conftest import CORPUS
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import a_signal, message_of

from agent_bridge.canonical import format_number, format_string
from agent_bridge.signal import format_timestamp, parse_timestamp
from agent_bridge.validation import SignalError, read_signal

VALID = sorted((CORPUS / "valid").glob("*.json"))
JUDGED = sorted((CORPUS / "invalid").glob("*.json")) + sorted((CORPUS / "binary64").glob("*.json"))
MS_OF_YEAR_1 = -62135596800000
MS_OF_YEAR_9999 = 253402300799999


def vectors(name: str) -> list[dict]:
    return [json.loads(line) for line in (CORPUS / "canonical" / name).read_text(encoding="utf-8").split("\n") if line]


def code_of(message: bytes) -> str:
    try:
        read_signal(message)
    except SignalError as error:
        return error.code
    return "VALID"


def test_corpus_is_there() -> None:
    assert len(VALID) > 40
    assert len(JUDGED) > 250


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_valid_file_is_read(path: Path) -> None:
    assert code_of(path.read_bytes()) == "VALID"


@pytest.mark.parametrize("path", JUDGED, ids=lambda path: path.stem)
def test_file_gets_exactly_its_code(path: Path) -> None:
    assert code_of(path.read_bytes()) == path.name.partition("--")[0]


@pytest.mark.parametrize("vector", vectors("numbers.jsonl"), ids=lambda vector: vector["ieee"])
def test_number_is_written_as_the_vector(vector: dict) -> None:
    value = struct.unpack(">d", bytes.fromhex(vector["ieee"]))[0]
    if vector["text"] is None:
        with pytest.raises(ValueError):
            format_number(value)
    else:
        assert format_number(value) == vector["text"]


@pytest.mark.parametrize("vector", vectors("strings.jsonl"), ids=lambda vector: vector["what"])
def test_string_is_written_as_the_vector(vector: dict) -> None:
    text = bytes.fromhex(vector["utf16"]).decode("utf-16-be")
    assert format_string(text).encode("utf-8").hex() == vector["utf8"]


@pytest.mark.parametrize("vector", vectors("signals.jsonl"), ids=lambda vector: vector["input"])
def test_signal_is_written_as_the_vector(vector: dict) -> None:
    text = read_signal((CORPUS / vector["input"]).read_bytes()).canonical_text()
    assert text == vector["canonical"]
    assert hashlib.sha256(text.encode("utf-8")).hexdigest() == vector["sha256"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_reads_back_the_same(value: float) -> None:
    if value == 0 and math.copysign(1, value) < 0:
        return
    assert float(format_number(value)) == value


@given(st.integers(MS_OF_YEAR_1, MS_OF_YEAR_9999))
def test_timestamp_reads_back_the_same(milliseconds: int) -> None:
    assert parse_timestamp(format_timestamp(milliseconds)) == milliseconds


prices = st.floats(min_value=1e-9, max_value=1e12)


@given(
    st.lists(prices, min_size=4, max_size=4, unique=True).map(sorted),
    st.floats(min_value=0, max_value=1, exclude_min=True),
    st.floats(min_value=0, max_value=1, exclude_min=True),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=60),
    st.integers(MS_OF_YEAR_1, MS_OF_YEAR_9999),
)
def test_written_signal_is_read_back(levels: list[float], confidence: float, cap: float, rationale: str, when: int) -> None:
    stop, entry, first, second = levels
    signal = a_signal(
        initial_stop=stop, entry_price=entry, tp1=first, tp2=second,
        confidence=confidence, max_capital_pct=cap, rationale=rationale, timestamp_ms=when,
    )
    assert read_signal(message_of(signal)) == signal


@settings(max_examples=500)
@given(st.data())
def test_any_mutation_is_read_or_refused_with_a_code(data: st.DataObject) -> None:
    message = bytearray(message_of(a_signal()))
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(message) - 1))
        message[position : position + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        if not message:
            return
    code = code_of(bytes(message))
    if code == "VALID":
        again = read_signal(bytes(message))
        assert read_signal(again.canonical_text().encode("utf-8")) == again
    else:
        assert code == code.upper()


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_with_a_code(message: bytes) -> None:
    assert code_of(message) != "VALID"


def test_message_of_4096_bytes_is_read_and_one_more_is_not() -> None:
    message = message_of(a_signal())
    assert code_of(message + b" " * (4096 - len(message))) == "VALID"
    assert code_of(message + b" " * (4097 - len(message))) == "MESSAGE_TOO_LARGE"
