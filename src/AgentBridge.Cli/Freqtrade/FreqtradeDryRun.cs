using System.Globalization;
using AgentBridge.Backtesting;
using AgentBridge.Engine;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The result of a dry-run on Freqtrade.</summary>
/// <param name="Candles">Candles of the recording.</param>
/// <param name="Signals">Signals that the agent's cycles triggered.</param>
/// <param name="Approved">Signals that the gate approved.</param>
/// <param name="Published">Signals that were published.</param>
/// <param name="Trades">Closed trades, from Freqtrade's own table.</param>
/// <param name="PriceStep">The price step that the decision's prices lie on.</param>
/// <param name="Parity">The trade beside that of a backtest; <see langword="null"/> where Freqtrade does not have exactly one.</param>
internal sealed record FreqtradeDryRunResult(
    int Candles, int Signals, int Approved, int Published, IReadOnlyList<ReportedTrade> Trades, PriceStep PriceStep, DryRunParity? Parity);

/// <summary>
/// The main job on the real Freqtrade: the simulator plays the recording shifted to now, the agent decides on the candle that
/// has just closed, Freqtrade takes the signal from the channel, enters, watches the stop and exits at TP1.
/// </summary>
internal sealed class FreqtradeDryRun(Settings settings, CliHost host, DryRunFolder folder, FreqtradeEnvironment environment, Installation installation, Action<string> say)
{
    private const int CyclesAtStart = 5;
    private const int MostPastCycles = 30;

    // Each point then lasts as long as the bot needs to see it, however long its candle is.
    private const double FastPrices = 1_000_000;

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    // Freqtrade takes time to start; in a shorter candle it would be too late.
    private static readonly TimeSpan ShortCandle = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LeastTimeToEnter = TimeSpan.FromSeconds(75);

    // On a busy machine, time passes between the loop that sees a price and its order: a target the price has left by then is not reached.
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(2.5);

    private int _signals;
    private int _approved;
    private int _published;
    private PriceStep _step;
    private ReplayScenario? _scenario;
    private CandleSeries? _played;
    private int _playedCandles;
    private TradingSignal? _decided;

    public async Task<FreqtradeDryRunResult> RunAsync(StrategyCandles recorded, Strategy strategy, ReplayScenario scenario, ScenarioEnd until, string? redis, CancellationToken cancellationToken)
    {
        await using var simulator = await StartAsync(recorded, strategy, scenario, until, cancellationToken);
        scenario = _scenario!;
        var candles = recorded.Own;
        await using var channel = await PrivateChannel.OpenAsync(folder.RunPath, redis, settings, host.Clock, host, cancellationToken);
        say($"exchange simulated, at {simulator.Url.AbsoluteUri.TrimEnd('/')}, plays the recording as if it were now");
        say($"channel  {channel.Description}");
        var configPath = FreqtradeConfig.Write(installation, folder, simulator.Url, scenario.Signal, candles.Timeframe, settings.Config, channel);
        await using var freqtrade = await FreqtradeProcess.StartAsync(environment, installation, folder.RunPath, configPath);
        say($"host     Freqtrade {environment.Release.Version} with AgentBridgeStrategy, no real money (starting, 10 to 30 s)");
        SayWhichCandle(scenario, simulator.Control.Origin);
        var decision = await DecideAsync(candles, strategy, simulator, channel, freqtrade, cancellationToken);
        await FollowAsync(decision, simulator, freqtrade, cancellationToken);
        await freqtrade.DisposeAsync();
        var trades = await TradeTable.ReadAsync(environment, FreqtradeConfig.DatabasePath(folder), cancellationToken);
        var results = TradeResultJournal.Read(folder.Path).ToDictionary(row => row.DecisionId, row => row.PnlRMultiple, StringComparer.Ordinal);
        List<ReportedTrade> reported = [.. trades.Select(t => new ReportedTrade(t.DecisionId, t.Pair, t.OpenRate, t.CloseRate, t.ExitReason, results.GetValueOrDefault(t.DecisionId, double.NaN)))];
        var parity = reported.Count == 1 && _step.IsKnown ? DryRunParity.Of(_played!, _playedCandles, scenario, _decided!, reported[0], BacktestRules.Find(environment.Release.Version)!, settings.Config.Fee, _step) : null;
        if (parity is not null)
        {
            say($"parity   {parity.Shown()}");
        }

        return new FreqtradeDryRunResult(candles.Count, _signals, _approved, _published, reported, _step, parity);
    }

    /// <summary>
    /// Starts the exchange on the scenario. The decision of a strategy with higher timeframes depends on the time of day of the replay:
    /// its scenario is chosen for the next boundary, and again if that has passed meanwhile.
    /// </summary>
    private async Task<ExchangeSimulatorHost> StartAsync(StrategyCandles recorded, Strategy strategy, ReplayScenario scenario, ScenarioEnd until, CancellationToken cancellationToken)
    {
        var timeframe = recorded.Own.Timeframe;
        var isAnyTime = strategy.Needs.PeriodOn(timeframe) == timeframe.Milliseconds;
        var leastLeft = timeframe.Duration < ShortCandle ? LeastTimeToEnter : ReplayScenario.Options(recorded).CloseAtBoundaryWithin;
        while (true)
        {
            var closeMs = CloseAt(host.Clock.GetUtcNow().ToUnixTimeMilliseconds(), timeframe, leastLeft);
            var (candles, played) = isAnyTime
                ? (recorded, scenario)
                : ReplayScenario.FindFor(recorded, strategy, settings.Config.RiskOptions, until, closeMs)
                    ?? throw new CliException(ExitCodes.CheckFailed, $"{strategy.Name} uses higher timeframes, and the candles have no suitable trade for this time of day; --host paper replays them all");
            var options = ReplayScenario.Options(candles) with
            {
                LastClosedOpenMs = played.LastClosedOpenMs,
                PriceClock = PriceClockStart.None,
                Speed = FastPrices,
                PointHold = Hold,
                CloseAtBoundaryWithin = leastLeft,
            };
            var simulator = await ExchangeSimulatorHost.StartAsync(options, host.Clock, cancellationToken);
            if (isAnyTime || simulator.Control.Origin.ToUnixTimeMilliseconds() == closeMs)
            {
                (_scenario, _played) = (played, candles.Own);
                return simulator;
            }

            await simulator.DisposeAsync();
        }
    }

    /// <summary>When the candle before the running one closed, or closes where the running one has too little time left.</summary>
    private static long CloseAt(long nowMs, Timeframe timeframe, TimeSpan leastLeft)
    {
        var boundary = timeframe.FloorToOpen(nowMs);
        var missing = leastLeft.TotalMilliseconds - (boundary + timeframe.Milliseconds - nowMs);
        return missing > 0 ? boundary + ((long)Math.Ceiling(missing / timeframe.Milliseconds) * timeframe.Milliseconds) : boundary;
    }

    /// <summary>Runs cycles as of the candles before the newest, then on the newest until its signal is published.</summary>
    private async Task<string> DecideAsync(
        CandleSeries candles, Strategy strategy, ExchangeSimulatorHost simulator, PrivateChannel channel, FreqtradeProcess freqtrade, CancellationToken cancellationToken)
    {
        using var http = ExchangeHttp.CreateClient();
        var source = new AsOfSource(new BinanceCandleSource(Exchanges.Client(http, simulator.Url, host)));
        var journal = DecisionJournal.Open(folder.Path);
        var log = ActionLog.Open(folder.Path, RunJournals.Origin(folder.RunId, "dry-run"), settings.Config.SecretMask, new JournalOptions { Clock = host.Clock });
        RunCycle Cycle(TimeProvider clock, ISignalPublisher? publisher) => new(new RunCycleSettings
        {
            Symbol = candles.Symbol,
            Timeframe = candles.Timeframe,
            Source = source,
            Strategy = strategy,
            Risk = settings.Config.RiskOptions with { MaxSignalAgeSec = ReplayScenario.MaxAgeSec(candles.Timeframe) },
            Clock = clock,
            Journal = journal,
            Log = log,
            Publisher = publisher,
        });

        await RunPastCyclesAsync(source, candles, Cycle, cancellationToken);
        source.CandlesAgo = 0;
        await WaitForCandleAsync(source, candles, simulator.Control.Origin, freqtrade, cancellationToken);
        var live = Cycle(host.Clock, channel.Publisher);
        while (true)
        {
            EnsureRunning(freqtrade);
            var result = await live.RunAsync(cancellationToken);
            if (result.Signal is { } signal)
            {
                (_step, _decided) = (live.PriceStep, signal);
                return Take(result, signal);
            }

            await Task.Delay(Poll, host.Clock, cancellationToken);
        }
    }

    /// <summary>Waits until the exchange shows the scenario's candle as closed; the one before it is not of interest.</summary>
    private async Task WaitForCandleAsync(AsOfSource source, CandleSeries candles, DateTimeOffset closesAt, FreqtradeProcess freqtrade, CancellationToken cancellationToken)
    {
        while (host.Clock.GetUtcNow() < closesAt || await source.GetCandlesAsync(candles.Symbol, candles.Timeframe, 2, cancellationToken) is var newest && newest.CloseTimeMs(newest.Count - 1) < closesAt.ToUnixTimeMilliseconds())
        {
            EnsureRunning(freqtrade);
            await Task.Delay(Poll, host.Clock, cancellationToken);
        }
    }

    /// <summary>The cycles of the candles before the newest, each as of its own close; they publish nothing.</summary>
    private static async Task RunPastCyclesAsync(AsOfSource source, CandleSeries candles, Func<TimeProvider, ISignalPublisher?, RunCycle> create, CancellationToken cancellationToken)
    {
        var clock = new CandleClock();
        var newest = await source.GetCandlesAsync(candles.Symbol, candles.Timeframe, 2, cancellationToken);
        var cycle = create(clock, null);
        var counted = 0;
        foreach (var ago in Enumerable.Range(1, CyclesAtStart - 1).Reverse().Concat(Enumerable.Range(CyclesAtStart, MostPastCycles)))
        {
            source.CandlesAgo = ago;
            clock.Set(newest.CloseTimeMs(newest.Count - 1) - (ago * candles.Timeframe.Milliseconds));
            var result = await cycle.RunAsync(cancellationToken);

            // A past signal is not published, so it has no publication latency to measure: an older cycle is used instead.
            counted += result.Outcome == CycleOutcome.Signal ? 0 : 1;
            if (counted >= CyclesAtStart - 1)
            {
                return;
            }
        }
    }

    private string Take(CycleResult result, TradingSignal signal)
    {
        _signals++;
        var levels = FormattableString.Invariant($"entry {signal.Entry.Price} stop {signal.Risk.InitialStop} tp1 {signal.Risk.TakeProfits.First.Price}");
        say($"signal   {signal.DecisionId}, {signal.Rationale}: {levels}");
        if (result.Approved is null)
        {
            throw new CliException(ExitCodes.CheckFailed, $"{signal.DecisionId} denied: {result.Code} {result.Verdict.Check.Detail}".TrimEnd());
        }

        _approved++;
        _published++;
        say("gate     approved: candles, stop distance, reward and capital are within the limits");
        say(FormattableString.Invariant($"publish  in the channel {result.Latency.Total:0} ms after its candles were requested; Freqtrade reads it from there"));
        return signal.DecisionId.ToString();
    }

    /// <summary>Waits for entry and stop, lets the price move, waits for the exit and its result.</summary>
    private async Task FollowAsync(string decision, ExchangeSimulatorHost simulator, FreqtradeProcess freqtrade, CancellationToken cancellationToken)
    {
        var opened = await WaitAsync(decision, TradeActions.Open, freqtrade, cancellationToken);
        say($"entry    Freqtrade bought {Parameter(opened, "amount")} at {Parameter(opened, "open_rate")}");
        var stop = await WaitAsync(decision, "stop", freqtrade, cancellationToken);
        say($"stop     Freqtrade watches {Parameter(stop, "stop_rate")}; now the price moves as recorded (about half a minute)");
        simulator.Control.StartPriceClock();
        var closed = await WaitAsync(decision, TradeActions.Close, freqtrade, cancellationToken);
        _playedCandles = (int)Math.Ceiling(simulator.Control.GetMarkets()[0].PlayedCandles);
        say($"exit     Freqtrade sold at {Parameter(closed, "close_rate")}, {Reason(closed.Entry.Result)}");
        say(FormattableString.Invariant($"result   {Number(closed, "pnl_r_multiple"):+0.00;-0.00} R after fees (1 R is the loss from entry to stop)"));
    }

    /// <summary>The recorded candle that decides, and how long it still runs.</summary>
    private void SayWhichCandle(ReplayScenario scenario, DateTimeOffset closesAt)
    {
        var left = (closesAt - host.Clock.GetUtcNow()).TotalSeconds;
        var when = left > 0 ? FormattableString.Invariant($"it closes at {closesAt.UtcDateTime:HH:mm}Z, in {Math.Ceiling(left)} s") : FormattableString.Invariant($"it has just closed, at {closesAt.UtcDateTime:HH:mm}Z");
        say($"candle   recorded on {ShownTime.Minute(scenario.LastClosedOpenMs - scenario.MovedMs)}; here {when}");
    }

    private async Task<ActionRecord> WaitAsync(string decision, string action, FreqtradeProcess freqtrade, CancellationToken cancellationToken)
    {
        while (true)
        {
            var records = ActionLog.Read(folder.Path, record => record.RefersTo(decision)).Records;
            if (records.FirstOrDefault(r => string.Equals(r.Entry.Action, action, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            if (records.FirstOrDefault(r => string.Equals(r.Entry.Action, TradeActions.Refuse, StringComparison.Ordinal)) is { } refused)
            {
                throw new CliException(ExitCodes.CheckFailed, $"Freqtrade refused {decision}: {refused.Entry.Result} {refused.Entry.Rationale}".TrimEnd());
            }

            EnsureRunning(freqtrade);
            await Task.Delay(Poll, host.Clock, cancellationToken);
        }
    }

    private void EnsureRunning(FreqtradeProcess freqtrade)
    {
        if (freqtrade.HasExited)
        {
            throw new CliException(ExitCodes.Unavailable, $"Freqtrade ended: {FreqtradeProcess.LastWords(folder.RunPath)}");
        }
    }

    private static string Reason(string result) => ExitReasonCatalog.Meaning(result) is { Length: > 0 } meaning ? $"{meaning} ({result})" : result;

    private static double Number(ActionRecord record, string name) =>
        record.Entry.Parameters.TryGetValue(name, out var value) && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;

    private static string Parameter(ActionRecord record, string name) => record.Entry.Parameters.TryGetValue(name, out var value) ? value.ToString() : "?";
}
