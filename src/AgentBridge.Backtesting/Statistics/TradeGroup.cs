namespace AgentBridge.Backtesting;

/// <summary>The trades that have something in common.</summary>
/// <param name="Name">What it is: the pair, the reason of the exit, the weekday, the hour or the month (UTC) of the entry.</param>
/// <param name="Trades">How many there are.</param>
/// <param name="Wins">How many of them made a profit after fees.</param>
/// <param name="ProfitAbs">Their profit after fees, in the quote currency.</param>
/// <param name="ExpectancyR">Their mean profit after fees, in R.</param>
public sealed record TradeGroup(string Name, int Trades, int Wins, double ProfitAbs, double ExpectancyR);
