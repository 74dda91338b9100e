namespace AgentBridge.Engine;

/// <summary>Names in the action log shared by writers, gates and <c>why</c>.</summary>
public static class TradeActions
{
    /// <summary>The action of a cycle.</summary>
    public const string Cycle = "cycle";

    /// <summary>The action of a signal from a file.</summary>
    public const string Publish = "publish";

    /// <summary>The action of an entry that was confirmed.</summary>
    public const string Confirm = "confirm";

    /// <summary>The action of a stop that is set.</summary>
    public const string Stop = "stop";

    /// <summary>The action of a trade that was opened.</summary>
    public const string Open = "open";

    /// <summary>The action of a signal that was not opened.</summary>
    public const string Refuse = "refuse";

    /// <summary>The action of a trade that ended.</summary>
    public const string Close = "close";

    /// <summary>The parameter with the host of a trade.</summary>
    public const string Host = "host";

    /// <summary>The host that trades on paper.</summary>
    public const string PaperHost = "paper";

    /// <summary>The host Freqtrade.</summary>
    public const string FreqtradeHost = "freqtrade";

    /// <summary>The metric of a cycle's whole duration.</summary>
    public const string TotalMs = "total_ms";
}
