namespace AgentBridge.Schema;

/// <summary>The names of the enums on the wire.</summary>
public static class SignalNames
{
    /// <summary>The name of a side: <c>long</c> or <c>short</c>.</summary>
    /// <param name="side">Long or short.</param>
    /// <exception cref="ArgumentOutOfRangeException">The side is unspecified.</exception>
    public static string Of(SignalSide side) => side switch
    {
        SignalSide.Long => "long",
        SignalSide.Short => "short",
        _ => throw new ArgumentOutOfRangeException(nameof(side), side, "A signal without a side can't be written."),
    };

    /// <summary>The name of an order type: <c>market</c> or <c>limit</c>.</summary>
    /// <param name="type">Market or limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The type is unspecified.</exception>
    public static string Of(EntryType type) => type switch
    {
        EntryType.Market => "market",
        EntryType.Limit => "limit",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A signal without an entry type can't be written."),
    };
}
