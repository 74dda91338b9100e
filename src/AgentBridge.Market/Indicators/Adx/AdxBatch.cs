using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>What an ADX computes before and after its means, four bars at once.</summary>
internal static class AdxBatch
{
    /// <summary>The movements and true ranges of bars, up to the first that is refused.</summary>
    /// <param name="highs">The highs, with that of the bar before at the front.</param>
    /// <param name="lows">The lows alike.</param>
    /// <param name="closes">The closes alike.</param>
    /// <param name="ups">One for each bar.</param>
    /// <param name="downs">One for each bar.</param>
    /// <param name="ranges">One for each bar.</param>
    /// <returns>The number of bars, in whole fours.</returns>
    public static int Movements(ReadOnlySpan<double> highs, ReadOnlySpan<double> lows, ReadOnlySpan<double> closes, Span<double> ups, Span<double> downs, Span<double> ranges)
    {
        var (largest, zero) = (Vector256.Create(double.MaxValue), Vector256<double>.Zero);
        var bar = 0;
        for (; bar + 4 < highs.Length; bar += 4)
        {
            var (high, low, close) = (Vector256.Create(highs[(bar + 1)..]), Vector256.Create(lows[(bar + 1)..]), Vector256.Create(closes[(bar + 1)..]));
            var (up, down) = (high - Vector256.Create(highs[bar..]), Vector256.Create(lows[bar..]) - low);
            var before = Vector256.Create(closes[bar..]);
            var range = Vector256.MaxNative(high, before) - Vector256.MinNative(low, before);
            var taken = Vector256.GreaterThanOrEqual(high, low) & Vector256.LessThanOrEqual(range, largest) & Vector256.LessThanOrEqual(Vector256.Abs(close), largest)
                & Vector256.LessThanOrEqual(Vector256.Abs(up), largest) & Vector256.LessThanOrEqual(Vector256.Abs(down), largest);
            if (!Vector256.EqualsAll(taken.AsInt64(), Vector256<long>.AllBitsSet))
            {
                break;
            }

            (up & Vector256.GreaterThan(up, down) & Vector256.GreaterThan(up, zero)).CopyTo(ups[bar..]);
            (down & Vector256.GreaterThan(down, up) & Vector256.GreaterThan(down, zero)).CopyTo(downs[bar..]);
            range.CopyTo(ranges[bar..]);
        }

        return bar;
    }

    /// <summary>The directional indicators and their distance in percent of their sum, from the means. No range and no sum of movements is 0.</summary>
    /// <param name="ups">The smoothed upward movements, in whole fours.</param>
    /// <param name="downs">The downward ones.</param>
    /// <param name="ranges">The smoothed ranges.</param>
    /// <param name="plusDi">Receives +DI, from 0 to 100, one value a bar.</param>
    /// <param name="minusDi">Receives -DI, from 0 to 100, one value a bar.</param>
    /// <param name="distances">For the distance; may be one of the inputs.</param>
    public static void Directions(
        ReadOnlySpan<double> ups, ReadOnlySpan<double> downs, ReadOnlySpan<double> ranges, Span<double> plusDi, Span<double> minusDi, Span<double> distances)
    {
        for (var i = 0; i < ups.Length; i += 4)
        {
            var (plus, minus, range) = (Vector256.Create(ups[i..]), Vector256.Create(downs[i..]), Vector256.Create(ranges[i..]));
            (100 * (plus / range)).CopyTo(plusDi[i..]);
            (100 * (minus / range)).CopyTo(minusDi[i..]);
            var (halfPlus, halfMinus) = (0.5 * plus, 0.5 * minus);
            (100 * (Vector256.Abs(halfPlus - halfMinus) / (halfPlus + halfMinus))).CopyTo(distances[i..]);
        }
    }
}
