"""Carries trading signals of AgentBridge into Freqtrade. `agent_bridge.mixin` holds what a strategy adds to itself."""

import sys
from pathlib import Path

__version__ = "0.1.0"

# Freqtrade takes a strategy's folder off the path once the strategy is loaded. hyperopt's workers import this package later,
# by its name, along the path of the process that started them.
_HOME = str(Path(__file__).resolve().parents[1])
if _HOME not in sys.path[1:]:
    sys.path.append(_HOME)
