namespace AgentBridge.Schema;

/// <summary>How to enter a trade.</summary>
/// <param name="Type">Market or limit.</param>
/// <param name="Price">The reference price: the close that triggered the signal; finite and &gt; 0.</param>
public sealed record SignalEntry(
    EntryType Type,
    double Price);

/// <summary>The order type of an entry.</summary>
public enum EntryType
{
    /// <summary>Unspecified; refused everywhere.</summary>
    Unspecified = 0,

    /// <summary>At the market.</summary>
    Market = 1,

    /// <summary>At the reference price or better.</summary>
    Limit = 2,
}
