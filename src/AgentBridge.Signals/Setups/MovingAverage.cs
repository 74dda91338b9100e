using AgentBridge.Market;

namespace AgentBridge.Signals;

/// <summary>An average of either kind.</summary>
internal struct MovingAverage
{
    private readonly SmaState? _simple;
    private EmaState _exponential;

    public MovingAverage(AverageKind kind, int period)
    {
        _simple = kind == AverageKind.Sma ? new SmaState(period) : null;
        _exponential = new EmaState(period);
    }

    /// <summary>The current average; NaN until there were enough values.</summary>
    public readonly double Value => _simple is null ? _exponential.Value : _simple.Value;

    /// <summary>The number of values after which the average no longer depends on where it started.</summary>
    public static int WarmUpOf(AverageKind kind, int period) => kind == AverageKind.Sma ? SmaState.WarmUpOf(period) : EmaState.WarmUpOf(period);

    public void Update(double value) => _ = _simple is null ? _exponential.Update(value) : _simple.Update(value);
}
