"""The mixin with which a strategy trades our signals: `class Bridged(AgentBridgeMixin, TheirStrategy): pass`.

Our trades and theirs are distinguished by the tag alone. For ours only our stop, our TP1 and Freqtrade's force exits end them;
theirs run as without this package. Every callback fails closed.

Its modules are pickled by value for hyperopt's workers: they hold no lock, thread or handle.
"""

from agent_bridge.mixin.bridge import AgentBridgeMixin

__all__ = ["AgentBridgeMixin"]
