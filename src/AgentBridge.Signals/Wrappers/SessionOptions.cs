using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Signals;

/// <summary>Options of the wrapper <c>session</c>.</summary>
internal sealed record SessionOptions : IOptionRules
{
    /// <summary>The hour at which the session begins, included.</summary>
    [Range(0, 23), Description("the hour (UTC) at which the session begins, included")]
    public int SessionFrom { get; init; } = 13;

    /// <summary>The hour at which the session ends, excluded.</summary>
    [Range(1, 24), Description("the hour (UTC) at which the session ends, excluded; one before session_from is on the next day")]
    public int SessionTo { get; init; } = 21;

    /// <summary>Whether Saturday and Sunday are in the session.</summary>
    [Description("whether candles that open on a Saturday or Sunday (UTC) count")]
    public bool SessionWeekends { get; init; } = true;

    /// <inheritdoc/>
    public IEnumerable<string> Validate() => SessionFrom == SessionTo ? ["session_to must differ from session_from"] : [];
}
