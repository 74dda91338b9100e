namespace AgentBridge.Signals;

/// <summary>The causes of a <see cref="StrategyException"/> for which a program may know a remedy. Codes are never used again for something else.</summary>
public static class StrategyCodes
{
    /// <summary>The program was compiled ahead of time and can't load a strategy's assembly; an ordinary .NET program can.</summary>
    public const string CompiledAhead = "STRATEGY_PROGRAM_COMPILED_AHEAD";
}
