namespace AgentBridge.Market;

/// <summary>The step that open times show by themselves.</summary>
public static class CandleStep
{
    /// <summary>The most frequent distance between neighbouring times, in milliseconds; of equally frequent ones the smallest. Where candles without a
    /// trade are left out and most are, it is the divisor of all distances, if that occurs a hundred times and in every fiftieth distance, or if fewer than
    /// nine in ten distances are multiples of the most frequent one.
    /// Direction does not matter and repeated times do not count.</summary>
    /// <param name="openTimes">Open instants in Unix milliseconds.</param>
    /// <returns>The step; 0 where fewer than two different times follow each other.</returns>
    public static long Read(ReadOnlySpan<long> openTimes) => DistancesOf(openTimes).Step();

    /// <summary>The timeframe to use: the wanted one if the data agrees, else the step read off the data if none is wanted.</summary>
    internal static Timeframe Settle(Timeframe wanted, ReadOnlySpan<long> openTimes, CandleValidationOptions options)
    {
        if (wanted.IsSet && !options.RequireStep)
        {
            return wanted;
        }

        var distances = DistancesOf(openTimes);
        var step = distances.Step();
        if (step == 0)
        {
            return wanted.IsSet
                ? wanted
                : throw Bad($"{options.Place} has too few candles to determine the timeframe").As(CandleCodes.TimeframeUnknown, ("place", options.Place));
        }

        if (wanted.IsSet ? distances.Fit(wanted.Milliseconds) : Timeframe.TryFromMilliseconds(step, out wanted))
        {
            return wanted;
        }

        var expected = wanted.IsSet ? $"but the timeframe is {wanted}" : "which is not a timeframe";
        throw Bad($"{options.Place}: the step between candles is {Describe(step)}, {expected}{Hint(step, wanted)}");
    }

    internal static StepDistances DistancesOf(ReadOnlySpan<long> openTimes)
    {
        var distances = new StepDistances();
        for (var i = 1; i < openTimes.Length; i++)
        {
            distances.Add(Math.Abs(openTimes[i] - openTimes[i - 1]));
        }

        return distances;
    }

    private static string Hint(long step, Timeframe wanted)
    {
        if (IsTimeframe(step * 1000, wanted))
        {
            return "; the timestamps look like seconds, and this format wants milliseconds (multiply by 1,000)";
        }

        return step % 1000 == 0 && IsTimeframe(step / 1000, wanted)
            ? "; the timestamps look like microseconds, and this format wants milliseconds (divide by 1,000)"
            : "; name the file's own timeframe, or another file";
    }

    private static bool IsTimeframe(long step, Timeframe wanted) =>
        wanted.IsSet ? step == wanted.Milliseconds : Timeframe.TryFromMilliseconds(step, out _);

    private static string Describe(long step) =>
        Timeframe.TryFromMilliseconds(step, out var timeframe) ? timeframe.ToString() : FormattableString.Invariant($"{step} ms");

    private static CandleSourceException Bad(string message) => new(CandleSourceError.BadData, message);
}
