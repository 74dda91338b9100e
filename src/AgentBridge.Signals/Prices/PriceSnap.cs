using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// Puts the prices of a plan on the market's grid, so that a price that can be traded reaches them to the bit: the entry to the
/// nearest step, the stop away from it, each target away from it at the same multiple of R or more, so that no reward shrinks
/// against its risk. Every generator's plan passes here, before the gate.
/// </summary>
public static class PriceSnap
{
    // What entry + r·(entry − stop) and r itself may be off by, in units in the last place, for r = 0; it grows with r.
    private const double TargetUlps = 4;

    /// <summary>Snaps a plan.</summary>
    /// <param name="side">The side.</param>
    /// <param name="plan">The prices as the generator has them.</param>
    /// <param name="step">The price step; an unknown one rounds to 12 significant digits.</param>
    /// <param name="snapped">The prices on the grid; the default value where there is no plan.</param>
    /// <returns>Whether there is a plan: all prices &gt; 0, the stop on one side of the entry, TP1 and TP2 on the other.</returns>
    public static bool TrySnap(SignalSide side, in PlanPrices plan, PriceStep step, out PlanPrices snapped)
    {
        snapped = default;
        var direction = DirectionOf(side);
        if (direction == 0 || !IsOrdered(direction, plan))
        {
            return false;
        }

        var entry = step.Nearest(plan.Entry);
        if (!(entry > 0))
        {
            return false;
        }

        var stop = direction > 0
            ? Math.Min(step.Down(plan.Stop), step.Move(entry, -1))
            : Math.Max(step.Up(plan.Stop), step.Move(entry, 1));
        var risk = Math.Abs(plan.Entry - plan.Stop);
        var tp1 = Target(direction, step, entry, stop, Math.Abs(plan.Tp1 - plan.Entry) / risk, entry);
        var tp2 = Target(direction, step, entry, stop, Math.Abs(plan.Tp2 - plan.Entry) / risk, tp1);
        var made = new PlanPrices(entry, stop, tp1, tp2);
        var holds = IsOrdered(direction, made);
        snapped = holds ? made : default;
        return holds;
    }

    /// <summary>Snaps the prices of a signal, whichever generator made it.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="step">The price step; an unknown one rounds to 12 significant digits.</param>
    /// <returns>
    /// The signal with its prices on the grid; <see langword="null"/> where the grid leaves no plan. One whose prices are no plan to
    /// begin with is handed on as it is: the gate says what is wrong with it.
    /// </returns>
    public static TradingSignal? Snap(TradingSignal signal, PriceStep step)
    {
        ArgumentNullException.ThrowIfNull(signal);
        var (first, second) = (signal.Risk.TakeProfits.First, signal.Risk.TakeProfits.Second);
        var plan = new PlanPrices(signal.Entry.Price, signal.Risk.InitialStop, first.Price, second.Price);
        var direction = DirectionOf(signal.Side);
        if (direction == 0 || !IsOrdered(direction, plan))
        {
            return signal;
        }

        if (!TrySnap(signal.Side, plan, step, out var snapped))
        {
            return null;
        }

        return signal with
        {
            Entry = signal.Entry with { Price = snapped.Entry },
            Risk = signal.Risk with
            {
                InitialStop = snapped.Stop,
                TakeProfits = new TakeProfits(first with { Price = snapped.Tp1 }, second with { Price = snapped.Tp2 }),
            },
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

    private static bool IsOrdered(int direction, in PlanPrices plan) =>
        direction > 0
            ? plan.Stop > 0 && plan.Stop < plan.Entry && plan.Entry < plan.Tp1 && plan.Tp1 < plan.Tp2 && double.IsFinite(plan.Tp2)
            : plan.Tp2 > 0 && plan.Tp2 < plan.Tp1 && plan.Tp1 < plan.Entry && plan.Entry < plan.Stop && double.IsFinite(plan.Stop);
}
