using System.Runtime.Intrinsics;

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

        var (places, factors) = PlacesOf(result, pairs, options, first, seed);
        var pairOf = trades.Select(trade => trade.Pair).ToArray();
        var returns = new double[runs];
        RandomRuns.Compute(runs, (from, end) =>
        {
            var taken = pairs.Select(pair => new TakenCandles(pair.Candles.Count)).ToArray();
            for (var run = from; run < end; run++)
            {
                // Behind the numbers of the places, one for each run, and one for each of its trades.
                returns[run] = Play(places, factors, pairOf, taken, new SeededRandom(seed, places.Length + (run * (pairOf.Length + 1L)))) - 1;
                foreach (var candles in taken)
                {
                    candles.Clear();
                }
            }
        });
        var own = (result.FinalBalance / options.Wallet) - 1;
        var better = returns.Count(value => value >= own);
        return new(runs, seed, Spread.Of(returns), (1.0 + better) / (1 + runs));
    }

    /// <summary>What one run makes of a balance of 1.</summary>
    private static double Play(RandomPlace[] places, double[] factors, int[] pairOf, TakenCandles[] taken, SeededRandom random)
    {
        var each = places.Length / pairOf.Length;
        var balance = 1.0;

        // Where there is little room, the last ones find none: another trade is the first in each run.
        var trade = random.Next(pairOf.Length);
        for (var i = 0; i < pairOf.Length; i++)
        {
            // Its places are in no order: the next free one is as random as the one to begin at.
            var own = new ReadOnlySpan<RandomPlace>(places, trade * each, each);
            var place = taken[pairOf[trade]].TakeOne(own, random.Next(each));
            balance *= place >= 0 ? factors[(trade * each) + place] : 1;
            trade = trade + 1 == pairOf.Length ? 0 : trade + 1;
        }

        return balance;
    }

    /// <summary>Whether the stop is below the entry and the target above it.</summary>
    private static bool HasLevels(BacktestTrade trade, IReadOnlyList<BacktestPair> pairs) =>
        pairs[trade.Pair].Signals[trade.Signal] is var signal && signal.Stop < trade.OpenRate && trade.OpenRate < signal.Tp1;

    private static int FirstRow(BacktestPair pair, long timeMs)
    {
        var found = pair.Candles.OpenTimes.BinarySearch(timeMs);
        return found < 0 ? ~found : found;
    }

    /// <summary>The places of each trade, one trade after the other, and what each makes of the balance; they take as many numbers.</summary>
    private static (RandomPlace[] Places, double[] Factors) PlacesOf(BacktestResult result, IReadOnlyList<BacktestPair> pairs, BacktestOptions options, int[] first, int seed)
    {
        var trades = result.Trades;
        var each = Math.Max(LeastPlaces, (LeastOfAll + trades.Count - 1) / trades.Count);
        var shares = new double[trades.Count];
        var balance = options.Wallet;
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = balance > 0 ? trades[i].StakeAmount * (1 + options.Fee) / balance : 0;
            balance += trades[i].ProfitAbs;
        }

        var (places, factors) = (new RandomPlace[trades.Count * each], new double[trades.Count * each]);
        RandomRuns.Compute(trades.Count, (from, end) =>
        {
            var random = new SeededRandom(seed, (long)from * each);
            for (var i = from; i < end; i++)
            {
                var trade = trades[i];
                var pair = pairs[trade.Pair];
                var signal = pair.Signals[trade.Signal];
                for (var n = 0; n < each; n++)
                {
                    var row = first[trade.Pair] + random.Next(pair.Candles.Count - 1 - first[trade.Pair]);
                    (places[(i * each) + n], factors[(i * each) + n]) = Play(pair, row, signal.Stop / trade.OpenRate, signal.Tp1 / trade.OpenRate, shares[i], options.Fee);
                }
            }
        });
        return (places, factors);
    }

    private static (RandomPlace Place, double Factor) Play(BacktestPair pair, int row, double stopShare, double targetShare, double share, double fee)
    {
        var opens = pair.Candles.Opens;
        var highs = pair.Candles.Highs;
        var lows = pair.Candles.Lows;
        var entry = opens[row];
        var (stop, target) = (entry * stopShare, entry * targetShare);
        var (last, exit) = (opens.Length - 1, opens[^1]);
        var at = row;
        while (at <= opens.Length - Vector256<double>.Count
            && Vector256.GreaterThanAll(Vector256.Create(lows[at..]), Vector256.Create(stop))
            && Vector256.LessThanAll(Vector256.Create(highs[at..]), Vector256.Create(target)))
        {
            at += Vector256<double>.Count;
        }

        for (var i = at; i < opens.Length; i++)
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

        return (new(row, last), Math.Max(0, 1 + (share * ((exit * (1 - fee) / (entry * (1 + fee))) - 1))));
    }
}
