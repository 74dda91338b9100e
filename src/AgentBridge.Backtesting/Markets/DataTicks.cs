using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>The most decimals of a pair's prices, by calendar month (UTC): found month by month, when a trade opens in it.</summary>
internal sealed class DataTicks
{
    // Freqtrade counts decimals of prices rounded to this many digits.
    private const int Digits = 14;
    private const int Unknown = -1;

    private readonly CandleSeries _candles;
    private readonly int _firstMonth;
    private readonly int[] _decimals;

    public DataTicks(CandleSeries candles)
    {
        _candles = candles;
        _firstMonth = MonthOf(candles.OpenTimes[0]);
        _decimals = new int[MonthOf(candles.OpenTimes[^1]) - _firstMonth + 1];
        Array.Fill(_decimals, Unknown);
    }

    /// <summary>The decimals that hold at a time: those of its month, or of the last month before it that has any; 0 if none has.</summary>
    public int DecimalsAt(long timeMs)
    {
        for (var month = MonthOf(timeMs) - _firstMonth; month >= 0; month--)
        {
            if (_decimals[month] == Unknown)
            {
                _decimals[month] = Count(month);
            }

            if (_decimals[month] > 0)
            {
                return _decimals[month];
            }
        }

        return 0;
    }

    private static int MonthOf(long timeMs)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
        return (time.Year * 12) + time.Month - 1;
    }

    private static long StartOf(int month) => new DateTimeOffset(month / 12, (month % 12) + 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private int Count(int month)
    {
        var (from, to) = (IndexOf(StartOf(_firstMonth + month)), IndexOf(StartOf(_firstMonth + month + 1)));
        var most = Most(_candles.Opens[from..to], 0);
        most = Most(_candles.Highs[from..to], most);
        most = Most(_candles.Lows[from..to], most);
        return Most(_candles.Closes[from..to], most);
    }

    private int IndexOf(long timeMs)
    {
        var found = _candles.OpenTimes.BinarySearch(timeMs);
        return found < 0 ? ~found : found;
    }

    private static int Most(ReadOnlySpan<double> prices, int most)
    {
        // Most prices have no more decimals than the ones before.
        for (var i = CountOn(most, prices); i < prices.Length; i += 1 + CountOn(most, prices[(i + 1)..]))
        {
            most = Math.Max(most, Of(prices[i]));
        }

        return most;
    }

    /// <summary>How many of the first prices have at most so many decimals.</summary>
    private static int CountOn(int decimals, ReadOnlySpan<double> prices)
    {
        var scale = Decimals.Power(decimals);
        ref var price = ref MemoryMarshal.GetReference(prices);
        var i = 0;
        while (i <= prices.Length - Vector256<double>.Count && DecimalTest.Are(Vector256.LoadUnsafe(ref price, (nuint)i), scale, out _))
        {
            i += Vector256<double>.Count;
        }

        while (i < prices.Length && Math.Round(prices[i] * scale) / scale == prices[i])
        {
            i++;
        }

        return i;
    }

    /// <summary>The decimals of a price that is rounded to 14 significant digits.</summary>
    private static int Of(double price)
    {
        Span<char> text = stackalloc char[32];
        _ = price.TryFormat(text, out var length, "E" + (Digits - 1), CultureInfo.InvariantCulture);
        var exponentAt = text[..length].IndexOf('E');
        var exponent = int.Parse(text[(exponentAt + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = text[..exponentAt].TrimEnd('0').Length - 2;
        return Math.Max(0, digits - exponent);
    }
}
