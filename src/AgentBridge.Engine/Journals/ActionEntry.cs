namespace AgentBridge.Engine;

/// <summary>The writer of a line: the same for every line of one run of one program.</summary>
/// <param name="RunId">The id of the run, which is in every line of its action log.</param>
/// <param name="AgentId">The program or its part, such as <c>bridge</c>.</param>
/// <param name="AgentVersion">The release of that program, such as <c>0.1.0</c>.</param>
/// <param name="Environment">Where it acts: <c>backtest</c>, <c>dry-run</c>, <c>simulated</c> (an exchange that is not a real one) or <c>live</c>.</param>
public sealed record ActionOrigin(string RunId, string AgentId, string AgentVersion, string Environment);

/// <summary>One action and its result.</summary>
/// <param name="Action">The action, such as <c>publish</c>.</param>
/// <param name="Target">Its target, such as a pair or a list's name.</param>
/// <param name="Result">The result: a code such as <c>OK</c> or <c>STOP_TOO_NEAR</c>.</param>
public sealed record ActionEntry(string Action, string Target, string Result)
{
    /// <summary>The settings that mattered, by name; none by default.</summary>
    public IReadOnlyDictionary<string, ActionValue> Parameters { get; init; } = new Dictionary<string, ActionValue>(StringComparer.Ordinal);

    /// <summary>Ids of the inputs, such as a decision_id; none by default.</summary>
    public IReadOnlyList<string> InputRefs { get; init; } = [];

    /// <summary>Ids of the outputs; none by default.</summary>
    public IReadOnlyList<string> OutputRefs { get; init; } = [];

    /// <summary>Figures by name (a latency in milliseconds ends in <c>_ms</c>); a figure that is not finite is written as null and not read back.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The reason, as text; empty by default.</summary>
    public string Rationale { get; init; } = string.Empty;
}

/// <summary>A line of the action log.</summary>
/// <param name="Timestamp">When it was written, UTC, whole milliseconds.</param>
/// <param name="Origin">The writer.</param>
/// <param name="Entry">What was done, to what, with which result.</param>
public sealed record ActionRecord(DateTimeOffset Timestamp, ActionOrigin Origin, ActionEntry Entry)
{
    /// <summary>Whether an id is among the references of the action.</summary>
    /// <param name="id">The id, such as a decision_id.</param>
    public bool RefersTo(string id) =>
        Entry.InputRefs.Contains(id, StringComparer.Ordinal) || Entry.OutputRefs.Contains(id, StringComparer.Ordinal);
}

/// <summary>The content of a folder's action log.</summary>
/// <param name="Records">The requested lines, oldest file first, in the files' order.</param>
/// <param name="Malformed">The number of unreadable lines that were skipped.</param>
public sealed record ActionLogContent(IReadOnlyList<ActionRecord> Records, int Malformed);
