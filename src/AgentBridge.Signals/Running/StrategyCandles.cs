using AgentBridge.Market;

namespace AgentBridge.Signals;

/// <summary>The input of a strategy: its own candles and those of other pairs, all of one timeframe, gaps filled.</summary>
public sealed class StrategyCandles
{
    private readonly Dictionary<string, CandleSeries> _others = new(StringComparer.Ordinal);

    /// <summary>Candles.</summary>
    /// <param name="own">The strategy's own.</param>
    /// <param name="others">Those of other pairs.</param>
    /// <exception cref="StrategyException">Another pair's candles are of another timeframe, or given twice.</exception>
    public StrategyCandles(CandleSeries own, params IEnumerable<CandleSeries> others)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(others);
        Own = own;
        foreach (var other in others)
        {
            if (other.Timeframe != own.Timeframe)
            {
                throw new StrategyException($"{other.Symbol} has candles of {other.Timeframe}, {own.Symbol} of {own.Timeframe}; all must have the same timeframe");
            }

            if (string.Equals(other.Symbol, own.Symbol, StringComparison.Ordinal) || !_others.TryAdd(other.Symbol, other))
            {
                throw new StrategyException($"the candles of {other.Symbol} are given twice");
            }
        }
    }

    /// <summary>The strategy's own candles.</summary>
    public CandleSeries Own { get; }

    /// <summary>The other pairs' candles.</summary>
    public IReadOnlyCollection<CandleSeries> Others => _others.Values;

    /// <summary>Another pair's candles; <see langword="null"/> if there are none.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    public CandleSeries? OtherOf(string symbol) => _others.GetValueOrDefault(symbol);

    /// <summary>The input as of the time when only the first candles had closed: no candle closes after the newest of them.</summary>
    /// <param name="count">From 0 to the count of its own candles.</param>
    public StrategyCandles Prefix(int count)
    {
        return new StrategyCandles(Own.Prefix(count), _others.Keys.Select(o => OtherOf(o, count)!));
    }

    /// <summary>Another pair's candles as of the time when only the first own candles had closed; <see langword="null"/> if there are none.</summary>
    /// <param name="symbol">The pair, such as <c>BTC/USDT</c>.</param>
    /// <param name="count">From 0 to the count of its own candles.</param>
    public CandleSeries? OtherOf(string symbol, int count) =>
        OtherOf(symbol) is { } other ? other.Prefix(count == 0 ? 0 : CountUntil(other, Own.OpenTimes[count - 1])) : null;

    /// <summary>The input for a start at a given candle: none opens before it.</summary>
    /// <param name="start">The index of the first own candle, from 0 to the count.</param>
    public StrategyCandles From(int start)
    {
        var own = Own.Last(Own.Count - start);
        var firstOpenMs = own.Count == 0 ? long.MaxValue : own.OpenTimes[0];
        return new StrategyCandles(own, _others.Values.Select(o => o.Last(o.Count - CountUntil(o, firstOpenMs - 1))));
    }

    private static int CountUntil(CandleSeries series, long openMs)
    {
        var found = series.OpenTimes.BinarySearch(openMs);
        return found >= 0 ? found + 1 : ~found;
    }
}
