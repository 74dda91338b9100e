using System.Buffers;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>Pairs and timeframes in Binance's spelling.</summary>
internal static class BinanceNames
{
    private const int LongestPart = 20;

    private static readonly SearchValues<char> SymbolCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>BTC/USDT → BTCUSDT.</summary>
    public static string Symbol(string pair)
    {
        ArgumentException.ThrowIfNullOrEmpty(pair);
        var slash = pair.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsPart(pair.AsSpan(0, slash)) && IsPart(pair.AsSpan(slash + 1))
            ? string.Concat(pair.AsSpan(0, slash), pair.AsSpan(slash + 1))
            : throw new CandleSourceException(CandleSourceError.BadData, $"'{pair}' is not a spot pair; write BASE/QUOTE in capitals, such as BTC/USDT") { IsFinal = true };
    }

    /// <summary>The interval of Binance's that has the timeframe's length.</summary>
    public static string Interval(Timeframe timeframe)
    {
        foreach (var interval in Timeframe.Traded)
        {
            var known = Timeframe.Parse(interval);
            if (known.Milliseconds == timeframe.Milliseconds && (known.Unit == 'w') == (timeframe.Unit == 'w'))
            {
                return interval;
            }
        }

        throw new CandleSourceException(CandleSourceError.BadData, $"the exchange has no timeframe {timeframe}; it has {string.Join(", ", Timeframe.Traded)}") { IsFinal = true };
    }

    private static bool IsPart(ReadOnlySpan<char> text) => text.Length is > 0 and <= LongestPart && !text.ContainsAnyExcept(SymbolCharacters);
}
