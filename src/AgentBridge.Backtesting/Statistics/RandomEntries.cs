namespace AgentBridge.Backtesting;

/// <summary>
/// What the same trades would have done from random entries: each is entered at the open of a candle drawn from all candles of its pair, with its stop and its
/// target at the same distances in percent and the same share of the balance; trades of a pair don't overlap. A candle that reaches both levels counts as the stop.
/// </summary>
/// <param name="Runs">How many runs there were.</param>
/// <param name="Seed">The seed of the random numbers.</param>
/// <param name="Returns">Where the returns of the runs lie, as fractions of the wallet.</param>
/// <param name="PValue">How likely random entries do at least as well as the result: (1 + the runs that did) / (1 + all runs).</param>
public sealed record RandomEntries(int Runs, int Seed, Spread Returns, double PValue)
{
    // Each trade has at least so many places to choose from, and all together at least so many.
    private const int LeastPlaces = 32;
    private const int LeastOfAll = 4_096;

    /// <summary>Draws the runs; <see langword="null"/> without trades or runs, where no candle is left to enter at, and where a trade is not long.</summary>
    internal static RandomEntries? Of(BacktestResult result, IReadOnlyList<BacktestPair> pairs, BacktestOptions options, int runs, int seed)
    {
        var trades = result.Trades;
        var first = pairs.Select(pair => Math.Max(0, FirstRow(pair, result.FirstMs))).ToArray();
        if (trades.Count == 0 || runs == 0 || trades.Any(trade => first[trade.Pair] >= pairs[trade.Pair].Candles.Count - 1 || !HasLevels(trade, pairs)))
        {
            return null;
        }

        var random = new SeededRandom(seed);
        var places = PlacesOf(result, pairs, options, first, random);
        var taken = pairs.Select(pair => new TakenCandles(pair.Candles.Count)).ToArray();
        var returns = new double[runs];
        var used = new List<(int Pair, Place Place)>(trades.Count);
        for (var run = 0; run < runs; run++)
        {
            used.Clear();
            var balance = 1.0;

            // Where there is little room, the last ones find none: another trade is the first in each run.
            var begin = random.Next(trades.Count);
            for (var i = 0; i < trades.Count; i++)
            {
                var at = (begin + i) % trades.Count;
                var pair = trades[at].Pair;
                if (Find(places[at], taken[pair], random) is { } place)
                {
                    used.Add((pair, place));
                    balance *= place.Factor;
                }
            }

            returns[run] = balance - 1;
            foreach (var (pair, place) in used)
            {
                taken[pair].Free(place.First, place.Last);
            }
        }

        var own = (result.FinalBalance / options.Wallet) - 1;
        var better = returns.Count(value => value >= own);
        return new(runs, seed, Spread.Of(returns), (1.0 + better) / (1 + runs));
    }

    /// <summary>Whether the stop is below the entry and the target above it.</summary>
    private static bool HasLevels(BacktestTrade trade, IReadOnlyList<BacktestPair> pairs) =>
        pairs[trade.Pair].Signals[trade.Signal] is var signal && signal.Stop < trade.OpenRate && trade.OpenRate < signal.Tp1;

    private static int FirstRow(BacktestPair pair, long timeMs)
    {
        var found = pair.Candles.OpenTimes.BinarySearch(timeMs);
        return found < 0 ? ~found : found;
    }

    private static Place? Find(Place[] places, TakenCandles taken, SeededRandom random)
    {
        for (var tries = 0; tries < places.Length; tries++)
        {
            var place = places[random.Next(places.Length)];
            if (taken.TryTake(place.First, place.Last))
            {
                return place;
            }
        }

        return null;
    }

    private static Place[][] PlacesOf(BacktestResult result, IReadOnlyList<BacktestPair> pairs, BacktestOptions options, int[] first, SeededRandom random)
    {
        var trades = result.Trades;
        var each = Math.Max(LeastPlaces, (LeastOfAll + trades.Count - 1) / trades.Count);
        var places = new Place[trades.Count][];
        var balance = options.Wallet;
        for (var i = 0; i < places.Length; i++)
        {
            var trade = trades[i];
            var pair = pairs[trade.Pair];
            var signal = pair.Signals[trade.Signal];
            var share = balance > 0 ? trade.StakeAmount * (1 + options.Fee) / balance : 0;
            places[i] = new Place[each];
            for (var n = 0; n < each; n++)
            {
                var row = first[trade.Pair] + random.Next(pair.Candles.Count - 1 - first[trade.Pair]);
                places[i][n] = Play(pair, row, signal.Stop / trade.OpenRate, signal.Tp1 / trade.OpenRate, share, options.Fee);
            }

            balance += trade.ProfitAbs;
        }

        return places;
    }

    private static Place Play(BacktestPair pair, int row, double stopShare, double targetShare, double share, double fee)
    {
        var opens = pair.Candles.Opens;
        var highs = pair.Candles.Highs;
        var lows = pair.Candles.Lows;
        var entry = opens[row];
        var (stop, target) = (entry * stopShare, entry * targetShare);
        var (last, exit) = (opens.Length - 1, opens[^1]);
        for (var i = row; i < opens.Length; i++)
        {
            if (lows[i] <= stop)
            {
                (last, exit) = (i, Math.Min(stop, opens[i]));
                break;
            }

            if (highs[i] >= target)
            {
                (last, exit) = (i, Math.Max(target, opens[i]));
                break;
            }
        }

        return new(row, last, Math.Max(0, 1 + (share * ((exit * (1 - fee) / (entry * (1 + fee))) - 1))));
    }

    /// <summary>A trade from one row to another, and what it makes of the balance.</summary>
    private readonly record struct Place(int First, int Last, double Factor);
}
