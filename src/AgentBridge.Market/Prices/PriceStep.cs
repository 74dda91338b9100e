using System.Globalization;

namespace AgentBridge.Market;

/// <summary>
/// The grid that prices lie on: the multiples of a decimal such as 0.01 or 0.25. A price of the grid is the double that its
/// decimal text parses to. The default value is an unknown step: prices are then rounded to 12 significant digits.
/// </summary>
public readonly record struct PriceStep
{
    /// <summary>The maximum number of decimals; no market has a finer step.</summary>
    public const int MaxDecimals = 10;

    /// <summary>The significant digits to which a price is rounded if the step is unknown.</summary>
    internal const int SignificantDigits = 12;

    // Beyond this many steps a double no longer separates neighbours well enough to identify the intended one.
    private const double MostSteps = 1L << 46;
    // Up to here whole numbers are exact in doubles.
    private const double MostUnits = 1L << 53;
    private const double OnGrid = 1e-6;
    private const double MostSlack = 0.25;

    private readonly long _units;
    private readonly int _decimals;

    private PriceStep(long units, int decimals) => (_units, _decimals) = (units, decimals);

    /// <summary>No step is known.</summary>
    public static PriceStep Unknown => default;

    /// <summary>Whether there is a step.</summary>
    public bool IsKnown => _units > 0;

    /// <summary>The step; NaN where it is unknown.</summary>
    public double Value => IsKnown ? _units / PowersOfTen.Of(_decimals) : double.NaN;

    /// <summary>The step 10^-decimals.</summary>
    /// <param name="decimals">From 0 to <see cref="MaxDecimals"/>.</param>
    public static PriceStep OfDecimals(int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decimals, MaxDecimals);
        return new PriceStep(1, decimals);
    }

    /// <summary>The step of a number; the unknown step for a number that no market uses (not above 0, over a million, more than 10 decimals).</summary>
    /// <param name="value">Any number.</param>
    public static PriceStep Of(double value) =>
        double.IsFinite(value) && TryParse(value.ToString("0.################", CultureInfo.InvariantCulture), out var step) ? step : Unknown;

    /// <summary>Reads a step such as <c>0.01</c> or <c>1e-8</c>: above 0, at most a million, at most 10 decimals.</summary>
    /// <param name="text">The text to parse, such as <c>0.01</c>.</param>
    /// <param name="step">The step; the unknown one if the text is not a step.</param>
    public static bool TryParse(string? text, out PriceStep step)
    {
        const NumberStyles Styles = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        step = default;
        if (text is not { Length: > 0 and <= 40 } || text[^1] == '.' || !decimal.TryParse(text, Styles, CultureInfo.InvariantCulture, out var value) || value is not (> 0 and <= 1_000_000))
        {
            return false;
        }

        var decimals = 0;
        while (value != decimal.Truncate(value) && decimals < MaxDecimals)
        {
            value *= 10;
            decimals++;
        }

        step = value == decimal.Truncate(value) ? new PriceStep((long)value, decimals) : default;
        return step.IsKnown;
    }

    /// <summary>The finer of two steps; the known one where the other is unknown.</summary>
    /// <param name="market">The step that the market reports.</param>
    /// <param name="data">The step found in the candles.</param>
    public static PriceStep Finer(PriceStep market, PriceStep data) =>
        !market.IsKnown || (data.IsKnown && data.Value < market.Value) ? data : market;

    /// <summary>The nearest price of the grid, half away from zero.</summary>
    /// <param name="price">A finite price, &gt; 0.</param>
    public double Nearest(double price)
    {
        var grid = GridAt(price);
        var steps = grid.StepsOf(price);
        var below = Math.Floor(steps);

        // 1.005 is a tie in decimals, and a hair below one in doubles.
        return grid.PriceOf(steps - below >= 0.5 - grid.Slack(UlpOf(price)) ? below + 1 : below);
    }

    /// <summary>The highest price of the grid that is not above a price; a price on the grid, up to rounding errors, is returned itself.</summary>
    /// <param name="price">A finite price, &gt; 0.</param>
    /// <param name="error">By how much the price may be off by rounding errors, ≥ 0; a unit in its last place is always allowed.</param>
    public double Down(double price, double error = 0)
    {
        var grid = GridAt(price);
        return grid.PriceOf(Math.Floor(grid.StepsOf(price) + Math.Max(OnGrid, grid.Slack(Math.Max(error, UlpOf(price))))));
    }

    /// <summary>The smallest price of the grid that is not below a price; one that is on the grid but for rounding errors is that one.</summary>
    /// <param name="price">A finite price, &gt; 0.</param>
    /// <param name="error">By how much the price may be off by rounding errors, ≥ 0; a unit in its last place is always allowed.</param>
    public double Up(double price, double error = 0)
    {
        var grid = GridAt(price);
        return grid.PriceOf(Math.Ceiling(grid.StepsOf(price) - Math.Max(OnGrid, grid.Slack(Math.Max(error, UlpOf(price))))));
    }

    /// <summary>The price some steps above a price of the grid, or below where negative.</summary>
    /// <param name="price">A price of the grid.</param>
    /// <param name="steps">How many steps.</param>
    public double Move(double price, int steps)
    {
        var grid = GridAt(price);
        return grid.PriceOf(Math.Round(grid.StepsOf(price)) + steps);
    }

    /// <summary>The step as a plain decimal; <c>unknown</c> where it is.</summary>
    public override string ToString() =>
        IsKnown ? ((decimal)_units / (decimal)PowersOfTen.Of(_decimals)).ToString("0.##########", CultureInfo.InvariantCulture) : "unknown";

    /// <summary>The grid of this step for prices up to a size, if there is one: the step is known, and doubles of that size can separate its prices.</summary>
    /// <param name="greatest">The largest of the prices, ≥ 0.</param>
    /// <param name="grid">What was found; the default value if there is none.</param>
    public bool TryGridFor(double greatest, out PriceGrid grid)
    {
        grid = new PriceGrid(_units, IsKnown ? PowersOfTen.Of(_decimals) : double.NaN);
        return grid.StepsOf(greatest) <= MostSteps && greatest * grid.Scale <= MostUnits;
    }

    private static double UlpOf(double price) => Math.BitIncrement(Math.Abs(price)) - Math.Abs(price);

    /// <summary>This grid, or where it is unknown or too fine for doubles of that size the one of 12 significant digits.</summary>
    private DecimalGrid GridAt(double price)
    {
        var size = Math.Abs(price);
        if (IsKnown && size / Value <= MostSteps && size * PowersOfTen.Of(_decimals) <= MostUnits)
        {
            return new DecimalGrid(_units, _decimals);
        }

        return DecimalGrid.OfDigits(size, SignificantDigits);
    }

    /// <summary>The multiples of units/10^decimals; a negative number of decimals means a power of ten above 1.</summary>
    private readonly struct DecimalGrid(double units, int decimals)
    {
        public static DecimalGrid OfDigits(double price, int digits)
        {
            if (!(price > 0 && double.IsFinite(price)))
            {
                return new DecimalGrid(1, 0);
            }

            // The exponent of the first digit, taken from the text: a logarithm may be off by one near a power of ten.
            Span<char> text = stackalloc char[32];
            _ = price.TryFormat(text, out var length, "E16", CultureInfo.InvariantCulture);
            var exponent = int.Parse(text[(text.IndexOf('E') + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return new DecimalGrid(1, digits - 1 - exponent);
        }

        public double StepsOf(double price) => price * PowersOfTen.Of(decimals) / units;

        /// <summary>The tolerance for rounding errors, in steps.</summary>
        public double Slack(double error) => Math.Min(MostSlack, StepsOf(error));

        /// <summary>One division of two exact numbers: rounded once, like the decimal's text. Grids of very small prices use the text itself; NaN for a value that is not a price.</summary>
        public double PriceOf(double steps)
        {
            if (!double.IsFinite(steps))
            {
                return double.NaN;
            }

            if (decimals <= PowersOfTen.MostExact && decimals >= 0)
            {
                return steps * units / PowersOfTen.Of(decimals);
            }

            Span<char> text = stackalloc char[48];
            _ = text.TryWrite(CultureInfo.InvariantCulture, $"{steps * units:0}E{-decimals}", out var length);
            return double.Parse(text[..length], NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
        }
    }
}
