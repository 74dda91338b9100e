namespace AgentBridge.ExchangeSimulator;

/// <summary>The effect of a fault on a request.</summary>
public enum SimulatedFaultKind
{
    /// <summary>Unspecified; refused.</summary>
    Unspecified = 0,

    /// <summary>The connection is closed without an answer.</summary>
    Drop,

    /// <summary>The answer is delayed.</summary>
    Delay,

    /// <summary>Another status than 200 is answered, with the body that Binance sends with it.</summary>
    Status,
}

/// <summary>A fault for the next requests. Matching faults apply in the order in which they were added; control requests are exempt.</summary>
public sealed record SimulatedFault
{
    /// <summary>The effect.</summary>
    /// <value>Not <see cref="SimulatedFaultKind.Unspecified"/>.</value>
    public required SimulatedFaultKind Kind { get; init; }

    /// <summary>How many requests it befalls.</summary>
    /// <value>≥ 1; null, the default: all, until the faults are cleared.</value>
    public int? Count { get; init; }

    /// <summary>The prefix of the affected paths, such as <c>/api/v3/klines</c> or <c>/ws</c>.</summary>
    /// <value>Begins with a slash; <c>/</c>, every path, by default.</value>
    public string PathPrefix { get; init; } = "/";

    /// <summary>The status of <see cref="SimulatedFaultKind.Status"/>.</summary>
    /// <value>From 400 to 599; 503 by default.</value>
    public int Status { get; init; } = 503;

    /// <summary>The <c>Retry-After</c> header of the answer, in whole seconds.</summary>
    /// <value>≥ 0; none by default.</value>
    public int? RetryAfterSec { get; init; }

    /// <summary>The delay of an answer, for <see cref="SimulatedFaultKind.Delay"/>.</summary>
    /// <value>From 0 to 1 h; 1 s by default.</value>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The first value out of range; null if there is none.</summary>
    public string? Problem() => this switch
    {
        { Kind: SimulatedFaultKind.Unspecified } => "kind must be drop, delay or status",
        { Count: < 1 } => "count must be at least 1",
        { PathPrefix: not ['/', ..] } => "path must start with a slash",
        { Status: < 400 or > 599 } => "status must lie between 400 and 599",
        { RetryAfterSec: < 0 } => "retry_after_sec must not be negative",
        { Delay.Ticks: < 0 } or { Delay.TotalHours: > 1 } => "delay_ms must lie between 0 and 3600000",
        _ => null,
    };
}
