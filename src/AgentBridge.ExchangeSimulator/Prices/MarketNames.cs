using System.Buffers;

namespace AgentBridge.ExchangeSimulator;

/// <summary>A pair in Binance's spelling.</summary>
internal readonly record struct MarketNames(string Pair, string Symbol, string Base, string Quote)
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>BTC/USDT → BTCUSDT.</summary>
    /// <exception cref="ArgumentException">It is not a spot pair.</exception>
    public static MarketNames Of(string pair)
    {
        if (!IsSpot(pair))
        {
            throw new ArgumentException($"'{pair}' is not a spot pair; write BASE/QUOTE in capitals, such as BTC/USDT.", nameof(pair));
        }

        var slash = pair.IndexOf('/', StringComparison.Ordinal);
        return new MarketNames(pair, pair.Remove(slash, 1), pair[..slash], pair[(slash + 1)..]);
    }

    /// <summary>Whether a pair is one of a spot market.</summary>
    public static bool IsSpot(string pair)
    {
        var slash = pair.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < pair.Length - 1 && pair.Length <= 41
            && !pair.AsSpan(0, slash).ContainsAnyExcept(Letters) && !pair.AsSpan(slash + 1).ContainsAnyExcept(Letters);
    }
}
