namespace AgentBridge.Engine;

/// <summary>One closed trade: a row of trade_results.csv.</summary>
/// <param name="DecisionId">The id of the decision that opened it, not empty.</param>
/// <param name="ExitPrice">The fill's price in the quote currency, finite and &gt; 0.</param>
/// <param name="PnlRMultiple">The profit after fees in multiples of the initial risk (R), finite; negative for a loss.</param>
public sealed record TradeResultRow(string DecisionId, double ExitPrice, double PnlRMultiple);
