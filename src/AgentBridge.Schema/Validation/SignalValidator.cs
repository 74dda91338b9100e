using System.Text;

namespace AgentBridge.Schema;

/// <summary>The contract's rules for values, for signals that were read and for signals created in code.</summary>
public static class SignalValidator
{
    /// <summary>How far the sum of the targets' shares may be from 1, included.</summary>
    public const double SizeSumTolerance = 1e-6;

    /// <summary>The maximum length of a rationale, in Unicode code points.</summary>
    public const int MaxRationaleLength = 60;

    /// <summary>The first violation, or <see langword="null"/> for a valid signal. NaN and infinities are violations.</summary>
    /// <param name="signal">The signal to check.</param>
    public static SignalViolation? Validate(TradingSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return CheckTexts(signal) ?? CheckNumbers(signal) ?? CheckRules(signal);
    }

    private static SignalViolation? CheckTexts(TradingSignal signal)
    {
        if (!SignalSymbol.IsValid(signal.Symbol))
        {
            return new(ViolationCode.InvalidSymbol, "symbol", "expected a pair such as BTC/USDT");
        }

        return CheckWords(signal.Side, signal.Entry?.Type ?? EntryType.Unspecified, signal.Rationale)
            ?? (signal.Risk is null ? new(ViolationCode.MissingField, "risk", "the field is required") : null);
    }

    /// <summary>Side, order type and rationale.</summary>
    internal static SignalViolation? CheckWords(SignalSide side, EntryType type, string? rationale)
    {
        if (side is not (SignalSide.Long or SignalSide.Short))
        {
            return new(ViolationCode.InvalidSide, "side", "expected long or short");
        }

        if (type is not (EntryType.Market or EntryType.Limit))
        {
            return new(ViolationCode.InvalidEntryType, "entry.type", "expected market or limit");
        }

        return IsRationale(rationale) ? null : new(ViolationCode.InvalidRationale, "rationale", "expected 1 to 60 characters without control characters");
    }

    private static SignalViolation? CheckNumbers(TradingSignal signal)
    {
        var (risk, first, second) = (signal.Risk, signal.Risk.TakeProfits.First, signal.Risk.TakeProfits.Second);
        return CheckConfidence(signal.Confidence)
            ?? CheckPrice(signal.Entry.Price, "entry.price")
            ?? CheckPrice(risk.InitialStop, "risk.initial_stop")
            ?? CheckPrice(first.Price, "risk.take_profits[0].price")
            ?? CheckSize(first.SizePct, "risk.take_profits[0].size_pct")
            ?? CheckPrice(second.Price, "risk.take_profits[1].price")
            ?? CheckSize(second.SizePct, "risk.take_profits[1].size_pct")
            ?? (IsShare(risk.MaxCapitalPct)
                ? null
                : new(ViolationCode.CapitalOutOfRange, "risk.max_capital_pct", "expected a number > 0 and at most 1"));
    }

    private static SignalViolation? CheckRules(TradingSignal signal)
    {
        var (first, second) = (signal.Risk.TakeProfits.First, signal.Risk.TakeProfits.Second);
        if (signal.Timestamp.Offset != TimeSpan.Zero || signal.Timestamp.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            return new(ViolationCode.InvalidTimestamp, "timestamp", "expected UTC in whole milliseconds");
        }

        return CheckSum(first.SizePct, second.SizePct)
            ?? CheckOrder(signal.Side, signal.Entry.Price, signal.Risk.InitialStop, first.Price, second.Price);
    }

    internal static SignalViolation? CheckSum(double first, double second) =>
        Math.Abs(first + second - 1) <= SizeSumTolerance
            ? null
            : new(ViolationCode.SizesDoNotSum, "risk.take_profits", "the size_pct must sum to 1 within 1e-6");

    /// <summary>Stop, entry and targets in their order.</summary>
    internal static SignalViolation? CheckOrder(SignalSide side, double entry, double stop, double tp1, double tp2)
    {
        // One comparison covers both sides: prices are mirrored for a short.
        var sign = side == SignalSide.Long ? 1 : -1;
        if (!(stop * sign < entry * sign))
        {
            return new(ViolationCode.StopOnWrongSide, "risk.initial_stop", "a long needs its stop below entry.price, a short above it");
        }

        if (!(tp1 * sign > entry * sign))
        {
            return new(ViolationCode.TakeProfitOnWrongSide, "risk.take_profits[0].price", "a long needs its targets above entry.price, a short below it");
        }

        return tp2 * sign > tp1 * sign
            ? null
            : new(ViolationCode.TakeProfitsNotOrdered, "risk.take_profits[1].price", "the second target must lie beyond the first");
    }

    private static bool IsShare(double value) => value is > 0 and <= 1;

    internal static SignalViolation? CheckConfidence(double value) =>
        IsShare(value) ? null : new(ViolationCode.ConfidenceOutOfRange, "confidence", "expected a number > 0 and at most 1");

    internal static SignalViolation? CheckPrice(double value, string field) =>
        value > 0 && double.IsFinite(value) ? null : new(ViolationCode.PriceOutOfRange, field, "expected a finite number > 0");

    internal static SignalViolation? CheckSize(double value, string field) =>
        value > 0 && double.IsFinite(value) ? null : new(ViolationCode.SizeOutOfRange, field, "expected a number > 0");

    private static bool IsRationale(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 2 * MaxRationaleLength)
        {
            return false;
        }

        if (IsPrintableAscii(text))
        {
            return text.Length <= MaxRationaleLength;
        }

        var count = 0;
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var used) != System.Buffers.OperationStatus.Done || Rune.IsControl(rune))
            {
                return false;
            }

            rest = rest[used..];
            count++;
        }

        return count <= MaxRationaleLength;
    }

    /// <summary>Whether each char is a character, and none a control character. A loop: the library's generic search allocates until it is compiled for good.</summary>
    private static bool IsPrintableAscii(string text)
    {
        foreach (var c in text)
        {
            if (c is < ' ' or > '~')
            {
                return false;
            }
        }

        return true;
    }
}
