using System.Globalization;

namespace AgentBridge.Backtesting;

/// <summary>Computed values are shown with 12 significant digits: the rest is rounding noise.</summary>
internal static class ShownNumber
{
    public static double Of(double value) => double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
