using System.Buffers;

namespace AgentBridge.Market;

/// <summary>Our names in Binance's spelling.</summary>
internal static class BinanceNames
{
    private const int LongestPart = 20;

    private static readonly SearchValues<char> SymbolCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly string[] Intervals = ["1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d", "1w"];

    /// <summary>BTC/USDT → BTCUSDT.</summary>
    public static string Symbol(string pair)
    {
        ArgumentException.ThrowIfNullOrEmpty(pair);
        var slash = pair.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsPart(pair.AsSpan(0, slash)) && IsPart(pair.AsSpan(slash + 1))
            ? string.Concat(pair.AsSpan(0, slash), pair.AsSpan(slash + 1))
            : throw new CandleSourceException(CandleSourceError.BadData, $"'{pair}' is no spot pair; write BASE/QUOTE in capitals, such as BTC/USDT");
    }

    /// <summary>The interval of Binance's that has the timeframe's length.</summary>
    public static string Interval(Timeframe timeframe)
    {
        foreach (var interval in Intervals)
        {
            var known = Timeframe.Parse(interval);
            if (known.Milliseconds == timeframe.Milliseconds && (known.Unit == 'w') == (timeframe.Unit == 'w'))
            {
                return interval;
            }
        }

        throw new CandleSourceException(CandleSourceError.BadData, $"the exchange has no timeframe {timeframe}; it has {string.Join(", ", Intervals)}");
    }

    private static bool IsPart(ReadOnlySpan<char> text) => text.Length is > 0 and <= LongestPart && !text.ContainsAnyExcept(SymbolCharacters);
}
