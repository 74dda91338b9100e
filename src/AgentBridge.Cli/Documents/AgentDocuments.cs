namespace AgentBridge.Cli;

/// <summary>The document of <c>/health</c>, <c>/ready</c> and <c>status</c>.</summary>
/// <param name="Healthy">Whether every loop lives.</param>
/// <param name="Ready">Whether each has completed a cycle and the channel can be used.</param>
/// <param name="At">As of when, ISO 8601 UTC.</param>
/// <param name="StartedAt">The agent's start; <see langword="null"/> if it was read from the journals.</param>
/// <param name="Version">The agent's version; <see langword="null"/> if it was read from the journals.</param>
/// <param name="Pid">The agent's process; <see langword="null"/> if it was read from the journals.</param>
/// <param name="Timeframe">The length of a candle; <see langword="null"/> if it was read from the journals.</param>
/// <param name="Channel">The channel; <see langword="null"/> if it was read from the journals.</param>
/// <param name="Pairs">The loops: each pair with each of its strategies.</param>
internal sealed record AgentStatusDocument(
    bool Healthy,
    bool Ready,
    string At,
    string? StartedAt,
    string? Version,
    int? Pid,
    string? Timeframe,
    AgentChannelDocument? Channel,
    IReadOnlyList<AgentPairDocument> Pairs);

/// <summary>The channel.</summary>
/// <param name="Name">Its kind and place.</param>
/// <param name="Ok">Whether it could be used at the last check.</param>
/// <param name="Problem">Why it could not.</param>
internal sealed record AgentChannelDocument(string Name, bool Ok, string? Problem);

/// <summary>A pair with one of its strategies.</summary>
/// <param name="Pair">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Strategy">Name and version of the strategy.</param>
/// <param name="State">starting, running, failing, hanging (the strategy does not answer) or silent (the loop gives no sign of life); from the journals also late.</param>
/// <param name="Ready">Whether its first cycle has completed.</param>
/// <param name="CandleClose">The close of the newest decided candle, ISO 8601 UTC.</param>
/// <param name="Decision">Its result code.</param>
/// <param name="DecidedAt">When it was decided.</param>
/// <param name="AgeSec">The seconds since that close.</param>
/// <param name="Failures">The failures since the last completed cycle.</param>
/// <param name="FailuresTotal">The failures since the start.</param>
/// <param name="Failure">The newest of the current failures.</param>
internal sealed record AgentPairDocument(
    string Pair,
    string Strategy,
    string State,
    bool Ready,
    string? CandleClose,
    string? Decision,
    string? DecidedAt,
    double? AgeSec,
    int Failures,
    long FailuresTotal,
    string? Failure);
