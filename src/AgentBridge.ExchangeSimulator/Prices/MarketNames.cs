using System.Buffers;

namespace AgentBridge.ExchangeSimulator;

/// <summary>A pair in Binance's spelling.</summary>
internal readonly record struct MarketNames(string Pair, string Symbol, string Base, string Quote)
{
    /// <summary>Whether it is a perpetual future that is settled in its quote currency: BTC/USDT:USDT.</summary>
    public bool IsFuture => Pair.Contains(':', StringComparison.Ordinal);

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    /// <summary>BTC/USDT → BTCUSDT, and BTC/USDT:USDT, too.</summary>
    /// <exception cref="ArgumentException">It is neither a spot pair nor such a future.</exception>
    public static MarketNames Of(string pair)
    {
        if (!IsKnown(pair))
        {
            throw new ArgumentException($"'{pair}' is not a pair; write BASE/QUOTE in capitals, such as BTC/USDT.", nameof(pair));
        }

        var spot = SpotOf(pair);
        var slash = spot.IndexOf('/', StringComparison.Ordinal);
        return new MarketNames(pair, spot.Remove(slash, 1), spot[..slash], spot[(slash + 1)..]);
    }

    /// <summary>Whether a pair is one of a spot market, or a future of it.</summary>
    public static bool IsKnown(string pair)
    {
        var spot = SpotOf(pair);
        return IsSpot(spot) && (spot.Length == pair.Length || pair.AsSpan(spot.Length + 1).SequenceEqual(spot.AsSpan(spot.IndexOf('/', StringComparison.Ordinal) + 1)));
    }

    /// <summary>Whether a pair is one of a spot market.</summary>
    public static bool IsSpot(string pair)
    {
        var slash = pair.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < pair.Length - 1 && pair.Length <= 41
            && !pair.AsSpan(0, slash).ContainsAnyExcept(Letters) && !pair.AsSpan(slash + 1).ContainsAnyExcept(Letters);
    }

    private static string SpotOf(string pair) => pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? pair[..colon] : pair;
}
