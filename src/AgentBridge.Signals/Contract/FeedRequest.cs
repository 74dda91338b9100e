using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Candles that a strategy uses in addition to its own: its pair on a higher timeframe, or another pair on the base timeframe or a higher one.</summary>
/// <param name="Pair">The other pair; <see langword="null"/> for the strategy's own.</param>
/// <param name="Timeframe">The timeframe; <see langword="null"/> for the base timeframe.</param>
/// <param name="WarmUp">The number of its candles after which a plan no longer depends on where the feed starts, ≥ 1.</param>
public sealed record FeedRequest(Pair? Pair, Timeframe? Timeframe, int WarmUp)
{
    /// <summary>The strategy's own pair on a higher timeframe, built from its own candles.</summary>
    /// <param name="timeframe">Longer than the strategy's own, and a multiple of it.</param>
    /// <param name="warmUp">The number of its candles after which a plan no longer depends on where the feed starts, ≥ 1.</param>
    public static FeedRequest Higher(Timeframe timeframe, int warmUp) => new(null, timeframe, warmUp);

    /// <summary>Another pair, on the base timeframe or a higher one built from its base candles.</summary>
    /// <param name="pair">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="warmUp">The number of its candles after which a plan no longer depends on where the feed starts, ≥ 1.</param>
    /// <param name="timeframe">The timeframe; <see langword="null"/> for the base timeframe.</param>
    public static FeedRequest Other(Pair pair, int warmUp, Timeframe? timeframe = null) => new(pair, timeframe, warmUp);

    /// <summary>The feed for people: <c>BTC/USDT 1h</c>, <c>own 1h</c>, <c>BTC/USDT</c>.</summary>
    public override string ToString() => $"{(Pair is { } pair ? pair.ToString() : "own")}{(Timeframe is { } timeframe ? " " + timeframe : string.Empty)}";

    /// <summary>The feed's warm-up in base candles: the bucket cut by the start, then as many as it states.</summary>
    internal long WarmUpOn(Timeframe timeframe)
    {
        var ratio = (Timeframe?.Milliseconds ?? timeframe.Milliseconds) / timeframe.Milliseconds;
        return ((WarmUp + 1L) * ratio) - 1;
    }
}
