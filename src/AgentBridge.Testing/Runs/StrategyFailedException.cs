namespace AgentBridge.Testing;

/// <summary>A strategy threw.</summary>
internal sealed class StrategyFailedException(int candle, string what, Exception cause)
    : Exception($"{what}threw {cause.GetType().Name}: {cause.Message.ReplaceLineEndings(" ")}", cause)
{
    /// <summary>The index of the candle.</summary>
    public int Candle { get; } = candle;
}
