using System.Text.Json;
using System.Text.Json.Nodes;
using AgentBridge.Backtesting;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>
/// Runs <c>freqtrade backtesting</c> on the signals and candles of a backtest of ours, in a folder of its own: the simulator describes the markets,
/// so no exchange is needed.
/// </summary>
internal sealed class FreqtradeBacktest(FreqtradeEnvironment environment, Installation installation, CliHost host, string folder)
{
    private const double MaxAmount = 100_000_000;
    private const double MaxCost = 1_000_000_000;
    private const string Strategy = "AgentBridgeStrategy";
    private const string PlainStrategy = "ConfiguredStakeStrategy";
    private const string ConfigName = "config.json";
    private const string SignalsName = "signals.jsonl";
    private const int LinesOfError = 3;

    /// <summary>The strategy with the stake of the configuration instead of the signal's share of the wallet.</summary>
    private const string PlainSource = $"""
        from AgentBridgeStrategy import {Strategy}


        class {PlainStrategy}({Strategy}):
            def custom_stake_amount(self, proposed_stake, **kwargs):
                return proposed_stake

            def _ab_class_problems(self):
                return []

        """;

    private readonly string _userData = Path.Combine(folder, "user_data");
    private readonly List<string> _output = [];

    /// <summary>A Python file with a strategy that reads the section <c>planned</c>; <see langword="null"/> for AgentBridgeStrategy.</summary>
    public string? PlannedStrategy { get; init; }

    /// <summary>The format of the candle files: feather or JSON.</summary>
    public CandleFileFormat DataFormat { get; init; } = CandleFileFormat.Feather;

    /// <summary>The strategy's part of Freqtrade's result.</summary>
    /// <exception cref="CliException">It ended without a result.</exception>
    public async Task<JsonElement> RunAsync(BacktestInput input, CancellationToken cancellationToken)
    {
        await using var simulator = await ExchangeSimulatorHost.StartAsync(MarketsOf(input.Pairs.Select(pair => (pair.Candles, pair.Market))), host.Clock, cancellationToken);
        Write(input, simulator.Url);
        var isPlain = input.Sizing == BacktestSizing.Stake;
        var (strategy, strategies) = PlannedStrategy is { } planned ? (ClassOf(planned), Path.GetDirectoryName(planned)!)
            : isPlain ? (PlainStrategy, folder)
            : (Strategy, installation.StrategyFolder);
        string[] arguments =
        [
            "backtesting", "--config", Path.Combine(folder, ConfigName), "--userdir", _userData, "--strategy", strategy,
            "--strategy-path", strategies, "--export", "trades", "--cache", "none",
            .. input.Options.Protections.Count > 0 ? ["--enable-protections"] : Array.Empty<string>(),
            .. input.Pairs.Select(pair => pair.Detail?.Timeframe.ToString()).Distinct(StringComparer.Ordinal).OfType<string>().Take(1).SelectMany(timeframe => new[] { "--timeframe-detail", timeframe }),
        ];
        var process = await ChildProcess.StartAsync(
            environment.Python,
            FreqtradeEnvironment.Run(arguments),
            info =>
            {
                info.WorkingDirectory = folder;
                FreqtradeProcess.Isolate(info.Environment);
                info.Environment["COLUMNS"] = "4000";
                info.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
                info.Environment["PYTHONPATH"] = installation.StrategyFolder;
                info.Environment["TZ"] = "UTC";
            },
            Keep);
        var code = await ChildProcess.WaitAsync(process, TimeSpan.FromSeconds(5), cancellationToken);
        return code == 0 && FreqtradeResultFile.Read(Path.Combine(_userData, "backtest_results")) is { } result
            ? result
            : throw new CliException(ExitCodes.Unavailable, FormattableString.Invariant($"Freqtrade {environment.Release.Version} ended with {code} and no result: {LastWords()}"));
    }

    /// <summary>The name of a file in the style of a class: <c>my_plans.py</c> has <c>MyPlans</c>.</summary>
    private static string ClassOf(string file) => string.Concat(Path.GetFileNameWithoutExtension(file).Split('_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    private void Keep(string line)
    {
        lock (_output)
        {
            _output.Add(line);
        }
    }

    private string LastWords()
    {
        lock (_output)
        {
            var errors = _output.Where(line => line.Contains("ERROR", StringComparison.Ordinal) || line.Contains("agentbridge:", StringComparison.Ordinal)).ToList();
            return string.Join(" | ", (errors.Count > 0 ? errors : _output).TakeLast(LinesOfError).Select(line => line.Trim()));
        }
    }

    /// <summary>A market with the limits that the exchange's description always has.</summary>
    public static BacktestMarket Limited(BacktestMarket market) =>
        market with { MaxAmount = Math.Min(market.MaxAmount, MaxAmount), MaxCost = Math.Min(market.MaxCost, MaxCost) };

    /// <summary>As <see cref="Limited(BacktestMarket)"/>; a future has no largest value of an order.</summary>
    public static BacktestPair Limited(BacktestPair pair)
    {
        var limited = Limited(pair.Market);
        return pair with { Market = pair.IsFuture ? limited with { MaxCost = double.PositiveInfinity } : limited };
    }

    /// <summary>The exchange's description of the markets; of the candles it needs none but for a price.</summary>
    public static ExchangeSimulatorOptions MarketsOf(IEnumerable<(CandleSeries Candles, BacktestMarket Market)> pairs) => new()
    {
        Markets =
        [
            .. pairs.Select(pair => (pair.Candles, Market: Limited(pair.Market))).Select(pair => new SimulatedMarket
            {
                Candles = FirstOf(pair.Candles),
                TickSize = pair.Market.Tick.Value,
                StepSize = pair.Market.Step.Value,
                MinNotional = pair.Market.MinCost,
                MinAmount = pair.Market.MinAmount,
                MaxAmount = pair.Market.MaxAmount,
                MaxNotional = pair.Market.MaxCost,
            }),
        ],
        PriceClock = PriceClockStart.None,
    };

    /// <summary>Two candles at the beginning of time, so that pairs of different years fit together.</summary>
    private static CandleSeries FirstOf(CandleSeries candles) => CandleSeries.FromCandles(
        candles.Symbol,
        candles.Timeframe,
        Enumerable.Range(0, 2).Select(index => candles[Math.Min(index, candles.Count - 1)] with { OpenTimeMs = index * candles.Timeframe.Milliseconds }));

    private void Write(BacktestInput input, Uri exchange)
    {
        var data = Path.Combine(_userData, "data", "binance");
        _ = Directory.CreateDirectory(data);
        foreach (var (candles, given) in input.Exact ?? [.. input.Pairs.Select(pair => (pair.Candles, pair.Detail))])
        {
            Write(data, candles);
            if (given is { } detail)
            {
                Write(data, detail);
            }
        }

        foreach (var futures in input.Futures ?? [])
        {
            _ = Directory.CreateDirectory(Path.Combine(data, FreqtradeDataFile.FuturesFolder));
            Write(data, futures.MarkOf(FundingTimeframe), CandlePriceType.Mark);
            Write(data, futures.RatesOnSeconds(), CandlePriceType.FundingRate);
        }

        File.WriteAllBytes(Path.Combine(folder, SignalsName), input.SignalLines());
        File.WriteAllText(Path.Combine(folder, PlainStrategy + ".py"), PlainSource);
        File.WriteAllText(Path.Combine(folder, ConfigName), Config(input, exchange).ToJsonString());
    }

    private void Write(string folder, CandleSeries candles)
    {
        var path = Path.Combine(folder, FreqtradeDataFile.PathOf(candles.Symbol, candles.Timeframe, DataFormat));
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        CandleFile.Write(path, candles, DataFormat);
    }

    /// <summary>The timeframe of the mark prices and funding rates that the release reads.</summary>
    private Timeframe FundingTimeframe => BacktestRules.Find(environment.Release.Version)!.FundingTimeframe;

    private void Write(string folder, CandleSeries rates, CandlePriceType type) =>
        CandleFile.Write(Path.Combine(folder, FreqtradeDataFile.PathOf(rates.Symbol, FundingTimeframe, DataFormat, type)), rates, DataFormat);

    private JsonObject Config(BacktestInput input, Uri exchange)
    {
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(installation.Environments, "freqtrade-backtest.json")))!.AsObject();
        var options = input.Options;
        var symbol = input.Pairs[0].Candles.Symbol;
        config["timeframe"] = input.Pairs[0].Candles.Timeframe.ToString();
        config["dataformat_ohlcv"] = DataFormat == CandleFileFormat.Json ? "json" : "feather";
        config["stake_currency"] = symbol[(symbol.IndexOf('/', StringComparison.Ordinal) + 1)..].Split(':')[0];
        config["stake_amount"] = options.Stake > 0 ? options.Stake : "unlimited";
        config["max_open_trades"] = options.Slots;
        config["dry_run_wallet"] = options.Wallet;
        config["fee"] = options.Fee;
        config["unfilledtimeout"] = new JsonObject { ["entry"] = options.ExitTimeoutMinutes, ["exit"] = options.ExitTimeoutMinutes, ["unit"] = "minutes" };
        FreqtradeExchange.Set(config["exchange"]!.AsObject(), exchange, [.. input.Pairs.Select(pair => pair.Candles.Symbol)]);
        if (input.Pairs[0].IsFuture)
        {
            (config["trading_mode"], config["margin_mode"]) = ("futures", "isolated");
        }

        config["agentbridge"] = new JsonObject { ["source"] = "file", ["file"] = Path.Combine(folder, SignalsName) };
        if (PlannedStrategy is not null)
        {
            config["planned"] = new JsonObject { ["file"] = Path.Combine(folder, SignalsName), ["partial_exits"] = options.PartialExits };
        }

        if (options.Protections.Count > 0)
        {
            config["agentbridge"]!["protections"] = JsonSerializer.SerializeToNode(options.Protections, DocumentJson.Default.IReadOnlyListBacktestProtection);
        }

        return config;
    }
}
