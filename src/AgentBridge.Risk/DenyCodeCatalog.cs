using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>One row of the table of deny codes.</summary>
/// <param name="Code">The code, whose number is never reused.</param>
/// <param name="Name">Its name in journals, logs and documents.</param>
/// <param name="Meaning">The meaning, and the remedy.</param>
/// <param name="Unit">The unit of the number and its limit, such as <c>ms</c>; empty for a price, a multiple or a share.</param>
public sealed record DenyCodeInfo(DenyCode Code, string Name, string Meaning, string Unit = "");

/// <summary>Every deny code of the gate's own: the one table with which code and documents are compared. A rule brings its rows.</summary>
public static class DenyCodeCatalog
{
    /// <summary>The smallest number of a user's own code.</summary>
    public const int FirstFree = 1000;

    /// <summary>All codes, in the order in which the gate checks; last the one of a rule that failed, which may come anywhere.</summary>
    public static ImmutableArray<DenyCodeInfo> All { get; } =
    [
        new(DenyCode.Unspecified, "UNSPECIFIED", "nothing was checked; never seen unless something is broken"),
        new(DenyCode.OptionsInvalid, "OPTIONS_INVALID", "a setting of the gate is out of range; correct the configuration"),
        new(DenyCode.SignalInvalid, "SIGNAL_INVALID", "the signal violates the contract v1.0; the detail names the violation"),
        .. StandardRules.Codes,
        new(DenyCode.RuleFailed, "RULE_FAILED", "a rule of the gate threw or returned an invalid answer; the detail names it"),
    ];

    private static readonly ImmutableArray<DenyCodeInfo> ByNumber =
        [.. Enumerable.Range(0, All.Max(info => (int)info.Code) + 1).Select(number => All.FirstOrDefault(info => (int)info.Code == number) ?? All[0])];

    /// <summary>The row of a code; the row UNSPECIFIED for a code that has none.</summary>
    /// <param name="code">The code to look up.</param>
    public static DenyCodeInfo Of(DenyCode code) => (int)code > 0 && (int)code < ByNumber.Length ? ByNumber[(int)code] : All[0];
}
