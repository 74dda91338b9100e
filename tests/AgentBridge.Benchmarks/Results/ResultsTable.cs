using System.Globalization;
using AgentBridge.Signals;

namespace AgentBridge.Benchmarks;

/// <summary>What strategies did on recorded candles, beside buy-and-hold and random entries, as a table.</summary>
internal static class ResultsTable
{
    public const int Runs = 1_000;
    public const int Seed = 20_250_601;

    public const string Header = "| candles | trades | return | buy and hold | random entries: median | 5 % to 95 % | p |\n|---|---|---|---|---|---|---|";

    /// <summary>The rows of a strategy, one for each file.</summary>
    public static string Of(Strategy strategy, IEnumerable<(ResultFile File, PaperMarket Market, RandomEntries Random)> files) =>
        string.Join('\n', files.Select(f => Row(strategy, f.File, f.Market, f.Random)).Prepend(Header));

    private static string Row(Strategy strategy, ResultFile file, PaperMarket market, RandomEntries random)
    {
        var (trades, wallet) = market.Play(market.Approved(strategy));
        var runs = random.Run(trades, Runs, Seed);
        var wallets = runs.Select(r => r.Wallet).Order().ToArray();
        var fewest = runs.Min(r => r.Trades);
        var p = (1.0 + wallets.Count(w => w >= wallet)) / (Runs + 1);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {file.Name} | {trades}{(fewest < trades ? $" ({fewest})" : string.Empty)} | {Percent(wallet)} | {Percent(market.BuyAndHold)} | {Percent(wallets[Runs / 2])} | {Percent(wallets[Runs / 20])} to {Percent(wallets[Runs - 1 - (Runs / 20)])} | {p:0.000} |");
    }

    private static string Percent(double wallet) => (100 * (wallet - 1)).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " %";
}
