using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace AgentBridge.Risk;

/// <summary>
/// The rules of settings seen before. A record does not change, so its result stays valid; nearly always there is
/// but one, and finding it costs a comparison.
/// </summary>
internal sealed class RuleCache(Func<RiskOptions, RuleList> make)
{
    private readonly ConditionalWeakTable<RiskOptions, Known> _known = [];
    private Known? _last;

    /// <summary>The rules of settings.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="rules">Those of the settings, in the order in which they are checked.</param>
    /// <returns>Whether the settings are in their ranges.</returns>
    public bool TryFind([NotNullWhen(true)] RiskOptions? options, [NotNullWhen(true)] out RuleList? rules)
    {
        var last = _last;
        if (options is null || !ReferenceEquals(last?.Options, options))
        {
            _last = last = options is null ? null : _known.TryGetValue(options, out var known) ? known : _known.GetValue(options, Learn);
        }

        rules = last?.Rules;
        return rules is not null;
    }

    private Known Learn(RiskOptions options) => new(options, RiskOptions.Model.Problems(options).IsEmpty ? make(options) : null);

    /// <summary>Settings and their rules; none where a setting is out of its range.</summary>
    private sealed record Known(RiskOptions Options, RuleList? Rules);
}
