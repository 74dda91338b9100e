namespace AgentBridge.Engine;

/// <summary>Measures the stages of one cycle by the clock's monotonic side.</summary>
internal sealed class StageWatch(TimeProvider clock)
{
    private readonly long _start = clock.GetTimestamp();
    private long _last = clock.GetTimestamp();
    private CycleLatency _latency;

    public void Candles() => _latency = _latency with { Candles = Lap() };

    public void Generate() => _latency = _latency with { Generate = Lap() };

    public void Risk() => _latency = _latency with { Risk = Lap() };

    public void Journal() => _latency = _latency with { Journal = Lap() };

    public void Publish() => _latency = _latency with { Publish = Lap() };

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => clock.GetElapsedTime(_start);

    public CycleLatency Total() => _latency with { Total = Elapsed.TotalMilliseconds };

    private double Lap()
    {
        var now = clock.GetTimestamp();
        var elapsed = clock.GetElapsedTime(_last, now).TotalMilliseconds;
        _last = now;
        return elapsed;
    }
}
