namespace AgentBridge.Schema;

/// <summary>The contract's rules on the numbers and words of a plan, in the order and with the codes of <see cref="SignalValidator"/>. Allocates nothing for a valid one.</summary>
public static class PlanValidator
{
    /// <summary>The first violation, or <see langword="null"/> for a plan that makes a valid signal.</summary>
    /// <param name="plan">The plan, its entry given (<see cref="TradePlan.At"/>).</param>
    public static SignalViolation? Validate(in TradePlan plan) => CheckWords(plan) ?? CheckNumbers(plan) ?? CheckOrder(plan);

    private static SignalViolation? CheckWords(in TradePlan plan)
    {
        if (plan.Side is not (SignalSide.Long or SignalSide.Short))
        {
            return new(ViolationCode.InvalidSide, "side", "expected long or short");
        }

        if (plan.EntryType is not (EntryType.Market or EntryType.Limit))
        {
            return new(ViolationCode.InvalidEntryType, "entry.type", "expected market or limit");
        }

        return IsRationale(plan.Rationale)
            ? null
            : new(ViolationCode.InvalidRationale, "rationale", "expected 1 to 60 characters without control characters");
    }

    private static SignalViolation? CheckNumbers(in TradePlan plan)
    {
        if (plan.Confidence is not (> 0 and <= 1))
        {
            return new(ViolationCode.ConfidenceOutOfRange, "confidence", "expected a number > 0 and at most 1");
        }

        return CheckPrice(plan.Entry ?? double.NaN, "entry.price")
            ?? CheckPrice(plan.Stop, "risk.initial_stop")
            ?? CheckPrice(plan.Tp1, "risk.take_profits[0].price")
            ?? CheckPrice(plan.Tp2, "risk.take_profits[1].price")
            ?? (plan.Tp1Share is > 0 and < 1
                ? null
                : new(ViolationCode.SizeOutOfRange, "risk.take_profits[0].size_pct", "expected a number > 0 and < 1"));
    }

    private static SignalViolation? CheckOrder(in TradePlan plan)
    {
        var sign = plan.Side == SignalSide.Long ? 1 : -1;
        var entry = plan.Entry.GetValueOrDefault() * sign;
        if (!(plan.Stop * sign < entry))
        {
            return new(ViolationCode.StopOnWrongSide, "risk.initial_stop", "a long needs its stop below entry.price, a short above it");
        }

        if (!(plan.Tp1 * sign > entry))
        {
            return new(ViolationCode.TakeProfitOnWrongSide, "risk.take_profits[0].price", "a long needs its targets above entry.price, a short below it");
        }

        return plan.Tp2 * sign > plan.Tp1 * sign
            ? null
            : new(ViolationCode.TakeProfitsNotOrdered, "risk.take_profits[1].price", "the second target must lie beyond the first");
    }

    private static SignalViolation? CheckPrice(double value, string field) =>
        value > 0 && double.IsFinite(value) ? null : new(ViolationCode.PriceOutOfRange, field, "expected a finite number > 0");

    private static bool IsRationale(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var count = 0;
        for (var rest = text.AsSpan(); !rest.IsEmpty; count++)
        {
            if (System.Text.Rune.DecodeFromUtf16(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done || System.Text.Rune.IsControl(rune))
            {
                return false;
            }

            rest = rest[used..];
        }

        return count <= SignalValidator.MaxRationaleLength;
    }
}
