namespace AgentBridge.Benchmarks;

/// <summary>One measured figure of the product, and how to measure it.</summary>
/// <param name="Name">Short name, for <c>--filter</c>.</param>
/// <param name="What">What is measured, for people.</param>
/// <param name="Unit">Of goal and result.</param>
/// <param name="Goal">The value to reach; NaN if the figure serves only for comparison.</param>
/// <param name="Prepare">Creates the input and returns the run; not timed.</param>
internal sealed record Figure(string Name, string What, FigureUnit Unit, double Goal, Func<FigureRun> Prepare)
{
    /// <summary>Whether it takes minutes and so runs only if <c>--filter</c> names it.</summary>
    public bool TakesMinutes { get; init; }

    /// <summary>Whether more is better.</summary>
    public bool IsRate => Unit == FigureUnit.PerSecond || MoreIsBetter;

    /// <summary>Whether more is better, for a unit in which less usually is.</summary>
    public bool MoreIsBetter { get; init; }
}

/// <summary>The unit of a figure.</summary>
internal enum FigureUnit
{
    Unspecified = 0,

    /// <summary>Milliseconds per run.</summary>
    Milliseconds,

    /// <summary>Microseconds per operation.</summary>
    Microseconds,

    /// <summary>Nanoseconds per operation.</summary>
    Nanoseconds,

    /// <summary>Operations per second.</summary>
    PerSecond,

    /// <summary>Percent; negative for less.</summary>
    Percent,

    /// <summary>Megabytes, of 2^20 bytes.</summary>
    Megabytes,
}

/// <summary>A prepared figure.</summary>
/// <param name="Operations">How many operations one run does (candles, signals, rows).</param>
/// <param name="Run">One run, timed as a whole.</param>
/// <param name="OutputHash">SHA-256 of everything the run produces; taken once, not timed.</param>
internal sealed record FigureRun(int Operations, Action Run, Func<string> OutputHash)
{
    /// <summary>For figures that are not the time of a run (percentiles, rates): takes the samples itself, in the figure's unit.</summary>
    public Func<int, double[]>? Sample { get; init; }

    /// <summary>Stops what the preparation started.</summary>
    public Action Cleanup { get; init; } = static () => { };
}
