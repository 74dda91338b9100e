namespace AgentBridge.Schema;

/// <summary>
/// Why a message is not a signal. The numbers and the names (<see cref="ViolationCatalog"/>) are never reused.
/// </summary>
public enum ViolationCode
{
    /// <summary>No violation.</summary>
    Unspecified = 0,

    /// <summary>More bytes than a message may have.</summary>
    MessageTooLarge = 1,

    /// <summary>A byte order mark before the JSON.</summary>
    ByteOrderMark = 2,

    /// <summary>Bytes that are not UTF-8.</summary>
    InvalidUtf8 = 3,

    /// <summary>Not JSON as defined by RFC 8259.</summary>
    InvalidJson = 4,

    /// <summary>A field occurs twice in one object.</summary>
    DuplicateField = 5,

    /// <summary>A number beyond the range of a double.</summary>
    NumberOverflow = 6,

    /// <summary>A string with half of a surrogate pair.</summary>
    LoneSurrogate = 7,

    /// <summary>A value of another JSON type than the contract's.</summary>
    WrongType = 20,

    /// <summary>A field that the contract does not have.</summary>
    UnknownField = 21,

    /// <summary>A required field is missing.</summary>
    MissingField = 22,

    /// <summary>Another version than 1.0.</summary>
    UnsupportedVersion = 23,

    /// <summary>Not a lower-case UUID with dashes.</summary>
    InvalidDecisionId = 24,

    /// <summary>Not yyyy-MM-ddTHH:mm:ss.fffZ.</summary>
    InvalidTimestamp = 25,

    /// <summary>Not a pair such as BTC/USDT.</summary>
    InvalidSymbol = 26,

    /// <summary>Neither long nor short.</summary>
    InvalidSide = 27,

    /// <summary>Confidence outside (0, 1].</summary>
    ConfidenceOutOfRange = 28,

    /// <summary>Neither market nor limit.</summary>
    InvalidEntryType = 29,

    /// <summary>A price that is not &gt; 0.</summary>
    PriceOutOfRange = 30,

    /// <summary>Not exactly two targets.</summary>
    TakeProfitCount = 31,

    /// <summary>A target's share that is not &gt; 0.</summary>
    SizeOutOfRange = 32,

    /// <summary>The cap on capital is outside (0, 1].</summary>
    CapitalOutOfRange = 33,

    /// <summary>A rationale that is not 1 to 60 code points without control characters.</summary>
    InvalidRationale = 34,

    /// <summary>A well-formed timestamp that is not a real date.</summary>
    TimestampNotReal = 50,

    /// <summary>The targets' shares do not sum to 1.</summary>
    SizesDoNotSum = 51,

    /// <summary>The stop is on the wrong side of the entry.</summary>
    StopOnWrongSide = 52,

    /// <summary>TP1 is on the wrong side of the entry.</summary>
    TakeProfitOnWrongSide = 53,

    /// <summary>TP2 is not beyond TP1.</summary>
    TakeProfitsNotOrdered = 54,
}
