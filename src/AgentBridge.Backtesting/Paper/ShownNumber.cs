using System.Globalization;

namespace AgentBridge.Backtesting;

/// <summary>What is computed is told in 12 significant digits: the rest is the noise of doubles.</summary>
internal static class ShownNumber
{
    public static double Of(double value) => double.Parse(value.ToString("G12", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
