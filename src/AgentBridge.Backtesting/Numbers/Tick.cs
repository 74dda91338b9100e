using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Backtesting;

/// <summary>A step of prices or amounts as a decimal: <see cref="Units"/> / 10^<see cref="Places"/>.</summary>
internal readonly record struct Tick(ulong Units, int Places)
{
    /// <summary>The step 10^-places.</summary>
    public static Tick OfPlaces(int places) => new(1, places);

    /// <summary>A known step.</summary>
    public static Tick Of(PriceStep step)
    {
        var text = step.ToString();
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return point < 0
            ? new(ulong.Parse(text, CultureInfo.InvariantCulture), 0)
            : new(ulong.Parse(text.Remove(point, 1), CultureInfo.InvariantCulture), text.Length - point - 1);
    }

    /// <summary>Whether it is 10^-places.</summary>
    public bool IsPowerOfTen => Units == 1;
}
