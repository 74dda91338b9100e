using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>What an RSI computes before and after its two means, four values at once.</summary>
internal static class RsiBatch
{
    /// <summary>The rises and the falls of a column.</summary>
    /// <param name="values">The closes, oldest first.</param>
    /// <param name="previous">The value before the first.</param>
    /// <param name="scale">A factor of all changes, a power of two.</param>
    /// <param name="rises">As long as the values.</param>
    /// <param name="falls">As long as the values.</param>
    public static void Moves(ReadOnlySpan<double> values, double previous, double scale, Span<double> rises, Span<double> falls)
    {
        var first = (values[0] - previous) * scale;
        (rises[0], falls[0]) = (Math.Max(first, 0), Math.Max(-first, 0));
        var i = 1;
        for (; i + 4 <= values.Length; i += 4)
        {
            var change = (Vector256.Create(values[i..]) - Vector256.Create(values[(i - 1)..])) * scale;
            Vector256.Max(change, Vector256<double>.Zero).CopyTo(rises[i..]);
            Vector256.Max(-change, Vector256<double>.Zero).CopyTo(falls[i..]);
        }

        for (; i < values.Length; i++)
        {
            var change = (values[i] - values[i - 1]) * scale;
            (rises[i], falls[i]) = (Math.Max(change, 0), Math.Max(-change, 0));
        }
    }

    /// <summary>The index from both means: 100·rise/(rise + fall), 0 where both are 0.</summary>
    public static void Index(ReadOnlySpan<double> rises, ReadOnlySpan<double> falls, Span<double> destination)
    {
        var i = 0;
        for (; i + 4 <= rises.Length; i += 4)
        {
            var rise = Vector256.Create(rises[i..]);
            var all = rise + Vector256.Create(falls[i..]);
            Vector256.ConditionalSelect(Vector256.Equals(all, Vector256<double>.Zero), all, Vector256.Create(100.0) * (rise / all)).CopyTo(destination[i..]);
        }

        for (; i < rises.Length; i++)
        {
            destination[i] = RsiState.Index(rises[i], falls[i]);
        }
    }
}
