using System.Numerics;
using AgentBridge.Market;

namespace AgentBridge.Tests.Market;

/// <summary>Wilder's average in integers scaled by 2^2000: doubles are exact, and only divisions round, in the 600th decimal.</summary>
internal sealed class ExactAtr(int period)
{
    private const int Scale = 2_000;

    private BigInteger _previousClose;
    private BigInteger _sum;
    private int _bars;

    /// <summary>The exact average after this bar; null before the first value.</summary>
    public BigInteger? Update(double high, double low, double close)
    {
        var (h, l, p) = (Exact(high), Exact(low), _previousClose);
        _previousClose = Exact(close);
        if (_bars++ == 0)
        {
            return null;
        }

        var range = BigInteger.Max(h - l, BigInteger.Max(BigInteger.Abs(h - p), BigInteger.Abs(l - p)));
        if (_bars <= period + 1)
        {
            _sum += range;
            Value = _bars == period + 1 ? _sum / period : null;
        }
        else
        {
            Value = ((Value * (period - 1)) + range) / period;
        }

        return Value;
    }

    public BigInteger? Value { get; private set; }

    /// <summary>The distance of a double from the exact value, in units in the last place.</summary>
    public static double Ulps(double actual, BigInteger exact)
    {
        var ulp = Exact(double.BitIncrement(actual)) - Exact(actual);
        return (double)(BigInteger.Abs(Exact(actual) - exact) * 1_000_000 / ulp) / 1e6;
    }

    /// <summary>The relative distance, for values that are not near 0.</summary>
    public static double Relative(double actual, BigInteger exact) =>
        (double)(BigInteger.Abs(Exact(actual) - exact) * BigInteger.Pow(10, 18) / BigInteger.Abs(exact)) / 1e18;

    /// <summary>The largest distance of all values of a series.</summary>
    public static double WorstUlps(CandleSeries candles, int period, ReadOnlySpan<double> actual)
    {
        var exact = new ExactAtr(period);
        var worst = 0.0;
        for (var i = 0; i < candles.Count; i++)
        {
            if (exact.Update(candles.Highs[i], candles.Lows[i], candles.Closes[i]) is { } value)
            {
                worst = Math.Max(worst, Ulps(actual[i], value));
            }
        }

        return worst;
    }

    private static BigInteger Exact(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        var whole = exponent == 0 ? mantissa : mantissa | 0x10000000000000;
        var result = new BigInteger(whole) << (Math.Max(exponent, 1) - 1075 + Scale);
        return bits < 0 ? -result : result;
    }
}
