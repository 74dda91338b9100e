namespace AgentBridge.Schema;

/// <summary>What an option may be.</summary>
public enum ParameterKind
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>A whole number of 32 bits.</summary>
    Int = 1,

    /// <summary>A whole number of up to 2^53, so that a double holds it.</summary>
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

    /// <summary>A text of a form (<see cref="OptionFormAttribute"/>); no option of a strategy is one.</summary>
    Text = 8,

    /// <summary>A length of time, written in seconds; no option of a strategy is one.</summary>
    Seconds = 9,
}
