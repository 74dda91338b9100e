namespace AgentBridge.Schema;

/// <summary>The kinds of options.</summary>
public enum ParameterKind
{
    /// <summary>Unspecified.</summary>
    Unspecified = 0,

    /// <summary>A whole number of 32 bits.</summary>
    Int = 1,

    /// <summary>A whole number of up to 2^53, which a double represents exactly.</summary>
    Long = 2,

    /// <summary>A number.</summary>
    Double = 3,

    /// <summary>true or false.</summary>
    Bool = 4,

    /// <summary>One of a few words.</summary>
    Enum = 5,

    /// <summary>A timeframe, such as 1h.</summary>
    Timeframe = 6,

    /// <summary>A pair, such as BTC/USDT.</summary>
    Pair = 7,

    /// <summary>A text with a form (<see cref="OptionFormAttribute"/>); of strategies, only the name of what a wrapper wraps.</summary>
    Text = 8,

    /// <summary>A duration, written in seconds; not allowed for strategies.</summary>
    Seconds = 9,
}
