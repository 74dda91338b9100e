using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>Candles that reach neither the stop nor a target of the only open trade: four at once.</summary>
internal static class QuietCandles
{
    /// <summary>Plays such candles, up to the first other one.</summary>
    /// <param name="trade">The trade; its highest and lowest price are kept up.</param>
    /// <param name="candles">The candles of its pair.</param>
    /// <param name="first">The first candle.</param>
    /// <param name="count">How many candles at most.</param>
    /// <param name="free">What is not tied up in the trade.</param>
    /// <param name="equity">Receives the equity at the open of each of them.</param>
    /// <returns>How many candles were played.</returns>
    public static int Play(OpenTrade trade, CandleSeries candles, int first, int count, double free, Span<double> equity)
    {
        var (stop, target) = (trade.Stop, Math.Min(trade.Target, trade.PartialTarget));
        if (trade.IsExiting || !(trade.MaxRate < target))
        {
            return 0;
        }

        var opens = candles.Opens.Slice(first, count);
        var highs = candles.Highs.Slice(first, count);
        var lows = candles.Lows.Slice(first, count);
        ref var open = ref MemoryMarshal.GetReference(opens);
        ref var high = ref MemoryMarshal.GetReference(highs);
        ref var low = ref MemoryMarshal.GetReference(lows);
        ref var value = ref MemoryMarshal.GetReference(equity[..count]);
        var (stops, targets, amounts, rest) = (Vector256.Create(stop), Vector256.Create(target), Vector256.Create(trade.AmountValue), Vector256.Create(free));
        var (greatest, least) = (Vector256.Create(trade.MaxRate), Vector256.Create(trade.MinRate));
        var i = 0;
        for (; i <= count - Vector256<double>.Count; i += Vector256<double>.Count)
        {
            var four = (High: Vector256.LoadUnsafe(ref high, (nuint)i), Low: Vector256.LoadUnsafe(ref low, (nuint)i));
            if (!Vector256.EqualsAll((Vector256.LessThan(four.High, targets) & Vector256.GreaterThan(four.Low, stops)).AsInt64(), Vector256<long>.AllBitsSet))
            {
                break;
            }

            (greatest, least) = (Vector256.MaxNative(greatest, four.High), Vector256.MinNative(least, four.Low));
            (rest + (amounts * Vector256.LoadUnsafe(ref open, (nuint)i))).StoreUnsafe(ref value, (nuint)i);
        }

        var (highest, lowest) = (trade.MaxRate, trade.MinRate);
        for (var lane = 0; lane < Vector256<double>.Count; lane++)
        {
            (highest, lowest) = (Math.Max(highest, greatest[lane]), Math.Min(lowest, least[lane]));
        }

        for (; i < count && highs[i] < target && lows[i] > stop; i++)
        {
            (highest, lowest) = (Math.Max(highest, highs[i]), Math.Min(lowest, lows[i]));
            equity[i] = free + (trade.AmountValue * opens[i]);
        }

        (trade.MaxRate, trade.MinRate) = (highest, lowest);
        return i;
    }
}
