"""The section `agentbridge` of Freqtrade's configuration, and FREQTRADE__AGENTBRIDGE__* in the environment.

Freqtrade converts values from the environment (a list named 12345 arrives as int), so texts accept numbers; nothing else is lenient.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agent_bridge.limits import EntryLimits
from agent_bridge.protections import read_protections
from agent_bridge.redis_url import FORM, RedisAddress, parse_redis_url
from agent_bridge.settings_table import RISK
from agent_bridge.settings_table import SECTION as SECTION_TABLE
from agent_bridge.sources.clr_own import own_assembly, own_library

SECTION = "agentbridge"
SOURCES = ("redis", "file", "clr")
FOLDER = "decision_logs"
UNNAMED = "freqtrade"
"""Freqtrade's own name for a bot without one."""
_TAKEN = ("archive", "run", "signals")
_STRATEGY = ("name", "assembly", "library", "params", "hyperopt")
_PARAMETER = re.compile(r"[a-z][a-z0-9_]{0,99}")


@dataclass(frozen=True)
class Settings:
    """The settings, each in its range; the initial values are the documented defaults."""

    source: str = ""
    """Where signals come from: `redis`, `file` or `clr` (C# in this process). Required."""
    redis_url: RedisAddress | None = None
    """The Redis server; required if the source is redis."""
    list: str = "signals"
    """The Redis list's name: 1 to 100 of letters, digits and `_ . : -`."""
    file: str = ""
    """A folder (the file channel, live and dry-run) or a JSONL file (a history, for backtests); required if the source is file."""
    signals_max: int = 1000
    """How many of the newest messages the channel keeps, from 10 to 100000; the publisher's SIGNALS_MAX."""
    max_age_sec: int = 600
    """The maximum age of a signal in seconds, included; from 1 to 604800."""
    feed_timeout_sec: float = 10.0
    """After this many seconds without a successful read nothing is entered; from 1 to 600."""
    journal_dir: str = f"{FOLDER}/{UNNAMED}"
    """The folder of trade_results.csv and of the action log; this bot's alone. In a configuration the default ends in its bot_name."""
    max_entry_slippage_r: float | None = None
    """How far beyond the reference price an entry may be, in R; from 0 to 100, None: anywhere between stop and TP1."""
    min_r_left: float | None = None
    """The minimum distance between the entry's price and the stop, in R; from 0 to 1, None: any price above the stop."""
    label: str = "signals"
    """The tag of a backtest's trades after `ab1|` if the source is a file: 1 to 40 of letters, digits and `_ . : / -`."""
    assembly: str = ""
    """The path of AgentBridge.Native.dll; required if the source is clr and neither the package nor strategy.library brings C#."""
    dotnet_root: str = ""
    """The folder of the .NET installation; empty: the usual places."""
    strategy: Mapping[str, Any] = field(default_factory=dict)
    """The strategy if the source is clr, checked by C#: name (breakout by default), params over its defaults, and where it is one of yours
    the path of its file: assembly, or library for a native one (a relative path starts from the working directory); hyperopt is
    true, or the names of the parameters that hyperopt searches."""
    strategy_timeout_ms: int = 1000
    """How long the strategy may take for a candle in dry-run and live, from 50 to 60000; a later answer is dropped."""
    risk: Mapping[str, Any] = field(default_factory=dict)
    """The risk gate's settings if the source is clr, checked by C#: min_atr_multiple, max_atr_multiple, min_rr, rr_basis,
    max_capital_pct, max_flat_candles."""
    protections: tuple[Mapping[str, Any], ...] = ()
    """Freqtrade's protections, which become the strategy's attribute: a list of objects with `method` and its settings."""
    problems: tuple[str, ...] = field(default=())
    """The problems of the section, one line each; an invalid setting has its default."""

    @property
    def problem(self) -> str | None:
        """All problems in one line; None if there is none."""
        return "; ".join(self.problems) or None

    @property
    def limits(self) -> EntryLimits:
        """The prices at which a signal may be entered."""
        return EntryLimits(self.max_entry_slippage_r, self.min_r_left)

    @property
    def unused(self) -> tuple[str, ...]:
        """Settings that were given but that the source does not use."""
        return () if self.source == "clr" else tuple(name for name in ("strategy", "risk") if getattr(self, name))

    def mask(self, text: str) -> str:
        """The text without any secret of the settings."""
        password = self.redis_url.password if self.redis_url else None
        return password.mask(text) if password else text


def line_of(problem: str) -> str:
    """A problem as a line of Freqtrade's log; one that begins with its key needs no prefix."""
    return problem if problem.startswith(f"{SECTION}.") else f"{SECTION}: {problem}"


def load_settings(config: Mapping[str, Any]) -> Settings:
    """The settings of a Freqtrade configuration. Never raises: problems are in the result."""
    section = config.get(SECTION)
    folder = _default_folder(config.get("bot_name"))
    if section is None:
        return Settings(journal_dir=folder, problems=(f'the configuration has no section "{SECTION}"; add {{"source": "redis", "redis_url": "redis://127.0.0.1:6379/0"}}',))
    if not isinstance(section, Mapping):
        return Settings(journal_dir=folder, problems=(f'"{SECTION}" must be a section with settings, not {type(section).__name__}',))
    settings = Settings(journal_dir=folder)
    problems: list[str] = []
    for key, value in section.items():
        reader = _READERS.get(key)
        if reader is None:
            problems.append(_unknown(str(key)))
            continue
        try:
            settings = replace(settings, **{key: reader(value)})
        except ValueError as error:
            # A key of the table, and one of a section, has its own error line.
            problems.append(str(error))
    problems += _missing(settings, section)
    return replace(settings, problems=tuple(problems))


def _default_folder(bot_name: Any) -> str:
    """A folder for this bot, with a name that nothing else in the journal folder uses."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", str(bot_name or "").strip())[:60].strip(".") or UNNAMED
    return f"{FOLDER}/{name}_" if name in _TAKEN else f"{FOLDER}/{name}"


def _missing(settings: Settings, section: Mapping[str, Any]) -> list[str]:
    if not settings.source:
        return [] if "source" in section else [f"source is missing: one of {', '.join(SOURCES)}"]
    if settings.source == "redis" and settings.redis_url is None and "redis_url" not in section:
        return [f"redis_url is missing: {FORM}"]
    if settings.source == "file" and not settings.file and "file" not in section:
        return ["file is missing: the folder of the file channel, or for backtests a JSONL file of signals"]
    if settings.source == "clr" and "assembly" not in section and not _brings_csharp(settings, section):
        return ["assembly is missing: the path of AgentBridge.Native.dll (a wheel of this package with C# in it needs none)"]
    return []


def _brings_csharp(settings: Settings, section: Mapping[str, Any]) -> bool:
    """Whether a library is named, or may have been in a section that can't be read, or the package carries C# itself."""
    is_broken = "strategy" in section and not settings.strategy
    return is_broken or "library" in settings.strategy or own_library() is not None or own_assembly() is not None


def _redis(value: Any) -> RedisAddress:
    option = _OPTIONS["redis_url"]
    try:
        return parse_redis_url(option.read(value))
    except ValueError as error:
        detail = None if str(error).startswith("redis_url=") else str(error)
        raise ValueError(option.error_of(value, detail)) from None


def _text(value: Any, key: str) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{SECTION}.{key}: {'it is empty' if isinstance(value, str) else 'expected a text'}; name one, or leave it out")
    return value


def _strategy(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f'{SECTION}.strategy: expected a section such as {{"name": "breakout", "params": {{"high_lookback": 40}}}}')
    _refuse_unknown("strategy", value, _STRATEGY)
    made: dict[str, Any] = {}
    for name in ("name", "assembly", "library"):
        if value.get(name) is not None:
            made[name] = _text(value[name], f"strategy.{name}")
    if "assembly" in made and "library" in made:
        raise ValueError(f"{SECTION}.strategy: assembly and library are two places for one strategy; keep one")
    params = value.get("params")
    if isinstance(params, Mapping):
        made["params"] = _scalars(params)
    elif params is not None:
        made["params"] = _text(params, "strategy.params")
    if value.get("hyperopt") is not None:
        made["hyperopt"] = _names(value["hyperopt"])
    return made


def _names(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    # From the environment, one release converts some texts to lists.
    names = [name.strip(" []\"'") for name in value.split(",")] if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not names or not all(isinstance(name, str) and _PARAMETER.fullmatch(name) for name in names):
        raise ValueError(f"{SECTION}.strategy.hyperopt: expected true, or a list with names of parameters")
    return tuple(names)


def _risk(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{SECTION}.risk: expected a section with settings")
    known = {option.name: option for option in RISK}
    _refuse_unknown("risk", value, known)
    for key, setting in value.items():
        try:
            known[key].read(setting)
        except ValueError:
            raise ValueError(known[key].error_of(setting, place=f"{SECTION}.risk.")) from None
    return dict(value)


def _refuse_unknown(section: str, value: Mapping[str, Any], known: Iterable[str]) -> None:
    for key in value:
        if key not in known:
            raise ValueError(f"{SECTION}.{section}.{_visible(str(key))}: no such setting; available: {', '.join(known)}")


def _scalars(section: Mapping[str, Any]) -> dict[str, Any]:
    for key, setting in section.items():
        if not isinstance(setting, (int, float, str)) or (isinstance(setting, float) and not math.isfinite(setting)):
            raise ValueError(f"{SECTION}.strategy.params.{_visible(str(key))}: expected a number or a text")
    return dict(section)


_OPTIONS = {option.name: option for option in SECTION_TABLE}
_READERS: dict[str, Callable[[Any], Any]] = {
    **{name: option.read for name, option in _OPTIONS.items()},
    "redis_url": _redis,
    "strategy": _strategy,
    "risk": _risk,
    "protections": read_protections,
}


def _unknown(key: str) -> str:
    near = min(_READERS, key=lambda known: _distance(key.lower(), known))
    hint = f"did you mean {near}?" if _distance(key.lower(), near) <= 2 else f"expected one of {', '.join(_READERS)}"
    return f"{_visible(key)} is not a setting; {hint}"


def _visible(key: str) -> str:
    """The start of a name from outside, without control characters."""
    return "".join(character if character.isprintable() else "?" for character in key[:40])


def _distance(left: str, right: str) -> int:
    """Levenshtein's distance."""
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
