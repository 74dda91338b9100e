namespace AgentBridge.Backtesting;

/// <summary>A fall of the equity from a high.</summary>
/// <param name="Fraction">How far it fell, as a fraction of the high; from 0.</param>
/// <param name="HighMs">When the high was, in Unix milliseconds.</param>
/// <param name="LowMs">When the low was, in Unix milliseconds.</param>
/// <param name="RecoveredMs">When the equity was at the high again, in Unix milliseconds; <see langword="null"/> if it was not until the end.</param>
public sealed record EquityDrawdown(double Fraction, long HighMs, long LowMs, long? RecoveredMs)
{
    private const int Block = 64;

    /// <summary>The largest fall of a series; the first of equal ones. One of 0 at its start where it never fell.</summary>
    /// <param name="equity">The equity at equal distances.</param>
    /// <param name="last">The value behind them.</param>
    /// <param name="firstMs">The time of the first value.</param>
    /// <param name="stepMs">The distance of two values.</param>
    internal static EquityDrawdown LargestOf(ReadOnlySpan<double> equity, double last, long firstMs, long stepMs)
    {
        var walk = new Walk();
        for (var from = 0; from < equity.Length; from += Block)
        {
            var block = equity.Slice(from, Math.Min(Block, equity.Length - from));
            if (!walk.Leaves(block))
            {
                for (var i = 0; i < block.Length; i++)
                {
                    walk.Take(block[i], from + i);
                }
            }
        }

        walk.Take(last, equity.Length);
        return walk.End(equity, last, firstMs, stepMs);
    }

    /// <summary>What was seen of a series.</summary>
    private struct Walk()
    {
        private double _high = double.NegativeInfinity;
        private int _highAt;
        private double _worst;
        private double _worstHigh;
        private int _worstHighAt;
        private int _worstAt;

        /// <summary>Whether the next values have no new high and no larger fall: their extremes tell.</summary>
        public readonly bool Leaves(ReadOnlySpan<double> values)
        {
            var (least, greatest) = Extremes.Of(values);
            return greatest <= _high && (_high - least) <= _worst * _high;
        }

        public void Take(double value, int at)
        {
            if (value > _high)
            {
                (_high, _highAt) = (value, at);
            }
            else if ((_high - value) > _worst * _high)
            {
                (_worst, _worstHighAt, _worstAt, _worstHigh) = ((_high - value) / _high, _highAt, at, _high);
            }
        }

        public readonly EquityDrawdown End(ReadOnlySpan<double> equity, double last, long firstMs, long stepMs)
        {
            long? recovered = firstMs;
            if (_worst != 0)
            {
                var again = equity[Math.Min(_worstAt, equity.Length)..].IndexOfAnyInRange(_worstHigh, double.PositiveInfinity);
                recovered = again >= 0 ? firstMs + ((_worstAt + again) * stepMs) : last >= _worstHigh ? firstMs + (equity.Length * stepMs) : null;
            }

            return new(_worst, firstMs + (_worstHighAt * stepMs), firstMs + (_worstAt * stepMs), recovered);
        }
    }
}
