using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>
/// Which rules a gate has, in the order in which they are checked: a user's first ones, the gate's own, a user's last ones. The gate's own
/// can't be left out. Settings out of range and a signal that violates the contract are denied before any rule.
/// </summary>
/// <threadsafety>Immutable; any number of threads may use it.</threadsafety>
public sealed class RiskRules
{
    private readonly ImmutableArray<IRiskRule> _first;
    private readonly ImmutableArray<IRiskRule> _last;

    private RiskRules(ImmutableArray<IRiskRule> first, ImmutableArray<IRiskRule> last)
    {
        (_first, _last) = (first, last);
        RequireCodes([.. first, .. last]);
    }

    /// <summary>The gate's own rules alone.</summary>
    public static RiskRules Standard { get; } = new([], []);

    /// <summary>The same with rules that are checked before all others.</summary>
    /// <param name="rules">The rules, in their order; they come before those that were first so far.</param>
    /// <exception cref="ArgumentException">A rule is null, has no code, or has a code with the number or name of the gate or of another rule.</exception>
    public RiskRules First(params IEnumerable<IRiskRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new([.. rules, .. _first], _last);
    }

    /// <summary>The same with rules that are checked after all others.</summary>
    /// <param name="rules">The rules, in their order.</param>
    /// <exception cref="ArgumentException">As for <see cref="First"/>.</exception>
    public RiskRules Last(params IEnumerable<IRiskRule> rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return new(_first, [.. _last, .. rules]);
    }

    /// <summary>The rules with the gate's settings, as they are checked.</summary>
    /// <param name="options">The settings, in their ranges.</param>
    internal RuleList With(RiskOptions options) => new([.. _first, .. StandardRules.Of(options), .. _last]);

    /// <summary>Those that need no candles, for a signal that was decided elsewhere.</summary>
    /// <param name="options">The settings, in their ranges.</param>
    internal static RuleList WithoutCandles(RiskOptions options) => new(StandardRules.WithoutCandles(options));

    private static void RequireCodes(ImmutableArray<IRiskRule> rules)
    {
        var taken = DenyCodeCatalog.All.ToDictionary(info => info.Name, _ => "the gate's own", StringComparer.Ordinal);
        var numbers = new HashSet<int>();
        foreach (var rule in rules)
        {
            if (rule is null || rule.Codes.IsDefaultOrEmpty)
            {
                throw new ArgumentException($"{rule?.GetType().Name ?? "null"} is not a rule of the gate: it needs at least one code.");
            }

            foreach (var code in rule.Codes)
            {
                if (code is null || (int)code.Code < DenyCodeCatalog.FirstFree || !numbers.Add((int)code.Code))
                {
                    throw new ArgumentException(FormattableString.Invariant(
                        $"{rule.GetType().Name}: the number {(int?)code?.Code} of {code?.Name} is not free; expected one from {DenyCodeCatalog.FirstFree} on that no other code of a rule has."));
                }

                if (!IsName(code.Name) || !taken.TryAdd(code.Name, rule.GetType().Name))
                {
                    throw new ArgumentException($"{rule.GetType().Name}: the name '{code.Name}' is {(IsName(code.Name) ? taken[code.Name] + "'s" : "none")}; expected letters A-Z, digits and _, and a unique name.");
                }
            }
        }
    }

    private static bool IsName(string? name) => name is { Length: > 0 and <= 40 } && char.IsAsciiLetterUpper(name[0]) && name.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');
}
