using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>A price's place in a range, in percent: from 0 to 100 for a price within.</summary>
internal static class RangePosition
{
    /// <summary>100·(price - lowest) / (highest - lowest); 0 if the range is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double AboveLowest(double price, double highest, double lowest) => Percent(price, lowest, highest, lowest);

    /// <summary>100·(highest - price) / (highest - lowest); 0 if the range is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double BelowHighest(double price, double highest, double lowest) => Percent(highest, price, highest, lowest);

    /// <summary><see cref="AboveLowest(double, double, double)"/> of each price; equal to the bit.</summary>
    public static void AboveLowest(ReadOnlySpan<double> prices, ReadOnlySpan<double> highest, ReadOnlySpan<double> lowest, Span<double> destination)
    {
        var i = 0;
        for (; i <= prices.Length - 4; i += 4)
        {
            var low = Vector256.Create(lowest[i..]);
            Percent(Vector256.Create(prices[i..]), low, Vector256.Create(highest[i..]), low).CopyTo(destination[i..]);
        }

        for (; i < prices.Length; i++)
        {
            destination[i] = AboveLowest(prices[i], highest[i], lowest[i]);
        }
    }

    /// <summary><see cref="BelowHighest(double, double, double)"/> of each price; equal to the bit.</summary>
    public static void BelowHighest(ReadOnlySpan<double> prices, ReadOnlySpan<double> highest, ReadOnlySpan<double> lowest, Span<double> destination)
    {
        var i = 0;
        for (; i <= prices.Length - 4; i += 4)
        {
            var high = Vector256.Create(highest[i..]);
            Percent(high, Vector256.Create(prices[i..]), high, Vector256.Create(lowest[i..])).CopyTo(destination[i..]);
        }

        for (; i < prices.Length; i++)
        {
            destination[i] = BelowHighest(prices[i], highest[i], lowest[i]);
        }
    }

    /// <summary>Of halves, which are exact: a difference of two finite prices may be beyond the greatest double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Percent(double upper, double lower, double highest, double lowest)
    {
        var range = (0.5 * highest) - (0.5 * lowest);
        return range == 0 ? 0 : 100 * (((0.5 * upper) - (0.5 * lower)) / range);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Percent(Vector256<double> upper, Vector256<double> lower, Vector256<double> highest, Vector256<double> lowest)
    {
        var range = (0.5 * highest) - (0.5 * lowest);
        return Vector256.AndNot(100 * (((0.5 * upper) - (0.5 * lower)) / range), Vector256.Equals(range, Vector256<double>.Zero));
    }
}
