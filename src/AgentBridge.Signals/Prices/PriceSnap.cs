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
    // What entry + r·(entry − stop) and r itself may be off by, in units in the last place, for r = 0; it grows with r.
    private const double TargetUlps = 4;

    /// <summary>Snaps a plan.</summary>
    /// <param name="plan">The plan as the strategy has it, its entry given.</param>
    /// <param name="step">The price step; an unknown one rounds to 12 significant digits.</param>
    /// <param name="snapped">The plan on the grid; the default value where there is none.</param>
    /// <returns>Whether there is a plan: all prices &gt; 0, the stop on one side of the entry, TP1 and TP2 on the other.</returns>
    public static bool TrySnap(in TradePlan plan, PriceStep step, out TradePlan snapped)
    {
        snapped = default;
        if (!IsOrdered(plan))
        {
            return false;
        }

        var (direction, unsnapped) = (DirectionOf(plan.Side), plan.Entry.GetValueOrDefault());
        var entry = step.Nearest(unsnapped);
        if (!(entry > 0))
        {
            return false;
        }

        var stop = direction > 0
            ? Math.Min(step.Down(plan.Stop), step.Move(entry, -1))
            : Math.Max(step.Up(plan.Stop), step.Move(entry, 1));
        var risk = Math.Abs(unsnapped - plan.Stop);
        var tp1 = Target(direction, step, entry, stop, Math.Abs(plan.Tp1 - unsnapped) / risk, entry);
        var tp2 = Target(direction, step, entry, stop, Math.Abs(plan.Tp2 - unsnapped) / risk, tp1);
        var made = plan with { Entry = entry, Stop = stop, Tp1 = tp1, Tp2 = tp2 };
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

    /// <summary>The target at a multiple of R, rounded away from the entry, at least a step beyond a price.</summary>
    private static double Target(int direction, PriceStep step, double entry, double stop, double multiple, double beyond)
    {
        var exact = entry + (multiple * (entry - stop));
        var greatest = Math.Max(Math.Abs(exact), Math.Max(entry, stop));
        var error = TargetUlps * (1 + multiple) * (Math.BitIncrement(greatest) - greatest);
        return direction > 0
            ? Math.Max(step.Up(exact, error), step.Move(beyond, 1))
            : Math.Min(step.Down(exact, error), step.Move(beyond, -1));
    }

    private static int DirectionOf(SignalSide side) => side switch { SignalSide.Long => 1, SignalSide.Short => -1, _ => 0 };
}
