"""The C# side through pythonnet, on CoreCLR and never on Mono."""

from __future__ import annotations

import atexit
from pathlib import Path
from typing import Any

from agent_bridge.sources.clr_process import check_process
from agent_bridge.sources.clr_runtime import ABI_VERSION, FAILED, NOT_LOADED, ClrError, damaged, no_start, other_version
from agent_bridge.sources.clr_types import Batch, Columns

_OF_A_DAMAGED_FILE = frozenset(
    f"{kind}Exception" for kind in ("BadImageFormat", "FileNotFound", "FileLoad", "TypeLoad", "TypeInitialization", "MissingMethod")
)


class PythonnetHost:
    """The facade of the assembly as Python objects."""

    name = "pythonnet"

    def __init__(self, assembly: Path, root: Path) -> None:
        import pythonnet

        self.path = assembly
        ours = pythonnet.get_runtime_info() is None
        try:
            pythonnet.load("coreclr", runtime_config=str(assembly.with_suffix(".runtimeconfig.json")), dotnet_root=str(root))
        except Exception as error:
            raise no_start(root, _first_line(error)) from None
        if ours:
            # At the end of the process it would visit every object: nine seconds after a backtest, for nothing.
            atexit.unregister(pythonnet.unload)
        runtime = pythonnet.get_runtime_info()
        if runtime is None or runtime.kind != "CoreCLR":
            kind = runtime.kind if runtime else "no runtime"
            raise ClrError(NOT_LOADED, f"pythonnet was loaded with {kind} and needs CoreCLR: set PYTHONNET_RUNTIME=coreclr")
        try:
            import clr

            clr.AddReference(str(assembly))
            from AgentBridge.Native import CandlePointers, NativeException, SignalAgent
            from System import Int64, IntPtr
        except Exception as error:
            raise damaged(assembly, _first_line(error)) from None
        self._agent_type, self._pointers, self._failure = SignalAgent, CandlePointers, NativeException
        self._address = lambda value: IntPtr(Int64(value))
        version = self._guarded(lambda: SignalAgent.AbiVersion)
        if version != ABI_VERSION:
            raise other_version(assembly, version)

    def open(self, options: str) -> Any:
        return self._guarded(lambda: self._agent_type.Open(options))

    def close(self, agent: Any) -> None:
        """Left to the garbage collector."""

    def generate(self, agent: Any, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        return self._batch(agent.GenerateSignals, columns, symbol, timeframe, price_step)

    def marks(self, agent: Any, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        return self._batch(agent.GenerateMarks, columns, symbol, timeframe, price_step)

    def feed(self, agent: Any, columns: Columns, symbol: str, timeframe: str) -> None:
        self._guarded(lambda: agent.SetFeed(self._candles(columns), symbol, timeframe))

    def describe(self, agent: Any, timeframe: str) -> str:
        return str(self._guarded(lambda: agent.Describe(timeframe)))

    def fetch_latest(self, agent: Any, symbol: str, max_age_sec: int) -> bytes | None:
        found = self._guarded(lambda: agent.FetchLatestSignal(symbol, max_age_sec))
        return None if found is None else str(found).encode()

    def _batch(self, method: Any, columns: Columns, symbol: str, timeframe: str, price_step: float) -> Batch:
        def work() -> Batch:
            made = method(self._candles(columns), symbol, timeframe, price_step)
            counts = (made.LeftOut, made.FeedMissing, bool(made.NewestLacksFeed), made.GeneratorFailed, bool(made.NewestFailed))
            return Batch(str(made.LinesText).encode(), made.Raw, made.Approved, str(made.DeniedJson), *counts, str(made.Failure))

        return self._guarded(work)

    def _candles(self, columns: Columns) -> Any:
        return self._pointers(*(self._address(address) for address in columns.addresses()), len(columns.times))

    def _guarded(self, work: Any) -> Any:
        check_process()
        try:
            return work()
        except self._failure as error:
            raise ClrError(int(error.Status), str(error.Message)) from None
        except Exception as error:
            if type(error).__name__ in _OF_A_DAMAGED_FILE:
                raise damaged(self.path, _first_line(error)) from None
            raise ClrError(FAILED, f"{type(error).__name__}: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:200]
