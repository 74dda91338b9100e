using System.Collections.Immutable;
using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Signals;

/// <summary>The sides that a strategy trades.</summary>
[Flags]
public enum StrategySides
{
    /// <summary>Unspecified; refused.</summary>
    None = 0,

    /// <summary>Longs.</summary>
    Long = 1,

    /// <summary>Shorts.</summary>
    Short = 2,
}

/// <summary>The requirements of a strategy with given options.</summary>
/// <param name="WarmUp">
/// The number of its own candles, including the deciding one, after which a plan no longer depends on where the series starts; ≥ 1. Earlier plans
/// do not count.
/// </param>
public sealed record StrategyNeeds(int WarmUp)
{
    /// <summary>The maximum warm-up in base candles: the most that Freqtrade can load.</summary>
    public const int MaxWarmUp = 4_999;

    private const int MaxFeeds = 16;

    /// <summary>The candles it uses in addition to its own.</summary>
    /// <value>None by default; at most 16.</value>
    public ImmutableArray<FeedRequest> Feeds { get; init; } = [];

    /// <summary>The sides it trades.</summary>
    /// <value><see cref="StrategySides.Long"/> by default.</value>
    public StrategySides Sides { get; init; } = StrategySides.Long;

    /// <summary>After how long decisions that depend on the time of day or the day of the week repeat.</summary>
    /// <value>Zero by default: they don't depend on it.</value>
    public TimeSpan ClockPeriod { get; init; }

    /// <summary>The warm-up in base candles: its own and that of its feeds, whichever is longer.</summary>
    /// <param name="timeframe">The base timeframe: that of the pair being decided.</param>
    public int WarmUpOn(Timeframe timeframe) => (int)Math.Min(int.MaxValue, Feeds.Select(f => f.WarmUpOn(timeframe)).Append(WarmUp).Max());

    /// <summary>
    /// After how many milliseconds the candles of all feeds end together again, at the same time of day where that matters: a replay at another
    /// time shifts a recording by a multiple of that, or its decisions are others.
    /// </summary>
    /// <param name="timeframe">The base timeframe: that of the pair being decided.</param>
    public long PeriodOn(Timeframe timeframe) =>
        Feeds.Select(f => f.Timeframe?.Milliseconds ?? timeframe.Milliseconds)
            .Append(ClockPeriod > TimeSpan.Zero ? (long)ClockPeriod.TotalMilliseconds : timeframe.Milliseconds)
            .Aggregate(timeframe.Milliseconds, LeastCommonMultiple);

    /// <summary>Why a strategy with these needs can't run on a timeframe, or <see langword="null"/> where it can.</summary>
    /// <param name="timeframe">The base timeframe: that of the pair being decided.</param>
    public string? Problem(Timeframe timeframe)
    {
        foreach (var feed in Feeds)
        {
            if (feed.Timeframe is { } wanted && !CandleResampler.CanResample(timeframe, wanted))
            {
                return $"feed {feed}: {wanted} can't be built from {timeframe} candles; name a multiple of the base timeframe on the same grid";
            }
        }

        var warmUp = WarmUpOn(timeframe);
        return warmUp <= MaxWarmUp
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"a warm-up of {warmUp} candles of {timeframe}; at most {MaxWarmUp} are available: shorten its periods, or use a longer base timeframe");
    }

    /// <summary>A fault that exists on every timeframe.</summary>
    internal string? Fault()
    {
        if (WarmUp < 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a warm-up of {WarmUp} candles; expected 1 or more (the deciding candle is one)");
        }

        if (Sides is StrategySides.None || (Sides & ~(StrategySides.Long | StrategySides.Short)) != StrategySides.None)
        {
            return "no side; expected Long, Short or both";
        }

        if (ClockPeriod < TimeSpan.Zero || ClockPeriod.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a clock period of {ClockPeriod}; expected zero or whole milliseconds");
        }

        if (Feeds.IsDefault || Feeds.Length > MaxFeeds)
        {
            return string.Create(CultureInfo.InvariantCulture, $"feeds: expected 0 to {MaxFeeds}");
        }

        return Feeds.Select(FaultOf).FirstOrDefault(f => f is not null);
    }

    private static long LeastCommonMultiple(long a, long b)
    {
        var (divisor, rest) = (a, b);
        while (rest != 0)
        {
            (divisor, rest) = (rest, divisor % rest);
        }

        return a / divisor * b;
    }

    private static string? FaultOf(FeedRequest feed)
    {
        if (feed.WarmUp < 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"feed {feed}: a warm-up of {feed.WarmUp} candles; expected 1 or more");
        }

        if (feed.Pair is { IsSet: false } || feed.Timeframe is { IsSet: false })
        {
            return $"feed {feed}: the pair or the timeframe is unset";
        }

        return feed is { Pair: null, Timeframe: null } ? "feed own: name a higher timeframe, or another pair" : null;
    }
}
