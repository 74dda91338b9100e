namespace AgentBridge.Risk;

/// <summary>
/// The state of the account that a trade would use. The default value grants nothing and is denied. Today it is one number;
/// wallet, open trades and losses belong here once a rule needs them.
/// </summary>
/// <param name="MaxCapitalPct">The largest share of the wallet that the trade may use, from the plan's signal; more than 0 and at most 1.</param>
public readonly record struct AccountState(double MaxCapitalPct);
