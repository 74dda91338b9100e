namespace AgentBridge.Backtesting;

/// <summary>Names what the differences of two backtests are about; asked for them in the order of their opening, because one may cause a later one.</summary>
internal sealed class ParityClasses(IReadOnlyList<ParityTrade> ours, IReadOnlyList<ParityTrade> theirs, ParityContext context)
{
    // The error of a price that was read inexactly, as a fraction.
    private const double LastBits = 1e-14;

    private long _firstDifferentProfitMs = long.MaxValue;

    /// <summary>The class of a difference.</summary>
    /// <param name="one">Our trade; <see langword="null"/> if there is none.</param>
    /// <param name="other">Freqtrade's; <see langword="null"/> if there is none.</param>
    public ParityClass Of(ParityTrade? one, ParityTrade? other)
    {
        var found = one is not null && other is not null ? OfBoth(one, other) : OfLone((one ?? other)!, one is null ? ours : theirs);
        var closedMs = Math.Min(one?.CloseTimestamp ?? long.MaxValue, other?.CloseTimestamp ?? long.MaxValue);
        _firstDifferentProfitMs = Math.Min(_firstDifferentProfitMs, closedMs);
        return found;
    }

    private ParityClass OfLone(ParityTrade trade, IReadOnlyList<ParityTrade> others)
    {
        var open = others.Count(other => other.OpenTimestamp <= trade.OpenTimestamp && other.CloseTimestamp >= trade.OpenTimestamp);
        return open >= context.Slots || (open > 0 && others.Any(other => other.CloseTimestamp == trade.OpenTimestamp)) ? ParityClass.Slot
            : IsAfterADifference(trade) ? ParityClass.Wallet
            : open > 0 ? ParityClass.Slot
            : ParityClass.Signal;
    }

    private ParityClass OfBoth(ParityTrade one, ParityTrade other)
    {
        if (!one.OpenRate.Equals(other.OpenRate))
        {
            return IsNear(one.OpenRate, other.OpenRate) ? ParityClass.JsonDoubles : ParityClass.EntryRate;
        }

        if (!one.Amount.Equals(other.Amount))
        {
            return IsAfterADifference(one) ? ParityClass.Wallet : ParityClass.Amount;
        }

        var isSameTime = one.CloseTimestamp == other.CloseTimestamp;
        var isSameReason = string.Equals(one.ExitReason, other.ExitReason, StringComparison.Ordinal);
        if (isSameTime && isSameReason)
        {
            // The ratio divides by the price that was read, also where both prices are then rounded to the same step.
            var isNearRatio = IsNear(1 + one.ProfitRatio, 1 + other.ProfitRatio);
            return one.CloseRate.Equals(other.CloseRate) ? isNearRatio ? ParityClass.JsonDoubles : ParityClass.Fee
                : IsNear(one.CloseRate, other.CloseRate) ? ParityClass.JsonDoubles
                : OfExit(one.ExitReason);
        }

        var isSameCandle = one.CloseTimestamp / context.CandleMs == other.CloseTimestamp / context.CandleMs;
        if (!isSameTime && isSameCandle)
        {
            return ParityClass.Detail;
        }

        var (first, second) = one.CloseTimestamp <= other.CloseTimestamp ? (one, other) : (other, one);
        return !isSameTime && OfExit(first.ExitReason) == ParityClass.Target ? ParityClass.RestingExit
            : OfExit(other.ExitReason) is var theirClass && theirClass != ParityClass.Target ? theirClass
            : OfExit(isSameReason ? second.ExitReason : one.ExitReason);
    }

    private bool IsAfterADifference(ParityTrade trade) => _firstDifferentProfitMs <= trade.OpenTimestamp;

    private bool IsNear(double one, double other) => context.HasJsonPrices && Math.Abs(one - other) <= LastBits * Math.Max(one, other);

    private static ParityClass OfExit(string reason) => reason switch
    {
        "force_exit" => ParityClass.End,
        "tp1" or "tp2" => ParityClass.Target,
        "stop_loss" or "trailing_stop_loss" or "liquidation" => ParityClass.Stop,
        _ => ParityClass.Unexplained,
    };
}
