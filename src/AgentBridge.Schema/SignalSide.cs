namespace AgentBridge.Schema;

/// <summary>The side of a trade.</summary>
public enum SignalSide
{
    /// <summary>Unspecified; refused everywhere.</summary>
    Unspecified = 0,

    /// <summary>Buy first: stop &lt; entry &lt; TP1 &lt; TP2.</summary>
    Long = 1,

    /// <summary>Sell first: stop &gt; entry &gt; TP1 &gt; TP2.</summary>
    Short = 2,
}
