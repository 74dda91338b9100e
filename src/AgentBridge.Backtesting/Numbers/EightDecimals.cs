using System.Globalization;

namespace AgentBridge.Backtesting;

/// <summary>Rounding to eight decimals as CPython does: by the exact binary value, and only an exact tie goes to the even digit.</summary>
internal static class EightDecimals
{
    private const double Scale = 1e8;
    private const double MostExact = 1L << 52;

    /// <summary>The number that <c>round(value, 8)</c> gives.</summary>
    /// <param name="value">Any finite number.</param>
    public static double Round(double value)
    {
        var size = Math.Abs(value);
        var scaled = size * Scale;
        if (!(scaled < MostExact))
        {
            // Exact to a hundred-millionth or nearly so: the text decides.
            return double.IsFinite(value) ? double.Parse(value.ToString("F8", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value;
        }

        var error = Math.FusedMultiplyAdd(size, Scale, -scaled);
        var whole = Math.Floor(scaled);
        var half = scaled - whole - 0.5;
        var isUp = half > 0 || (half == 0 && (error > 0 || (error == 0 && whole % 2 == 1)));
        return Math.CopySign((isUp ? whole + 1 : whole) / Scale, value);
    }
}
