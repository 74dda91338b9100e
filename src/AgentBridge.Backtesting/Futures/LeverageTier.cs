namespace AgentBridge.Backtesting;

/// <summary>What a future's exchange demands of positions of a size.</summary>
/// <param name="MinNotional">The value from which it holds, in the quote currency; the first tier begins at 0.</param>
/// <param name="MaxNotional">The value up to which it holds, in the quote currency.</param>
/// <param name="MaintenanceRate">The share of a position's value that must remain as margin; from 0 to below 1.</param>
/// <param name="MaintenanceAmount">The amount by which that margin is lower, in the quote currency; ≥ 0.</param>
public readonly record struct LeverageTier(double MinNotional, double MaxNotional, double MaintenanceRate, double MaintenanceAmount);
