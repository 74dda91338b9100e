"""The configurations in envs/ pass Freqtrade's own check and the bridge's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import BRIDGE

from agent_bridge.settings import load_settings

ENVS = BRIDGE.parent / "envs"
CONFIGS = sorted(ENVS.glob("freqtrade-*.json"))
LISTS = sorted(ENVS.glob("freqtrade-*.txt"))


def test_files_are_there() -> None:
    assert [path.name for path in CONFIGS] == ["freqtrade-backtest.json", "freqtrade-dry-run.json", "freqtrade-live.json"]
    assert [path.name for path in LISTS] == ["freqtrade-2024.2.txt", "freqtrade-2026.9.txt"]


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_section_is_valid_and_holds_no_secret(path: Path) -> None:
    config = json.loads(path.read_text(encoding="utf-8"))
    assert load_settings(config).problems == ()
    assert config["exchange"]["key"] == config["exchange"]["secret"] == ""


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_entries_are_limited_to_their_price_wherever_money_is_at_stake(path: Path) -> None:
    limits = load_settings(json.loads(path.read_text(encoding="utf-8"))).limits
    wanted = None if path.stem == "freqtrade-backtest" else 0.25
    assert (limits.max_slippage_r, limits.min_r_left) == (wanted, wanted)


@pytest.mark.interpreter
@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_settings_that_differ_between_releases_are_explicit(path: Path) -> None:
    config = json.loads(path.read_text(encoding="utf-8"))
    # No candles of the real exchange in a simulated run, no exit that rests in the book, no stake above the balance, nothing that
    # 2026.9 refuses.
    assert config["exchange"]["enable_ws"] is not config["dry_run"] and "pairlists" in config and config["dataformat_ohlcv"] == "json"
    assert config["exit_pricing"]["price_side"] == "other" and config["stake_amount"] == "unlimited"
    assert not {"protections", "edge"} & set(config)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_freqtrade_accepts_the_configuration(path: Path) -> None:
    validation = pytest.importorskip("freqtrade.configuration.config_validation")
    from freqtrade.enums import RunMode

    config = json.loads(path.read_text(encoding="utf-8"))
    config["runmode"] = RunMode.DRY_RUN if config["dry_run"] else RunMode.LIVE
    validation.validate_config_schema({**config, "strategy": "AgentBridgeStrategy", "stoploss": -0.99, "minimal_roi": {"0": 100}})


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_list_pins_every_package_with_a_reason(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").split("\n")
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.]+", pin) for pin in pins)
    assert len({pin.partition("==")[0].lower() for pin in pins}) == len(pins) > 60
    groups = "\n".join(lines).strip().split("\n\n")
    assert all(group.startswith("#") for group in groups)
