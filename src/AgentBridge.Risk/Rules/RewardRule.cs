using System.Collections.Immutable;

namespace AgentBridge.Risk;

/// <summary>The reward is worth the risk.</summary>
internal sealed class RewardRule(RiskOptions options) : IRiskRule
{
    /// <summary>Without this tolerance one signal in a hundred would be denied because of the last bit of a product.</summary>
    private const double Tolerance = 1e-9;

    private readonly RewardRiskBasis _basis = options.RrBasis;
    private readonly double _least = options.MinRr - Tolerance;

    public ImmutableArray<DenyCodeInfo> Codes { get; } =
        [new(DenyCode.RewardRiskTooLow, "REWARD_RISK_TOO_LOW", "the reward is below MIN_RR times the risk (basis RR_BASIS, tolerance 1e-9)")];

    public GateCheck Check(in RiskContext context)
    {
        var first = context.RewardPerUnit(context.Plan.Tp1);
        var second = context.RewardPerUnit(context.Plan.Tp2);
        var reward = _basis switch
        {
            RewardRiskBasis.Weighted => (context.Plan.Tp1Share * first) + (context.Tp2Share * second),
            RewardRiskBasis.Tp1 => first,
            RewardRiskBasis.Tp2 => second,
            _ => double.NaN,
        };
        var required = _least * context.RiskPerUnit;
        return reward >= required ? GateCheck.Pass : GateCheck.Deny(DenyCode.RewardRiskTooLow, reward, required);
    }
}
