using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>Notes what a loop meets, for whoever asks.</summary>
/// <param name="unit">The pair and its strategy.</param>
/// <threadsafety>Any number of threads.</threadsafety>
internal sealed class UnitStatus(AgentUnit unit)
{
    // Longer than every request of a cycle may take with its repetitions.
    private static readonly TimeSpan LongestCycle = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private bool _isReady;
    private CandleDecided? _decided;
    private int _failures;
    private long _failuresTotal;
    private string? _failure;

    /// <summary>The loop that runs now; <see langword="null"/> while it is about to be started again.</summary>
    public AgentLoop? Loop { get; set; }

    /// <summary>A cycle completed.</summary>
    public void Completed()
    {
        lock (_lock)
        {
            (_isReady, _failures, _failure) = (true, 0, null);
        }
    }

    /// <summary>A candle was decided.</summary>
    public void Decided(CandleDecided decided)
    {
        lock (_lock)
        {
            _decided = decided;
        }
    }

    /// <summary>A cycle failed.</summary>
    /// <param name="why">Why, in one line.</param>
    public void Failed(string why)
    {
        lock (_lock)
        {
            (_failure, _failures, _failuresTotal) = (why, _failures + 1, _failuresTotal + 1);
        }
    }

    /// <summary>Everything as of now.</summary>
    public UnitState State()
    {
        lock (_lock)
        {
            return new UnitState(unit, Activity(), _isReady, _decided?.CloseMs, _decided?.Result.Code, _decided?.At, _failures, _failuresTotal, _failure);
        }
    }

    private UnitActivity Activity() =>
        Loop is { } loop && loop.SilentFor > LongestCycle ? UnitActivity.Silent
        : _failures > 0 ? UnitActivity.Failing
        : !_isReady ? UnitActivity.Starting
        : string.Equals(_decided?.Result.Code, CycleCodes.GeneratorTimeout, StringComparison.Ordinal) ? UnitActivity.Hanging
        : UnitActivity.Running;
}
