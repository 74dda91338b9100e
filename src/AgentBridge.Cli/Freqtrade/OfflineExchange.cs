using System.Text.Json.Nodes;
using AgentBridge.Backtesting;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>
/// An exchange on this machine for <c>freqtrade backtesting</c>, which asks one for its markets alone: a market for each pair of the data folder, with
/// the price step of its candles.
/// </summary>
internal sealed class OfflineExchange : IAsyncDisposable
{
    private readonly ExchangeSimulatorHost _simulator;
    private readonly string _folder;

    private OfflineExchange(ExchangeSimulatorHost simulator, string folder, IReadOnlyList<string> arguments) => (_simulator, _folder, Arguments) = (simulator, folder, arguments);

    /// <summary>Freqtrade's arguments, which lead it here.</summary>
    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Variables of its environment: no proxy stands between.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["no_proxy"] = "*", ["NO_PROXY"] = "*" };

    /// <summary>Starts it.</summary>
    /// <param name="given">Freqtrade's arguments, as the user wrote them.</param>
    /// <param name="host">The program's environment.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="CliException">The configuration is of another exchange or of margin trading, or there are no candles of its pairs.</exception>
    public static async Task<OfflineExchange> StartAsync(IReadOnlyList<string> given, CliHost host, CancellationToken cancellationToken)
    {
        var settings = OfflineSettings.Read(given, host);
        List<string> pairs;
        try
        {
            pairs = [.. CandleFolder.Pairs(settings.DataFolder).Where(pair => pair.Contains(':', StringComparison.Ordinal) == settings.IsFutures && settings.Takes(pair))];
        }
        catch (CandleSourceException exception)
        {
            throw new CliException(ExitCodes.Usage, $"--offline: {exception.Message}", exception);
        }

        if (pairs.Count == 0)
        {
            throw new CliException(ExitCodes.Usage, $"--offline: {settings.DataFolder} has no candles of the pairs of the configuration; download them, or name the folder with --datadir");
        }

        var files = CandleFolder.List(settings.DataFolder).Where(file => file.Name.PriceType == CandlePriceType.Trades).ToLookup(file => file.Name.Pair, StringComparer.Ordinal);
        var assumptions = new List<string>();
        var markets = pairs.Select(pair => MarketOf(pair, Fitting(files[pair], settings.Timeframe), host, assumptions)).ToList();
        foreach (var assumption in assumptions)
        {
            host.Error.WriteLine($"bridge: assumed for {assumption}");
        }

        var simulator = await ExchangeSimulatorHost.StartAsync(FreqtradeBacktest.MarketsOf(markets), host.Clock, cancellationToken);
        var folder = Directory.CreateTempSubdirectory("agentbridge-offline-").FullName;
        var exchange = new JsonObject();
        FreqtradeExchange.Set(exchange, simulator.Url, pairs);
        if (settings.HasPairs)
        {
            _ = exchange.Remove("pair_whitelist");
        }

        var overlay = Path.Combine(folder, "offline.json");
        await File.WriteAllTextAsync(overlay, new JsonObject { ["exchange"] = exchange }.ToJsonString(), cancellationToken);
        return new(simulator, folder, [.. given, .. settings.DefaultConfig is { } standard ? new[] { "--config", standard } : [], "--config", overlay]);
    }

    public async ValueTask DisposeAsync()
    {
        await _simulator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The candles that are traded, else the shortest.</summary>
    private static CandleFolderFile Fitting(IEnumerable<CandleFolderFile> files, string? timeframe) =>
        files.FirstOrDefault(file => string.Equals(file.Name.Timeframe.ToString(), timeframe, StringComparison.Ordinal)) ?? files.First();

    private static (CandleSeries Candles, BacktestMarket Market) MarketOf(string pair, CandleFolderFile file, CliHost host, List<string> assumptions)
    {
        var candles = CandleFiles.Read(CandleFiles.SettleNamed($"{pair}={file.Path}", file.Name.Timeframe.ToString(), new(), host, CandleTimeUnit.Unspecified), quarantine: true, host, isReplay: true);
        return (candles, BacktestMarkets.Assumed(candles, PriceStep.Unknown, PriceStep.Unknown, minNotional: null, maxAmount: null, assumptions));
    }
}
