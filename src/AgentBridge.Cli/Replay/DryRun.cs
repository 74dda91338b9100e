using AgentBridge.Backtesting;
using AgentBridge.Engine;
using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The main job: a replay on the requested host, the test evidence in parallel, the gates at the end.</summary>
internal sealed class DryRun(DryRunArguments arguments, Settings settings, CliHost host)
{
    private readonly long _started = host.Clock.GetTimestamp();

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // Names and files are settled before anything is started or moved.
        var isSample = arguments.Candles.Files.Count == 0;
        var candles = isSample
            ? Sample()
            : StrategyFiles.Settle(arguments.Candles, arguments.Symbol, arguments.Timeframe, arguments.Strategy, settings.Config, host).Read(arguments.Quarantine, host, isReplay: true);
        if (arguments.Host == DryRunHost.Paper && arguments.Until != ScenarioEnd.None)
        {
            throw new CliException(ExitCodes.Usage, "--until chooses the one trade that Freqtrade takes; --host paper replays them all");
        }

        // Missing parts are created in parallel: Freqtrade's environment, and the build and run of the tests.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (scenario, whyPaper) = await Task.Run(() => FindScenario(candles), stop.Token).WaitAsync(stop.Token);
        var ready = scenario is null ? Task.FromResult(FreqtradeChoice.Paper with { WhyPaper = whyPaper }) : FindFreqtradeAsync(stop.Token);
        var tests = ready.IsFaulted ? Task.CompletedTask : SeedTests.EnsureAsync(host, ready, stop.Token);
        try
        {
            return await RunAsync(candles, isSample, scenario, await ready, tests, stop.Token);
        }
        finally
        {
            // The replay's failure is the result; the tests running in parallel end with it.
            await stop.CancelAsync();
            await Task.WhenAny(tests);
        }
    }

    private async Task<int> RunAsync(
        StrategyCandles candles, bool isSample, ReplayScenario? scenario, FreqtradeChoice choice, Task tests, CancellationToken cancellationToken)
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(arguments.Seconds), host.Clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, tooLong.Token);
        try
        {
            using var folder = DryRunFolder.Open(host.FullPath(settings.Config.JournalDir), RunJournals.RunId("dry", host.Clock));
            foreach (var sample in candles.Others.Prepend(candles.Own).Where(_ => isSample))
            {
                // Named as files of its pair are, so that it can be given to --candles.
                CandleFile.Write(Path.Combine(folder.RunPath, FormattableString.Invariant($"{sample.Symbol.Replace('/', '_').Replace(':', '_')}-{sample.Timeframe}.generated-seed-{arguments.Seed}.csv")), sample);
            }

            AssemblyNotice.IfChanged(folder.Path, arguments.Strategy, notice => host.Error.WriteLine($"bridge: {notice}"));
            var summary = await PlayAsync(folder, candles, scenario, choice, limit.Token);
            if (!tests.IsCompleted)
            {
                Say("tests    the trade is done; waiting for the test run that G1 cites");
            }

            await tests.WaitAsync(limit.Token);
            return Report(folder, summary);
        }
        catch (OperationCanceledException) when (tooLong.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CliException(ExitCodes.CheckFailed, FormattableString.Invariant($"{(choice.Environment is null ? "not finished" : "no trade closed")} in {arguments.Seconds} s (--seconds)"));
        }
    }

    private async Task<DryRunSummary> PlayAsync(
        DryRunFolder folder, StrategyCandles candles, ReplayScenario? scenario, FreqtradeChoice choice, CancellationToken cancellationToken)
    {
        var own = candles.Own;
        var source = arguments.Candles.Files.Count == 0 ? FormattableString.Invariant($"generated sample, seed {arguments.Seed}") : string.Join(", ", arguments.Candles.Files);
        Say($"market   {own.Count} candles of {own.Symbol} {own.Timeframe} ({source}), {ShownTime.Day(own.OpenTimes[0])} to {ShownTime.Day(own.OpenTimes[^1])}");
        Say($"strategy {arguments.Strategy}");
        if (choice.Environment is not { } environment || scenario is null)
        {
            var step = PriceStepTracker.StepOf(own);
            PriceStepNotice.IfUnknown(step, own.Symbol, host);
            if (choice.WhyPaper is { } why)
            {
                await host.Error.WriteLineAsync($"bridge: on paper, not on Freqtrade: {why}");
            }

            var replay = await ReplayAsync(folder, candles, choice.WhyPaper is not null, cancellationToken);
            if (replay.FirstFailure is { } failure)
            {
                UndecidedCandles.Say(host, replay.GeneratorFailed, failure);
            }

            return DryRunSummary.Of(replay, arguments.Strategy.Name) with { PriceStep = step };
        }

        var run = new FreqtradeDryRun(settings, host, folder, environment, Tools.RequireInstallation(host, "dry-run"), Say);
        return DryRunSummary.Of(await run.RunAsync(candles, arguments.Strategy, scenario, arguments.Until, arguments.Redis, cancellationToken), environment.Release.Version, arguments.Strategy.Name);
    }

    /// <summary>The scenario for Freqtrade; none for paper, and with the reason if auto was requested and Freqtrade can't play these candles.</summary>
    private (ReplayScenario? Scenario, string? WhyPaper) FindScenario(StrategyCandles candles)
    {
        try
        {
            return arguments.Host == DryRunHost.Paper ? (null, null) : (ReplayScenario.Require(candles, arguments.Strategy, settings.Config.RiskOptions, arguments.Until), null);
        }
        catch (CliException exception) when (arguments.Host == DryRunHost.Auto)
        {
            return (null, exception.Message);
        }
    }

    /// <summary>The Freqtrade that trades, installed if needed and allowed; for host auto, none and the reason if there can't be one.</summary>
    private async Task<FreqtradeChoice> FindFreqtradeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var installer = new FreqtradeInstaller(FreqtradeRelease.Of(arguments.Freqtrade), Tools.RequireInstallation(host, "dry-run"), host);
            return new(arguments.MayInstall ? await installer.EnsureAsync(cancellationToken) : installer.Require(), null);
        }
        catch (CliException exception) when (arguments.Host == DryRunHost.Auto)
        {
            return new(null, exception.Message);
        }
    }

    private async Task<PaperReplayResult> ReplayAsync(DryRunFolder folder, StrategyCandles candles, bool isFallback, CancellationToken cancellationToken)
    {
        var clock = new CandleClock();
        await using var channel = await PrivateChannel.OpenAsync(folder.RunPath, arguments.Redis, settings, clock, host, cancellationToken);
        Say($"channel  {channel.Description}");
        Say($"host     paper{(isFallback ? ", as Freqtrade can't (see above)" : "")}: entry at the next open, stop checked on every candle, full exit at TP1");
        var origin = RunJournals.Origin(folder.RunId, "dry-run");
        var replay = new PaperReplay(new PaperReplaySettings
        {
            Candles = candles,
            Strategy = arguments.Strategy,
            Risk = settings.Config.RiskOptions,
            Paper = new PaperOptions { Fee = settings.Config.Fee, Slippage = settings.Config.Slippage },
            Publisher = channel.Publisher,
            Source = channel.Source,
            Clock = clock,
            Decisions = DecisionJournal.Open(folder.Path),
            Results = TradeResultJournal.Open(folder.Path),
            Log = ActionLog.Open(folder.Path, origin, settings.Config.SecretMask, new JournalOptions { Clock = host.Clock }),
        });
        return await ProgressBar.RunAsync(host, "replay", report => replay.RunAsync(new Relay(report), cancellationToken));
    }

    private int Report(DryRunFolder folder, DryRunSummary summary)
    {
        var gates = ValidationGates.Evaluate(new GateSettings { Tests = TestGate.Of(host, narrowRunSuffices: true), JournalFolder = folder.Path });
        var seconds = host.Clock.GetElapsedTime(_started).TotalSeconds;
        if (arguments.Json)
        {
            DryRunOutput.WriteJson(host, summary, gates, seconds);
        }
        else
        {
            DryRunOutput.Show(host, summary, gates, folder.Path, seconds);
        }

        return gates.All(g => g.Passed) && !summary.StrategyThrew && summary.Parity is not { IsExplained: false } ? ExitCodes.Success : ExitCodes.CheckFailed;
    }

    /// <summary>A generated market for the pair, and one with the next seed for each other pair that the strategy uses.</summary>
    private StrategyCandles Sample()
    {
        var symbol = arguments.Symbol is { } named ? CandleFiles.Symbol(named, "--symbol") : settings.Config.DefaultSymbol;
        var timeframe = CandleFiles.Timeframe(arguments.Timeframe, settings.Config);
        StrategyFiles.RequireTimeframe(arguments.Strategy, timeframe);
        CandleSeries Generated(string pair, long offset) => GeneratedCandles.Create(new() { Seed = unchecked(arguments.Seed + offset), Symbol = pair, Timeframe = timeframe });
        return new StrategyCandles(
            Generated(symbol, 0).WithMarketStep(settings.Config.TickSize),
            arguments.Strategy.OtherPairsOf(symbol).Select((pair, i) => Generated(pair, i + 1)));
    }

    private void Say(string line)
    {
        if (!arguments.Json)
        {
            host.Out.WriteLine(line);
        }
    }

    private sealed class Relay(Action<double, string> report) : IProgress<PaperReplayProgress>
    {
        private const int Step = 64;

        public void Report(PaperReplayProgress value)
        {
            if (value.Candles % Step == 0)
            {
                report((double)value.Candles / value.Total, FormattableString.Invariant($"replay: {value.Published} signals published, {value.Trades} trades"));
            }
        }
    }
}
