"""Every built-in strategy in the process of the real Freqtrade: the trades are those of the file source."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from exchange import Exchange
from freqtrade_env import VERSIONS
from recorded import candles_of, history_file
from test_clr import generate
from test_clr_freqtrade import ids_of, prepared

ROWS = 6_000
CHOSEN = {
    "momentum": {},
    "macd": {},
    "bollinger": {},
    "mean-reversion": {"stop": "atr"},
    "stochastic": {},
    "rsi2": {},
    "supertrend": {},
    "cooldown": {"strategy": "mean-reversion", "cooldown_candles": 6},
    "session": {"strategy": "momentum", "session_weekends": False},
    "volatility": {"strategy": "momentum", "volatility_min": 0.05},
    "higher-trend": {"strategy": "bollinger", "higher_timeframe": "1h"},
}

# Freqtrade adds to the configuration that all strategies share, and reads it from the strategy's.
HEAD = '''
from AgentBridgeStrategy import AgentBridgeStrategy


class Own(dict):
    def __init__(self, shared: dict, section: dict) -> None:
        super().__init__({**shared, "agentbridge": section})
        self.shared = shared

    def __missing__(self, key: str) -> object:
        return self.shared[key]
'''

# Freqtrade looks for the text of each class.
STRATEGY = '''
class {name}(AgentBridgeStrategy):
    def __init__(self, config: dict) -> None:
        super().__init__(Own(config, {section!r}))
'''


@pytest.mark.long
@pytest.mark.parametrize("version", VERSIONS)
def test_backtest_of_every_strategy_trades_what_bridge_generate_makes(
    version: str, tmp_path: Path, exchange: Exchange, assembly: Path
) -> None:
    freqtrade = prepared(version, tmp_path, exchange, assembly)
    head, *lines = history_file(tmp_path).read_text(encoding="utf-8").splitlines()[: ROWS + 1]
    part = freqtrade.folder / "BTC_USDT.csv"
    part.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    freqtrade.write_candles("BTC/USDT", candles_of(part))
    section = freqtrade.config["agentbridge"]
    sections, names = {}, {}
    for strategy, params in CHOSEN.items():
        history = freqtrade.folder / f"{strategy}.jsonl"
        words = [word for key, value in params.items() for word in ("--param", f"{key}={text(value)}")]
        generate(part, history, "--strategy", strategy, *words)
        word = strategy.title().replace("-", "")
        names[strategy] = (f"Clr{word}", f"File{word}")
        sections[f"Clr{word}"] = {**section, "strategy": {"name": strategy, "params": params}}
        sections[f"File{word}"] = {"source": "file", "file": str(history), "label": f"{strategy}/1"}
    code = [HEAD, *(STRATEGY.format(name=name, section=own) for name, own in sections.items())]
    (freqtrade.folder / "strategies" / "every.py").write_text("\n".join(code), encoding="utf-8")

    done = freqtrade.run(
        "backtesting", "--strategy-list", *sections, "--strategy-path", str(freqtrade.folder / "strategies"),
        "--export", "none", "--cache", "none",
    )

    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    trades = {name: json.loads((freqtrade.folder / f"trades-{name}.json").read_text(encoding="utf-8")) for name in sections}
    for of_clr, of_file in names.values():
        assert len(trades[of_clr]) > 5, of_clr
        assert trades[of_clr] == trades[of_file], of_clr
        assert ids_of(trades[of_clr]) == ids_of(trades[of_file]), of_clr


def text(value: object) -> str:
    """A value as the command line takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
