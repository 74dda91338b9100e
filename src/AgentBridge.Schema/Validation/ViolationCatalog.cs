using System.Collections.Immutable;

namespace AgentBridge.Schema;

/// <summary>One row of the table of violations.</summary>
/// <param name="Code">The code, whose number is never reused.</param>
/// <param name="Name">Its name in corpus files, documents and logs.</param>
/// <param name="Layer">Which readers can detect it.</param>
/// <param name="Meaning">What it means, for people.</param>
public sealed record ViolationInfo(ViolationCode Code, string Name, ViolationLayer Layer, string Meaning);

/// <summary>Every violation: the one table with which code, documents and corpus are compared.</summary>
public static class ViolationCatalog
{
    private static readonly ViolationInfo None = new(ViolationCode.Unspecified, "UNSPECIFIED", ViolationLayer.Unspecified, "no violation");

    /// <summary>All violations, by number.</summary>
    public static ImmutableArray<ViolationInfo> All { get; } =
    [
        new(ViolationCode.MessageTooLarge, "MESSAGE_TOO_LARGE", ViolationLayer.Syntax, "more than 4,096 bytes"),
        new(ViolationCode.ByteOrderMark, "BYTE_ORDER_MARK", ViolationLayer.Syntax, "a byte order mark before the JSON"),
        new(ViolationCode.InvalidUtf8, "INVALID_UTF8", ViolationLayer.Syntax, "bytes that are not UTF-8"),
        new(ViolationCode.InvalidJson, "INVALID_JSON", ViolationLayer.Syntax, "not one RFC 8259 JSON document (comment, trailing comma, NaN, second document, nothing at all, nested deeper than 16)"),
        new(ViolationCode.DuplicateField, "DUPLICATE_FIELD", ViolationLayer.Syntax, "a field occurs twice in one object"),
        new(ViolationCode.NumberOverflow, "NUMBER_OVERFLOW", ViolationLayer.Syntax, "a number beyond the range of a double"),
        new(ViolationCode.LoneSurrogate, "LONE_SURROGATE", ViolationLayer.Syntax, "a string with half of a surrogate pair"),
        new(ViolationCode.WrongType, "WRONG_TYPE", ViolationLayer.Schema, "a value of another JSON type than the contract's"),
        new(ViolationCode.UnknownField, "UNKNOWN_FIELD", ViolationLayer.Schema, "a field that the contract does not have"),
        new(ViolationCode.MissingField, "MISSING_FIELD", ViolationLayer.Schema, "a required field is missing"),
        new(ViolationCode.UnsupportedVersion, "UNSUPPORTED_VERSION", ViolationLayer.Schema, "version is not \"1.0\""),
        new(ViolationCode.InvalidDecisionId, "INVALID_DECISION_ID", ViolationLayer.Schema, "decision_id is not a lower-case UUID with dashes"),
        new(ViolationCode.InvalidTimestamp, "INVALID_TIMESTAMP", ViolationLayer.Schema, "timestamp is not yyyy-MM-ddTHH:mm:ss.fffZ"),
        new(ViolationCode.InvalidSymbol, "INVALID_SYMBOL", ViolationLayer.Schema, "symbol is not a pair such as BTC/USDT (or BTC/USDT:USDT)"),
        new(ViolationCode.InvalidSide, "INVALID_SIDE", ViolationLayer.Schema, "side is neither long nor short"),
        new(ViolationCode.ConfidenceOutOfRange, "CONFIDENCE_OUT_OF_RANGE", ViolationLayer.Schema, "confidence is not in (0, 1]"),
        new(ViolationCode.InvalidEntryType, "INVALID_ENTRY_TYPE", ViolationLayer.Schema, "entry.type is neither market nor limit"),
        new(ViolationCode.PriceOutOfRange, "PRICE_OUT_OF_RANGE", ViolationLayer.Schema, "a price is not > 0"),
        new(ViolationCode.TakeProfitCount, "TAKE_PROFIT_COUNT", ViolationLayer.Schema, "take_profits does not have exactly two targets"),
        new(ViolationCode.SizeOutOfRange, "SIZE_OUT_OF_RANGE", ViolationLayer.Schema, "size_pct is not > 0"),
        new(ViolationCode.CapitalOutOfRange, "CAPITAL_OUT_OF_RANGE", ViolationLayer.Schema, "max_capital_pct is not in (0, 1]"),
        new(ViolationCode.InvalidRationale, "INVALID_RATIONALE", ViolationLayer.Schema, "rationale is not 1 to 60 code points without control characters"),
        new(ViolationCode.TimestampNotReal, "TIMESTAMP_NOT_REAL", ViolationLayer.Rule, "timestamp is a date or time that does not exist"),
        new(ViolationCode.SizesDoNotSum, "SIZES_DO_NOT_SUM", ViolationLayer.Rule, "the two size_pct do not sum to 1 within 1e-6"),
        new(ViolationCode.StopOnWrongSide, "STOP_ON_WRONG_SIDE", ViolationLayer.Rule, "initial_stop is not below entry.price (long) or above it (short)"),
        new(ViolationCode.TakeProfitOnWrongSide, "TAKE_PROFIT_ON_WRONG_SIDE", ViolationLayer.Rule, "the first target is not above entry.price (long) or below it (short)"),
        new(ViolationCode.TakeProfitsNotOrdered, "TAKE_PROFITS_NOT_ORDERED", ViolationLayer.Rule, "the second target is not beyond the first"),
    ];

    /// <summary>The row of a code; a row named UNSPECIFIED for an unknown code.</summary>
    /// <param name="code">The code to look up.</param>
    public static ViolationInfo Of(ViolationCode code)
    {
        foreach (var info in All)
        {
            if (info.Code == code)
            {
                return info;
            }
        }

        return None;
    }
}
