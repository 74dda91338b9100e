"""The strategy's parameters as Freqtrade's own, on a strategy instance."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from freqtrade.strategy import BooleanParameter, CategoricalParameter, DecimalParameter, IntParameter

from agent_bridge.needs import StrategyParameter
from agent_bridge.tuning import bounds, step_of, value_of

SPACE = "buy"
# Freqtrade reads names with these prefixes as separate spaces.
_SPACES = ("buy_", "sell_", "enter_", "exit_", "protection_")


class TunedParameters:
    """Attributes of a strategy that hyperopt finds and sets; which of the C# side's parameters each of them is."""

    def __init__(self, strategy: Any, parameters: Collection[StrategyParameter], loaded: Mapping[str, Any]) -> None:
        """Creates the attributes. `loaded` are Freqtrade's values by attribute, from the file next to the strategy. Raises ValueError."""
        self._attributes: dict[str, str] = {}
        self._parameters = {parameter.name: parameter for parameter in parameters}
        for parameter in parameters:
            attribute = _attribute_of(strategy, parameter.name)
            made = _made(parameter)
            if attribute in loaded:
                made.value = value_of(parameter, loaded[attribute])
            setattr(strategy, attribute, made)
            self._attributes[parameter.name] = attribute

    @property
    def parameters(self) -> tuple[StrategyParameter, ...]:
        """What they are on the C# side."""
        return tuple(self._parameters.values())

    def values(self, strategy: Any) -> dict[str, Any]:
        """What the parameters are set to now, by the C# side's names."""
        return {name: value_of(self._parameters[name], getattr(strategy, attribute).value) for name, attribute in self._attributes.items()}


def loaded_values(strategy: Any) -> dict[str, Any]:
    """The values that Freqtrade will set, by attribute: those of the file next to the strategy, over those of its `buy_params`."""
    file = getattr(strategy, "_ft_params_from_file", None) or {}
    return {**(getattr(strategy, f"{SPACE}_params", None) or {}), **(file.get(SPACE) or {})}


def _attribute_of(strategy: Any, name: str) -> str:
    """The parameter's own name, unless it means something else to Freqtrade or the host."""
    return f"ab_{name}" if hasattr(strategy, name) or name.startswith(_SPACES) else name


def _made(parameter: StrategyParameter) -> Any:
    if parameter.kind == "bool":
        return BooleanParameter(default=parameter.default, space=SPACE)
    if parameter.low is None:
        return CategoricalParameter(list(parameter.choices), default=parameter.default, space=SPACE)
    low, high = bounds(parameter)
    if parameter.kind == "double":
        return DecimalParameter(low, high, default=parameter.default, decimals=step_of(parameter), space=SPACE)
    return IntParameter(int(low), int(high), default=parameter.default, space=SPACE)
