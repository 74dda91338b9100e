using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// Puts the prices of a plan on the market's grid, so that a price that can be traded reaches them to the bit: the entry to the
/// nearest step, the stop away from it, each target away from it at the same multiple of R or more, so that no reward shrinks
/// against its risk. Every strategy's plan passes here, before the gate.
/// </summary>
public static class PriceSnap
{
    // The possible error of entry + r·(entry − stop) and of r itself, in units in the last place, for r = 0; it grows with r.
    private const double TargetUlps = 4;

    // A millionth of a step is on the grid.
    private const double Near = 1e-6;

    // However large the prices are, a rounding error is never a whole step.
    private const double MostSlack = 0.25;

    /// <summary>Snaps a plan.</summary>
    /// <param name="plan">The strategy's plan, with its entry filled in.</param>
    /// <param name="step">The price step; an unknown one rounds to 12 significant digits.</param>
    /// <param name="snapped">The plan with rounded prices; the default value if there is none.</param>
    /// <returns>Whether there is a plan: all prices &gt; 0, the stop on one side of the entry, TP1 and TP2 on the other.</returns>
    public static bool TrySnap(in TradePlan plan, PriceStep step, out TradePlan snapped)
    {
        snapped = default;
        if (!IsOrdered(plan))
        {
            return false;
        }

        var greatest = Math.Max(plan.Stop, plan.Tp2);
        var made = step.TryGridFor(greatest, out var grid)
            ? OnGrid(DirectionOf(plan.Side), plan, grid, Math.BitIncrement(greatest) - greatest)
            : InDigits(DirectionOf(plan.Side), plan);
        var holds = IsOrdered(made);
        snapped = holds ? made : default;
        return holds;
    }

    /// <summary>Whether the prices are those of a plan: a side, all prices finite and &gt; 0, the stop on one side of the entry, TP1 and TP2 on the other.</summary>
    internal static bool IsOrdered(in TradePlan plan)
    {
        var entry = plan.Entry ?? double.NaN;
        return DirectionOf(plan.Side) switch
        {
            > 0 => plan.Stop > 0 && plan.Stop < entry && entry < plan.Tp1 && plan.Tp1 < plan.Tp2 && double.IsFinite(plan.Tp2),
            < 0 => plan.Tp2 > 0 && plan.Tp2 < plan.Tp1 && plan.Tp1 < entry && entry < plan.Stop && double.IsFinite(plan.Stop),
            _ => false,
        };
    }

    private static TradePlan OnGrid(int direction, in TradePlan plan, in PriceGrid grid, double ulp)
    {
        var unsnapped = plan.Entry.GetValueOrDefault();
        var error = Math.Min(MostSlack, grid.StepsOf(ulp));
        var near = Math.Max(Near, error);

        // 1.005 is a tie in decimals, and a hair below one in doubles.
        var entry = Math.Floor(grid.StepsOf(unsnapped) + 0.5 + error);
        var stop = direction > 0
            ? Math.Min(Math.Floor(grid.StepsOf(plan.Stop) + near), entry - 1)
            : Math.Max(Math.Ceiling(grid.StepsOf(plan.Stop) - near), entry + 1);
        var (risk, snappedRisk) = (Math.Abs(unsnapped - plan.Stop), Math.Abs(entry - stop));
        var first = Math.Max(1, Away(Math.Abs(plan.Tp1 - unsnapped) / risk, snappedRisk, error));
        var second = Math.Max(first + 1, Away(Math.Abs(plan.Tp2 - unsnapped) / risk, snappedRisk, error));
        return plan with
        {
            Entry = grid.PriceOf(entry),
            Stop = grid.PriceOf(stop),
            Tp1 = grid.PriceOf(entry + (direction * first)),
            Tp2 = grid.PriceOf(entry + (direction * second)),
        };
    }

    /// <summary>The whole steps of a multiple of R, rounded up; a value on the grid, up to rounding errors, is kept.</summary>
    private static double Away(double multiple, double risk, double error) =>
        Math.Ceiling((multiple * risk) - Math.Max(Near, Math.Min(MostSlack, TargetUlps * (1 + multiple) * error)));

    /// <summary>Without a grid each price has 12 significant digits.</summary>
    private static TradePlan InDigits(int direction, in TradePlan plan)
    {
        var digits = PriceStep.Unknown;
        var unsnapped = plan.Entry.GetValueOrDefault();
        var entry = digits.Nearest(unsnapped);
        var stop = direction > 0
            ? Math.Min(digits.Down(plan.Stop), digits.Move(entry, -1))
            : Math.Max(digits.Up(plan.Stop), digits.Move(entry, 1));
        var risk = Math.Abs(unsnapped - plan.Stop);
        var tp1 = Target(direction, entry, stop, Math.Abs(plan.Tp1 - unsnapped) / risk, entry);
        var tp2 = Target(direction, entry, stop, Math.Abs(plan.Tp2 - unsnapped) / risk, tp1);
        return plan with { Entry = entry, Stop = stop, Tp1 = tp1, Tp2 = tp2 };
    }

    /// <summary>The target at a multiple of R, rounded away from the entry, at least a digit beyond a price.</summary>
    private static double Target(int direction, double entry, double stop, double multiple, double beyond)
    {
        var digits = PriceStep.Unknown;
        var exact = entry + (multiple * (entry - stop));
        var greatest = Math.Max(Math.Abs(exact), Math.Max(entry, stop));
        var error = TargetUlps * (1 + multiple) * (Math.BitIncrement(greatest) - greatest);
        return direction > 0
            ? Math.Max(digits.Up(exact, error), digits.Move(beyond, 1))
            : Math.Min(digits.Down(exact, error), digits.Move(beyond, -1));
    }

    private static int DirectionOf(SignalSide side) => side switch { SignalSide.Long => 1, SignalSide.Short => -1, _ => 0 };
}
