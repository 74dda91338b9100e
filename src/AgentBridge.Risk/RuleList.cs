using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>Rules as they are checked: one after the other, the first that does not clearly pass is the answer. Never throws; allocates for a rule that failed only.</summary>
internal sealed class RuleList
{
    private readonly RuleCheck[] _checks;
    private readonly ImmutableArray<IRiskRule> _rules;

    public RuleList(ImmutableArray<IRiskRule> rules)
    {
        _rules = rules;

        // A delegate costs less than a call through an interface that a dozen types implement.
        _checks = [.. rules.Select(rule => (RuleCheck)rule.Check)];
    }

    private delegate GateCheck RuleCheck(in RiskContext context);

    public GateCheck Check(in RiskContext context)
    {
        var checks = _checks;
        var at = 0;
        try
        {
            for (; at < checks.Length; at++)
            {
                var check = checks[at](context);
                if (!check.Passed || check.Code != DenyCode.Unspecified)
                {
                    return Denied(_rules[at], check);
                }
            }
        }
        catch (Exception exception)
        {
            return Failed(_rules[at], $"threw {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
        }

        // No rule, no approval.
        return checks.Length > 0 ? GateCheck.Pass : default;
    }

    private static GateCheck Denied(IRiskRule rule, in GateCheck check)
    {
        if (check.Passed || check.Code == DenyCode.Unspecified)
        {
            return Failed(rule, check.Passed ? $"passed with the code {check.Name}" : "gave no answer");
        }

        foreach (var code in rule.Codes)
        {
            if (code.Code == check.Code)
            {
                // A custom code carries its name, however the rule created its answer.
                return (int)code.Code >= DenyCodeCatalog.FirstFree ? GateCheck.Deny(code, check.Measured, check.Limit) : check;
            }
        }

        return Failed(rule, $"denied with the code {(int)check.Code}, which is not its own");
    }

    private static GateCheck Failed(IRiskRule rule, string how)
    {
        var row = DenyCodeCatalog.Of(DenyCode.RuleFailed);
        return GateCheck.Deny(row with { Meaning = $"{rule.GetType().Name} {how}" });
    }
}
