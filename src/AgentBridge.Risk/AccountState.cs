namespace AgentBridge.Risk;

/// <summary>
/// What the gate knows of the account that a trade would bind. The default value grants nothing and is denied. Today that is one number;
/// wallet, open trades and losses have their place here once a rule asks for them.
/// </summary>
/// <param name="MaxCapitalPct">The greatest share of the wallet that the trade may bind, from the plan's signal; more than 0 and at most 1.</param>
public readonly record struct AccountState(double MaxCapitalPct);
