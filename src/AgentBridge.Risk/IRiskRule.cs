using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>
/// One rule of the gate. It checks a context and returns <see cref="GateCheck.Pass"/>, or denies with one of its codes. It keeps no
/// state that an answer changes, so any number of threads may ask it.
/// </summary>
/// <remarks>
/// A rule that throws, answers nothing (<c>default</c>) or with a code that is not its own denies <see cref="DenyCode.RuleFailed"/>: only
/// an explicit <see cref="GateCheck.Pass"/> passes a plan on to the next rule.
/// </remarks>
public interface IRiskRule
{
    /// <summary>The codes with which it may deny, at least one. A custom rule has numbers from <see cref="DenyCodeCatalog.FirstFree"/> on.</summary>
    ImmutableArray<DenyCodeInfo> Codes { get; }

    /// <summary>Judges.</summary>
    /// <param name="context">Plan, market, account and instant; the plan is valid under the contract.</param>
    GateCheck Check(in RiskContext context);
}
