using AgentBridge.Schema;

namespace AgentBridge.Benchmarks;

/// <summary>Runs that enter at random: candles drawn uniformly from those on which the gate approves a plan, one trade at a time, with the exits of the setups.</summary>
internal sealed class RandomEntries
{
    private readonly PaperEntry[] _entries;
    private readonly int _candles;

    public RandomEntries(PaperMarket market)
    {
        _candles = market.Candles.Count;
        _entries = [.. market.Approved(AnyCandle.Strategy).Select(s => market.PlayAlone(s.Key, s.Value)).OfType<PaperEntry>()];
    }

    /// <summary>How many candles there are to draw from.</summary>
    public int Count => _entries.Length;

    /// <summary>What a wallet of 1 becomes in each run.</summary>
    /// <param name="trades">The entries of each run; fewer where no other candle is left that overlaps no trade.</param>
    /// <param name="runs">How many runs.</param>
    /// <param name="seed">The same seed gives the same runs.</param>
    /// <returns>Each run's wallet, and its entries.</returns>
    public IReadOnlyList<(double Wallet, int Trades)> Run(int trades, int runs, int seed)
    {
        var results = new (double, int)[runs];
        var order = Enumerable.Range(0, _entries.Length).ToArray();
        var random = new Random(seed);
        var taken = new bool[_candles];
        for (var run = 0; run < runs; run++)
        {
            Array.Clear(taken);
            results[run] = RunOnce(trades, random, order, taken);
        }

        return results;
    }

    private (double Wallet, int Trades) RunOnce(int trades, Random random, int[] order, bool[] taken)
    {
        var (wallet, entered) = (1.0, 0);
        for (var drawn = 0; drawn < order.Length && entered < trades; drawn++)
        {
            var chosen = random.Next(drawn, order.Length);
            (order[drawn], order[chosen]) = (order[chosen], order[drawn]);
            var entry = _entries[order[drawn]];
            var span = taken.AsSpan(entry.First, entry.Last - entry.First + 1);
            if (!span.Contains(true))
            {
                span.Fill(true);
                wallet *= entry.Factor;
                entered++;
            }
        }

        return (wallet, entered);
    }
}
