using AgentBridge.Backtesting;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>Runs a backtest on both sides and compares the trades.</summary>
internal sealed class ParityRun(FreqtradeRelease release, Installation installation, CliHost host)
{
    /// <summary>What Freqtrade reads: feather files, which are exact, or JSON files, which its reader doesn't read exactly.</summary>
    public CandleFileFormat DataFormat { get; init; } = CandleFileFormat.Feather;

    /// <summary>A strategy that trades plans without the bridge, see <see cref="FreqtradeBacktest.PlannedStrategy"/>.</summary>
    public string? PlannedStrategy { get; init; }

    /// <summary>Sets the leverage tiers of futures, once the release is installed.</summary>
    public Func<BacktestInput, BacktestInput> WithTiers { get; init; } = static input => input;

    /// <summary>Runs it.</summary>
    /// <param name="given">What to run on.</param>
    /// <param name="keep">A folder for Freqtrade's files; <see langword="null"/> for a temporary one.</param>
    /// <param name="cancellationToken">Stops Freqtrade.</param>
    /// <exception cref="CliException">The release can't be installed or run, or the folder is not empty.</exception>
    public async Task<ParityReport> RunAsync(BacktestInput given, string? keep, CancellationToken cancellationToken)
    {
        // Without a strategy of its own, AgentBridgeStrategy has the standard warm-up.
        var input = given with { Options = given.Options with { StartupCandles = new BacktestOptions().StartupCandles }, Pairs = [.. given.Pairs.Select(FreqtradeBacktest.Limited)] };
        var rules = BacktestRules.Find(release.Version)!;
        var environment = await new FreqtradeInstaller(release, installation, host).EnsureAsync(cancellationToken);
        input = WithTiers(input);
        var started = host.Clock.GetTimestamp();
        var ourResult = BacktestOutput.Run(input, rules);
        var ours = TradesOf(input, ourResult);
        var ourSeconds = host.Clock.GetElapsedTime(started).TotalSeconds;
        var folder = keep is null ? Directory.CreateTempSubdirectory("agentbridge-parity-").FullName : EmptyFolder(keep);
        try
        {
            started = host.Clock.GetTimestamp();
            var result = await new FreqtradeBacktest(environment, installation, host, folder) { PlannedStrategy = PlannedStrategy, DataFormat = DataFormat }.RunAsync(input, cancellationToken);
            var theirs = FreqtradeResultFile.TradesOf(result);
            var metrics = ParityMetric.Of(FreqtradeMetrics.Of(ourResult, input.Pairs, rules, input.Options), result);
            return new(input, rules, ours, theirs, ParityComparison.Of(ours, theirs, ContextOf(input)), metrics, ourSeconds, host.Clock.GetElapsedTime(started).TotalSeconds);
        }
        finally
        {
            if (keep is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private ParityContext ContextOf(BacktestInput input) =>
        new(input.Options.Slots, input.Pairs[0].Candles.Timeframe.Milliseconds, DataFormat == CandleFileFormat.Json && !input.HasJsonPrices);

    private static List<ParityTrade> TradesOf(BacktestInput input, BacktestResult result) =>
    [
        .. result.Trades.Select(trade => new ParityTrade(
            input.Pairs[trade.Pair].Candles.Symbol,
            trade.OpenTimeMs,
            trade.CloseTimeMs,
            trade.OpenRate,
            trade.CloseRate,
            BacktestExitReasons.NameOf(trade.ExitReason),
            trade.ProfitRatio,
            trade.Amount,
            trade.ProfitAbs)),
    ];

    private string EmptyFolder(string given)
    {
        var folder = Directory.CreateDirectory(host.FullPath(given));
        return folder.EnumerateFileSystemInfos().Any()
            ? throw new CliException(ExitCodes.Usage, $"--keep {given}: the folder is not empty; name another")
            : folder.FullName;
    }
}
