namespace AgentBridge.Benchmarks;

/// <summary>One number that the product promises, and how to take it.</summary>
/// <param name="Name">Short name, for <c>--filter</c>.</param>
/// <param name="What">What is measured, for people.</param>
/// <param name="Unit">Of goal and result.</param>
/// <param name="Goal">The number to reach; NaN where the figure only stands beside another.</param>
/// <param name="Prepare">Makes the input and hands back the run; not timed.</param>
internal sealed record Figure(string Name, string What, FigureUnit Unit, double Goal, Func<FigureRun> Prepare)
{
    /// <summary>Whether it takes minutes, and so is taken only where <c>--filter</c> names it.</summary>
    public bool TakesMinutes { get; init; }

    /// <summary>Whether more is better.</summary>
    public bool IsRate => Unit == FigureUnit.PerSecond || MoreIsBetter;

    /// <summary>Whether more is better in a unit in which that is not so as a rule.</summary>
    public bool MoreIsBetter { get; init; }
}

/// <summary>What a figure counts in.</summary>
internal enum FigureUnit
{
    Unspecified = 0,

    /// <summary>Milliseconds a whole run.</summary>
    Milliseconds,

    /// <summary>Microseconds an operation.</summary>
    Microseconds,

    /// <summary>Nanoseconds an operation.</summary>
    Nanoseconds,

    /// <summary>Operations a second.</summary>
    PerSecond,

    /// <summary>Percent, below 0 where it is less.</summary>
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
    /// <summary>Where the figure is not the time of a run (percentiles, rates): takes the samples itself, in the figure's unit.</summary>
    public Func<int, double[]>? Sample { get; init; }

    /// <summary>Ends what the preparation started.</summary>
    public Action Cleanup { get; init; } = static () => { };
}
