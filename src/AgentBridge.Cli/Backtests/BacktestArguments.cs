using System.CommandLine;
using AgentBridge.Backtesting;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The options of the commands that run a backtest.</summary>
internal sealed class BacktestArguments
{
    private const int MostProtectionBytes = 1 << 20;

    private static readonly BacktestOptions Standard = new();

    private readonly CandleOptions _candles = new("A candle file; once for each pair, in the order in which pairs are tried");
    private readonly Option<string?> _timeframe = GlobalOptions.Timeframe();
    private readonly Option<bool> _quarantine = GlobalOptions.Quarantine();
    private readonly StrategyOptions _strategy = new();
    private readonly Option<string?> _signals = new("--signals") { Description = "The signals of a file, one a line, instead of a strategy", HelpName = "FILE.jsonl" };
    private readonly Option<bool> _noRisk = new("--no-risk") { Description = "Every signal of the strategy, the risk gate left out" };
    private readonly Option<long> _slots = GlobalOptions.Whole("--slots", "How many trades may be open at a time", "N", 1, 10_000, Standard.Slots);
    private readonly Option<string> _stake = new("--stake") { Description = "The stake of a trade: capital (the signal's share of the wallet), unlimited (the free balance divided by the slots), or an amount", HelpName = "capital|unlimited|X", DefaultValueFactory = _ => "capital" };
    private readonly Option<double> _wallet = GlobalOptions.Of("--wallet", "The wallet at the start, in the quote currency", "X", BacktestOptions.Model.Of(nameof(BacktestOptions.Wallet)), Standard.Wallet);
    private readonly Option<double> _fee = GlobalOptions.Of("--fee", "The fee per side, as a fraction", "X", BacktestOptions.Model.Of(nameof(BacktestOptions.Fee)), Standard.Fee);
    private readonly Option<string?> _tick = new("--tick") { Description = "The price step of every pair (default: the data's)", HelpName = "0.01" };
    private readonly Option<string?> _step = new("--step") { Description = "The amount step of every pair (default: 0.00000001)", HelpName = "0.00001" };
    private readonly Option<double?> _minNotional = new("--min-notional") { Description = "The smallest value of an order, in the quote currency (default: 5)", HelpName = "X" };
    private readonly Option<double?> _maxAmount = new("--max-qty") { Description = "The largest amount of an order, in the base currency (default: no limit)", HelpName = "X" };
    private readonly Option<string?> _markets = new("--markets") { Description = "The steps and limits of the pairs: an answer of the exchange's exchangeInfo, instead of --tick, --step, --min-notional, --max-qty", HelpName = "FILE.json" };
    private readonly Option<string[]> _detail = new("--timeframe-detail") { Description = "A file with the same candles in a lower timeframe, on which trades are entered and closed; at most once for each pair", HelpName = "[PAIR=]FILE", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _tradingMode = new("--trading-mode") { Description = "What is traded (default: by the names of the pairs, futures for those such as ETH/USDT:USDT)", HelpName = "spot|futures" };
    private readonly Option<string[]> _mark = new("--mark") { Description = "A file with the mark prices of a future; at most once for each pair (default: the file beside its candles that Freqtrade would read)", HelpName = "[PAIR=]FILE", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string[]> _funding = new("--funding") { Description = "A file with the funding rates of a future; at most once for each pair (default: the file beside its candles)", HelpName = "[PAIR=]FILE", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> _tiers = new("--leverage-tiers") { Description = "The leverage tiers of futures, which say when a position is liquidated: a file in Freqtrade's form (default: the file of the installed release)", HelpName = "FILE.json" };
    private readonly Option<bool> _partialExits = new("--partial-exits") { Description = "Close the signal's share of a trade in the candle after TP1 was reached, and the rest at TP2 (default: all at TP1)" };
    private readonly Option<bool> _jsonPrices = new("--json-as-freqtrade") { Description = "Take the prices as Freqtrade reads them from its JSON files, some of them one unit of the last place off (default: exact, as in its feather files)" };
    private readonly Option<string?> _protections = new("--protections") { Description = "Freqtrade's protections, which lock pairs after trades closed: a list of objects, as in agentbridge.protections", HelpName = "FILE.json" };
    private readonly Option<string?> _timerange = new("--timerange") { Description = "The days that are traded, in UTC, the last one included; either may be left out (default: all; the warm-up comes before)", HelpName = "YYYYMMDD-YYYYMMDD" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _candles.Candles, _candles.Pairs, _candles.TimeUnit, _timeframe, _quarantine, _signals, _noRisk, _slots, _stake, _wallet, _fee, _tick, _step, _minNotional, _maxAmount, _markets, _tradingMode, _mark, _funding, _tiers, _detail, _partialExits, _jsonPrices, _protections, _timerange })
        {
            command.Options.Add(option);
        }

        _ = _tradingMode.AcceptOnlyFromAmong("spot", "futures");

        _strategy.AddTo(command);
    }

    /// <summary>Reads the candles, and the signals or the strategy's decisions.</summary>
    /// <exception cref="CliException">An option or a file is wrong.</exception>
    public BacktestInput Read(ParseResult parsed, CliHost host) => Read(Load(parsed, host), parsed, host, strategyName: null);

    /// <summary>The settings and the candles, for one backtest or several.</summary>
    /// <exception cref="CliException">An option or a file is wrong.</exception>
    public BacktestFiles Load(ParseResult parsed, CliHost host)
    {
        var settings = Settings.LoadToDecide(parsed, host);
        var given = _candles.Read(parsed, symbol: null, parsed.GetValue(_timeframe), host);
        if (given.Files.Count == 0)
        {
            throw new CliException(ExitCodes.Usage, "--candles FILE is required");
        }

        var files = given.Files.Count == 1
            ? [CandleFiles.Settle(given.Files[0], null, parsed.GetValue(_timeframe), settings.Config, host, given.TimeUnit)]
            : given.Files.Select(file => CandleFiles.SettleNamed(file, parsed.GetValue(_timeframe), settings.Config, host, given.TimeUnit)).ToList();
        return new(settings, files, [.. files.Select(file => CandleFiles.Read(file, parsed.GetValue(_quarantine), host, isReplay: true))]);
    }

    /// <summary>The strategies that can be named.</summary>
    /// <exception cref="CliException">The assembly of --strategy-assembly can't be used.</exception>
    public static StrategyCatalog Catalog(BacktestFiles loaded, CliHost host)
    {
        try
        {
            return StrategyOptions.CatalogOf(loaded.Settings.Config, host);
        }
        catch (StrategyException exception)
        {
            throw new CliException(ExitCodes.Usage, Remedies.TextOf(exception), exception);
        }
    }

    /// <summary>The first of the options given that choose what decides; null if none does.</summary>
    public string? ChosenBy(ParseResult parsed) => _strategy.ChosenBy(parsed) ?? (parsed.GetValue(_signals) is null ? null : _signals.Name);

    /// <summary>As <see cref="Read(ParseResult, CliHost)"/>, on candles that are loaded; of the named strategy with its defaults, if one is named.</summary>
    /// <exception cref="CliException">An option or a file is wrong, or the strategy can't run on these candles.</exception>
    public BacktestInput Read(BacktestFiles loaded, ParseResult parsed, CliHost host, string? strategyName)
    {
        var (settings, files, series) = loaded;
        var assumptions = new List<string>();
        var startup = Standard.StartupCandles;
        IReadOnlyList<IReadOnlyList<TradingSignal>> signals;
        string source;
        if (parsed.GetValue(_signals) is { } path)
        {
            var all = SignalHistoryFile.Read(path, host).ToLookup(signal => signal.Symbol, StringComparer.Ordinal);
            (signals, source) = ([.. series.Select(candles => (IReadOnlyList<TradingSignal>)[.. all[candles.Symbol]])], path);
            var strays = all.Where(pair => !series.Any(candles => string.Equals(candles.Symbol, pair.Key, StringComparison.Ordinal))).Sum(pair => pair.Count());
            if (strays > 0)
            {
                host.Error.WriteLine(FormattableString.Invariant($"bridge: {strays} signals of {path} are of pairs without --candles and are left out"));
            }
        }
        else
        {
            var strategy = strategyName is null ? _strategy.Bind(parsed, settings.Config, host) : StrategyOptions.Bind(strategyName, [], settings.Config, host);
            startup = Math.Max(startup, strategy.Needs.WarmUp);
            (signals, source) = (StrategySignals.Of(strategy, series, parsed.GetValue(_noRisk) ? null : settings.Config.RiskOptions), strategy.Name.ToString());
        }

        var areFutures = AreFutures(parsed, series);
        var shorts = signals.Sum(own => own.Count(signal => signal.Side == SignalSide.Short));
        if (!areFutures && shorts > 0)
        {
            host.Error.WriteLine(FormattableString.Invariant($"bridge: {shorts} short signals are left out: Freqtrade has no shorts on spot, only on futures such as ETH/USDT:USDT"));
        }

        if (!areFutures && new Option[] { _mark, _funding, _tiers }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } unfit)
        {
            throw new CliException(ExitCodes.Usage, $"{unfit.Name} is of futures, and {series[0].Symbol} is a spot pair; leave it out, or name the future: --candles PAIR=FILE, such as ETH/USDT:USDT=FILE");
        }

        var futures = areFutures ? ReadFutures(parsed, files, host) : null;
        var range = TimeRange.Parse(parsed.GetValue(_timerange));
        var stake = StakeText.Parse(parsed.GetValue(_stake)!);
        var options = new BacktestOptions
        {
            Wallet = parsed.GetValue(_wallet),
            Fee = parsed.GetValue(_fee),
            Slots = (int)parsed.GetValue(_slots),
            Stake = stake.Amount,
            StartupCandles = startup,
            PartialExits = parsed.GetValue(_partialExits),
            Protections = parsed.GetValue(_protections) is { } protections ? ReadProtections(protections, host) : [],
        };
        var details = (parsed.GetValue(_detail) ?? []).Select(file => ReadDetail(file, parsed, settings.Config, host)).ToList();
        if (details.Find(d => !series.Any(candles => string.Equals(candles.Symbol, d.Symbol, StringComparison.Ordinal))) is { } stray)
        {
            throw new CliException(ExitCodes.Usage, $"--timeframe-detail: {stray.Symbol} has no --candles");
        }

        var markets = ReadMarkets(parsed, host);
        var pairs = series.Select((candles, index) => new BacktestPair(
            range.Cut(candles, startup),
            markets?.Of(candles.Symbol)
                ?? BacktestMarkets.Assumed(candles, Step("--tick", parsed.GetValue(_tick)), Step("--step", parsed.GetValue(_step)), parsed.GetValue(_minNotional), parsed.GetValue(_maxAmount), assumptions),
            areFutures ? BacktestSignal.RowsOfBothSides(signals[index], candles.Timeframe) : BacktestSignal.RowsOf(signals[index], candles.Timeframe))
        {
            Funding = futures?[index].Funding() ?? [],
            Detail = details.Find(d => string.Equals(d.Symbol, candles.Symbol, StringComparison.Ordinal)),
        }).ToList();
        var input = new BacktestInput(pairs, signals, source, "ab1|" + (parsed.GetValue(_signals) is null ? source : "signals"), options, stake.Sizing, assumptions) { Futures = futures };
        return parsed.GetValue(_jsonPrices) ? WithJsonPrices(input) : input;
    }

    /// <summary>Sets the leverage tiers of futures: those that were named, else those of a release, if it is installed.</summary>
    /// <exception cref="CliException">A file is wrong.</exception>
    public BacktestInput WithTiers(BacktestInput input, string? release, ParseResult parsed, CliHost host)
    {
        var standard = release is { Length: > 0 } && Installation.Of(host) is { } installation ? LeverageTiersFile.Find(FreqtradeEnvironment.Of(FreqtradeRelease.Of(release), installation)) : null;
        return LeverageTiersFile.Apply(input, parsed.GetValue(_tiers) ?? standard, host);
    }

    private bool AreFutures(ParseResult parsed, IReadOnlyList<CandleSeries> series)
    {
        var futures = series.Count(candles => candles.Symbol.Contains(':', StringComparison.Ordinal));
        if (futures > 0 && futures < series.Count)
        {
            throw new CliException(ExitCodes.Usage, "--candles: spot pairs and futures can't be traded together; give one kind");
        }

        return parsed.GetValue(_tradingMode) switch
        {
            "spot" when futures > 0 => throw new CliException(ExitCodes.Usage, $"--trading-mode spot: {series[0].Symbol} is a future"),
            "futures" when futures == 0 => throw new CliException(ExitCodes.Usage, $"--trading-mode futures: {series[0].Symbol} is a spot pair; a future has its settlement currency in its name: --candles {series[0].Symbol}:{series[0].Symbol[(series[0].Symbol.IndexOf('/', StringComparison.Ordinal) + 1)..]}=FILE"),
            _ => futures > 0,
        };
    }

    private List<FuturesData> ReadFutures(ParseResult parsed, IReadOnlyList<CandleFiles.CandleFileArgument> files, CliHost host)
    {
        var found = new FuturesFiles(parsed.GetValue(_mark) ?? [], parsed.GetValue(_funding) ?? [], host);
        found.RequireKnown([.. files.Select(file => file.Symbol)]);
        return [.. files.Select(file => found.Of(file.Symbol, file.Path))];
    }

    /// <summary>Candles of a lower timeframe: that of the file's name, else a minute.</summary>
    private CandleSeries ReadDetail(string file, ParseResult parsed, BridgeConfig config, CliHost host)
    {
        var timeframe = CandleFileName.Read(file).Timeframe ?? "1m";
        return CandleFiles.Read(CandleFiles.SettleNamed(file, timeframe, config, host, CandleTimeUnit.Unspecified), parsed.GetValue(_quarantine), host, isReplay: true);
    }

    private MarketsFile? ReadMarkets(ParseResult parsed, CliHost host)
    {
        if (parsed.GetValue(_markets) is not { } file)
        {
            return null;
        }

        var twice = new Option[] { _tick, _step, _minNotional, _maxAmount }.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        return twice is null
            ? MarketsFile.Read(file, host)
            : throw new CliException(ExitCodes.Usage, $"--markets and {twice.Name} exclude each other; keep one");
    }

    /// <summary>The fills on the prices that Freqtrade reads; the signals stay those of the exact candles.</summary>
    private static BacktestInput WithJsonPrices(BacktestInput input) => input with
    {
        HasJsonPrices = true,
        Exact = [.. input.Pairs.Select(pair => (pair.Candles, pair.Detail))],
        Pairs = [.. input.Pairs.Select(pair => pair with { Candles = JsonDoubles.Read(pair.Candles), Detail = pair.Detail is { } detail ? JsonDoubles.Read(detail) : null })],
    };

    private static IReadOnlyList<BacktestProtection> ReadProtections(string file, CliHost host)
    {
        try
        {
            return BacktestProtections.Read(SignalFile.ReadBytes(file, host, MostProtectionBytes));
        }
        catch (BacktestException exception)
        {
            throw new CliException(ExitCodes.Usage, $"{file}: {exception.Code}: {exception.Message}", exception);
        }
    }

    private static PriceStep Step(string name, string? text)
    {
        if (text is null)
        {
            return PriceStep.Unknown;
        }

        return PriceStep.TryParse(text, out var step)
            ? step
            : throw new CliException(ExitCodes.Usage, $"{name} {VisibleText.Shortened(text, 40)}: expected a step from 1e-10 to 1000000, such as 0.01");
    }
}
