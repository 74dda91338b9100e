using System.Runtime.CompilerServices;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>
/// What all setups do: an impossible candle is left out, a setup on a side that is enabled gets a stop, targets and a confidence. A setup itself says
/// on which side a candle triggers and how clearly.
/// </summary>
/// <param name="options">The setup's options.</param>
/// <param name="longRationale">The reason of a long, at most 60 characters.</param>
/// <param name="shortRationale">The reason of a short, at most 60 characters.</param>
internal abstract class SetupStream(SetupOptions options, string longRationale, string shortRationale) : IStrategyStream
{
    private readonly bool _plansShorts = options.Short;
    private TradeLevels _levels = new(options);

    /// <inheritdoc/>
    public bool OnCandle(in Candle candle, out TradePlan plan)
    {
        // The caller reads the plan only if there is one.
        Unsafe.SkipInit(out plan);
        if (!candle.IsPossible)
        {
            plan = default;
            return false;
        }

        _levels.Update(candle);
        var side = Update(candle);
        return side != SignalSide.Unspecified && (side == SignalSide.Long || _plansShorts) && TryPlan(side, candle, out plan);
    }

    /// <summary>The needs of a setup whose indicators take a number of candles.</summary>
    protected static StrategyNeeds NeedsOf(SetupOptions options, int candles) => new(Math.Max(candles, TradeLevels.WarmUpOf(options)))
    {
        Sides = options.Short ? StrategySides.Long | StrategySides.Short : StrategySides.Long,
    };

    /// <summary>Takes the next candle, and says on which side it triggers; <see cref="SignalSide.Unspecified"/> for none.</summary>
    /// <param name="candle">A possible candle.</param>
    protected abstract SignalSide Update(in Candle candle);

    /// <summary>How clear the setup is that the newest candle triggered: 0 for one that just meets the rule, 1 and more for the clearest.</summary>
    /// <param name="direction">1 for a long, -1 for a short.</param>
    /// <param name="candle">The candle that triggered, the newest that <see cref="Update"/> took.</param>
    /// <param name="risk">The distance from the close to the stop, more than 0.</param>
    protected abstract double StrengthOf(int direction, in Candle candle, double risk);

    private bool TryPlan(SignalSide side, in Candle candle, out TradePlan plan)
    {
        var isLong = side == SignalSide.Long;
        var risk = _levels.RiskOf(side, candle.Close);
        var strength = StrengthOf(isLong ? 1 : -1, candle, risk);
        return _levels.TryPlan(side, candle.Close, risk, strength, isLong ? longRationale : shortRationale, out plan);
    }
}
