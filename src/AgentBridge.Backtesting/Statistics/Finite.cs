namespace AgentBridge.Backtesting;

/// <summary>Figures that may not exist.</summary>
internal static class Finite
{
    /// <summary>The value; <see langword="null"/> if it is NaN or infinite, as a ratio to nothing is.</summary>
    public static double? OrNull(double value) => double.IsFinite(value) ? value : null;
}
