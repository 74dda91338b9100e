"""Trades signals of AgentBridge in Freqtrade. `agent_bridge.mixin` is the mixin for a strategy."""

import sys
from pathlib import Path

__version__ = "0.1.0"

# Freqtrade removes a strategy's folder from the path once the strategy is loaded. hyperopt's workers import this package later,
# by name, using the path of the process that started them.
_HOME = str(Path(__file__).resolve().parents[1])
if _HOME not in sys.path[1:]:
    sys.path.append(_HOME)
