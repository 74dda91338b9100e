using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>The range of every period.</summary>
internal static class WindowPeriod
{
    public const int Largest = 10_000;

    /// <summary>The period, if it is in range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not; the message names parameter, value and limit.</exception>
    public static int Checked(int period, int smallest = 1, [CallerArgumentExpression(nameof(period))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(period, smallest, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(period, Largest, name);
        return period;
    }
}
