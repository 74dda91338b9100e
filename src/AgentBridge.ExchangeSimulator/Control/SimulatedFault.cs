using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

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
    /// <summary>How these options are read and checked.</summary>
    public static OptionsModel<SimulatedFault> Model { get; } = OptionsModel.Build("fault", static () => new SimulatedFault { Kind = SimulatedFaultKind.Drop }, OptionTypes.Settings);

    /// <summary>The effect.</summary>
    /// <value>Not <see cref="SimulatedFaultKind.Unspecified"/>.</value>
    [Required, Description("what happens")]
    public required SimulatedFaultKind Kind { get; init; }

    /// <summary>The number of requests that it affects.</summary>
    /// <value>≥ 1; null, the default: all, until the faults are cleared.</value>
    [Range(1, int.MaxValue), Description("how many requests it befalls; all where it is left out")]
    public int? Count { get; init; }

    /// <summary>The prefix of the affected paths, such as <c>/api/v3/klines</c> or <c>/ws</c>.</summary>
    /// <value>Begins with a slash; <c>/</c>, every path, by default.</value>
    [PathPrefix, Description("the beginning of the paths that it befalls")]
    public string PathPrefix { get; init; } = "/";

    /// <summary>The status of <see cref="SimulatedFaultKind.Status"/>.</summary>
    /// <value>From 400 to 599; 503 by default.</value>
    [Range(400, 599), Description("the status that is answered")]
    public int Status { get; init; } = 503;

    /// <summary>The <c>Retry-After</c> header of the answer, in whole seconds.</summary>
    /// <value>≥ 0; none by default.</value>
    [Range(0, int.MaxValue), Description("the Retry-After header of the answer, in whole seconds")]
    public int? RetryAfterSec { get; init; }

    /// <summary>The delay of an answer, for <see cref="SimulatedFaultKind.Delay"/>.</summary>
    /// <value>From 0 to 1 h; 1 s by default.</value>
    [Range(0.0, 3600.0), Description("how late the answer comes")]
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class PathPrefixAttribute : OptionFormAttribute
    {
        public override string Expected => "a path that starts with a slash";

        public override bool TryRead(string text, out object? value, out string? problem)
        {
            (value, problem) = (text, null);
            return text.StartsWith('/');
        }
    }
}
