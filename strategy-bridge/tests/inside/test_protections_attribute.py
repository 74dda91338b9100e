"""The configured protections become the strategy's attribute, unless they can't have their effect."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from loaded import make

pytest.importorskip("freqtrade")

from freqtrade.exceptions import StrategyError  # noqa: E402
from freqtrade.plugins.protectionmanager import ProtectionManager  # noqa: E402

from agent_bridge.protections import METHODS, read_protections  # noqa: E402

pytestmark = pytest.mark.interpreter


def strategy_with(folder: Path, protections: list[dict[str, Any]]) -> Any:
    (folder / "signals").mkdir()
    section = {"source": "file", "file": str(folder / "signals"), "journal_dir": str(folder / "logs"), "protections": protections}
    return make(folder, section)


def test_every_method_is_loaded_by_freqtrade(tmp_path: Path) -> None:
    given = [{"method": method, "stop_duration_candles": 3, "lookback_period": 90} for method in METHODS]
    strategy = strategy_with(tmp_path, given)
    strategy.ft_bot_start()
    strategy.ft_bot_cleanup()

    assert strategy.protections == list(read_protections(given))
    assert ProtectionManager(strategy.config, strategy.protections).name_list == list(METHODS)


def test_setting_that_the_release_lacks_refuses_the_start(tmp_path: Path) -> None:
    import freqtrade

    strategy = strategy_with(tmp_path, [{"method": "CooldownPeriod", "unlock_at": "16:00"}])
    if freqtrade.__version__.startswith("2024"):
        with pytest.raises(StrategyError, match=r"agentbridge.protections: this release of Freqtrade has no unlock_at"):
            strategy.ft_bot_start()
    else:
        strategy.ft_bot_start()
        assert strategy.protections == [{"method": "CooldownPeriod", "unlock_at": "16:00"}]
    strategy.ft_bot_cleanup()


def test_host_with_protections_of_its_own_refuses_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from freqtrade.strategy import IStrategy

    monkeypatch.setattr(IStrategy, "protections", property(lambda self: [{"method": "CooldownPeriod"}]), raising=False)
    strategy = strategy_with(tmp_path, [{"method": "CooldownPeriod"}])
    with pytest.raises(StrategyError, match="AgentBridgeStrategy has protections of its own; keep one of the two"):
        strategy.ft_bot_start()
    strategy.ft_bot_cleanup()
