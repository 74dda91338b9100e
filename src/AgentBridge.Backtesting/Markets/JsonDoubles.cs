using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>
/// Prices as Freqtrade reads them from its JSON files: its reader adds the whole part and the fraction in doubles, so that some prices come back one unit
/// of the last place off. Feather and parquet files are exact.
/// </summary>
public static class JsonDoubles
{
    // The digits of a fraction that are read; the others are dropped.
    private const int MostDigits = 15;

    private static readonly double[] Parts = [1, 0.1, 0.01, 0.001, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12, 1e-13, 1e-14, 1e-15];

    /// <summary>Candles as Freqtrade reads them from a JSON file with the shortest texts of the prices.</summary>
    /// <param name="candles">The exact candles.</param>
    public static CandleSeries Read(CandleSeries candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        return CandleSeries.FromCandles(
            candles.Symbol,
            candles.Timeframe,
            Enumerable.Range(0, candles.Count).Select(i => candles[i]).Select(candle => candle with { Open = Read(candle.Open), High = Read(candle.High), Low = Read(candle.Low), Close = Read(candle.Close) }));
    }

    /// <summary>How many prices of candles come back different.</summary>
    /// <param name="candles">The exact candles.</param>
    public static int CountOf(CandleSeries candles)
    {
        ArgumentNullException.ThrowIfNull(candles);
        return CountOf(candles.Opens) + CountOf(candles.Highs) + CountOf(candles.Lows) + CountOf(candles.Closes);
    }

    /// <summary>A price as Freqtrade reads its shortest text.</summary>
    /// <param name="price">Finite, ≥ 0.</param>
    public static double Read(double price)
    {
        Span<char> text = stackalloc char[32];
        _ = price.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        ReadOnlySpan<char> number = text[..length];
        var exponentAt = number.IndexOf('E');
        var exponent = exponentAt < 0 ? 0 : int.Parse(number[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = exponentAt < 0 ? number : number[..exponentAt];
        var pointAt = digits.IndexOf('.');
        var whole = double.Parse(pointAt < 0 ? digits : digits[..pointAt], CultureInfo.InvariantCulture);
        var value = pointAt < 0 ? whole : whole + FractionOf(digits[(pointAt + 1)..]);
        return exponent == 0 ? value : value * Math.Pow(10, exponent);
    }

    private static double FractionOf(ReadOnlySpan<char> digits)
    {
        var fraction = 0L;
        var count = Math.Min(digits.Length, MostDigits);
        foreach (var digit in digits[..count])
        {
            fraction = (fraction * 10) + (digit - '0');
        }

        return fraction * Parts[count];
    }

    private static int CountOf(ReadOnlySpan<double> prices)
    {
        var count = 0;
        foreach (var price in prices)
        {
            count += Read(price).Equals(price) ? 0 : 1;
        }

        return count;
    }
}
