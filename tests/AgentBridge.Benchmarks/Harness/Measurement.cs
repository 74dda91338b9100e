using System.Diagnostics;

namespace AgentBridge.Benchmarks;

/// <summary>The measurements of a figure.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Samples">Every run's value, in the figure's unit, ascending.</param>
/// <param name="BytesPerOperation">Bytes that this thread allocates per operation; NaN if the work runs on other threads.</param>
/// <param name="OutputHash">SHA-256 of the outputs.</param>
internal sealed record Measurement(Figure Figure, double[] Samples, double BytesPerOperation, string OutputHash)
{
    public double Min => Samples[0];

    public double Max => Samples[^1];

    public double Median => Samples.Length % 2 == 1
        ? Samples[Samples.Length / 2]
        : (Samples[(Samples.Length / 2) - 1] + Samples[Samples.Length / 2]) / 2;

    /// <summary>By the median; "at best" if only the best run reaches the goal.</summary>
    public string Verdict
    {
        get
        {
            if (double.IsNaN(Figure.Goal))
            {
                return "-";
            }

            var best = Figure.IsRate ? Max : Min;
            return Reaches(Median) ? "reached" : Reaches(best) ? "at best" : "missed";
        }
    }

    /// <summary>Warms up, then takes the samples.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="runs">The number of samples, ≥ 1.</param>
    public static Measurement Take(Figure figure, int runs)
    {
        var prepared = figure.Prepare();
        try
        {
            var hash = prepared.OutputHash();
            if (prepared.Sample is { } sample)
            {
                var taken = sample(runs);
                Array.Sort(taken);
                return new Measurement(figure, taken, double.NaN, hash);
            }

            return TimeRuns(figure, prepared, runs, hash);
        }
        finally
        {
            prepared.Cleanup();
        }
    }

    private static Measurement TimeRuns(Figure figure, FigureRun prepared, int runs, string hash)
    {
        // The tiered compiler replaces code in the background after a hundred calls and 100 ms: warm up well beyond both.
        var warmUp = Stopwatch.StartNew();
        for (var i = 0; i < 5 || (warmUp.ElapsedMilliseconds < 700 && i < 1000); i++)
        {
            prepared.Run();
        }

        var samples = new double[runs];
        var allocated = long.MaxValue;
        for (var i = 0; i < runs; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            prepared.Run();
            var elapsed = Stopwatch.GetElapsedTime(start);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            samples[i] = InUnit(figure, elapsed, prepared.Operations);
        }

        Array.Sort(samples);
        return new Measurement(figure, samples, (double)allocated / prepared.Operations, hash);
    }

    private static double InUnit(Figure figure, TimeSpan elapsed, int operations) => figure.Unit switch
    {
        FigureUnit.Milliseconds => elapsed.TotalMilliseconds,
        FigureUnit.Microseconds => elapsed.TotalMicroseconds / operations,
        FigureUnit.Nanoseconds => elapsed.TotalNanoseconds / operations,
        FigureUnit.PerSecond => operations / elapsed.TotalSeconds,
        _ => throw new InvalidOperationException($"Unknown unit '{figure.Unit}'."),
    };

    private bool Reaches(double value) => Figure.IsRate ? value >= Figure.Goal : value <= Figure.Goal;
}
