namespace AgentBridge.Backtesting;

/// <summary>Rounding of doubles to steps. Away from a step, one multiplication decides; near one, the exact decimal does.</summary>
internal static class StepRounding
{
    // The multiplication and the shortest text of its factor are each off by less than 2^-53 of the number of steps.
    private const double MostSteps = 1e9;
    private const double RelativeMargin = 1.0 / (1L << 50);

    /// <summary>The largest multiple of a step that is not above a number.</summary>
    public static double Down(double value, in Tick step)
    {
        if (IsClear(value, step, out var steps, out var scale))
        {
            return Math.Floor(steps) / scale;
        }

        return Decimals.Of(value, step.Places).Down(step);
    }

    /// <summary>The smallest multiple of a step that is not below a number.</summary>
    /// <param name="value">The number, &gt; 0.</param>
    /// <param name="step">The distance of two allowed values.</param>
    /// <param name="isExact">Whether the decimal decides; otherwise, as in older releases, its product with a power of ten in doubles.</param>
    public static double Up(double value, in Tick step, bool isExact)
    {
        if (!isExact)
        {
            var power = Decimals.Power(step.Places);
            return Math.Ceiling(value * power) / power;
        }

        return IsClear(value, step, out var steps, out var scale) ? Math.Ceiling(steps) / scale : Decimals.Of(value, step.Places).Up(step);
    }

    /// <summary>The largest multiple of a step that is not above a number.</summary>
    /// <param name="value">The number, &gt; 0.</param>
    /// <param name="step">The distance of two allowed values.</param>
    /// <param name="isExact">Whether the decimal decides; otherwise, as in older releases, its product with a power of ten in doubles.</param>
    public static double Down(double value, in Tick step, bool isExact)
    {
        if (isExact)
        {
            return Down(value, step);
        }

        var power = Decimals.Power(step.Places);
        return Math.Floor(value * power) / power;
    }

    private static bool IsClear(double value, in Tick step, out double steps, out double scale)
    {
        scale = Decimals.Power(Math.Min(step.Places, 22));
        steps = value * scale;
        var part = steps - Math.Floor(steps);
        return step.IsPowerOfTen && steps < MostSteps && part > RelativeMargin * steps && part < 1 - (RelativeMargin * steps);
    }
}
