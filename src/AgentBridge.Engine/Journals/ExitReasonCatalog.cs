using System.Collections.Immutable;

namespace AgentBridge.Engine;

/// <summary>One row of the table of exit reasons.</summary>
/// <param name="Reason">The exit reason: our own, or Freqtrade's.</param>
/// <param name="Meaning">The meaning, for people.</param>
public sealed record ExitReasonInfo(string Reason, string Meaning);

/// <summary>All exit reasons of a complete trade of ours; Python has the same rows (EXIT_REASONS).</summary>
public static class ExitReasonCatalog
{
    /// <summary>All reasons.</summary>
    public static ImmutableArray<ExitReasonInfo> All { get; } =
    [
        new("tp1", "the price reached TP1"),
        new("stop_loss", "the price reached the stop"),
        new("stoploss_on_exchange", "the stop on the exchange was filled"),
        new("trailing_stop_loss", "as `stop_loss`, but the stop was set after the fill (after a crash)"),
        new("ab_invalid_stop", "the tag could not be read, or the price was at the stop before it could be set"),
        new("force_exit", "closed by hand, or at the end of a backtest"),
        new("emergency_exit", "the exchange rejected the stop, or exit orders timed out unfilled too often"),
        new("sold_on_exchange", "sold on the exchange, outside Freqtrade"),
    ];

    /// <summary>The meaning of an exit reason; empty for one that is not in the table, such as another strategy's own.</summary>
    /// <param name="reason">The exit reason.</param>
    public static string Meaning(string reason) => All.FirstOrDefault(row => string.Equals(row.Reason, reason, StringComparison.Ordinal))?.Meaning ?? string.Empty;
}
