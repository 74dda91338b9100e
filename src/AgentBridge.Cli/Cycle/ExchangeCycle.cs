using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary>One cycle on the exchange's newest closed candle.</summary>
internal static class ExchangeCycle
{
    public static async Task<int> RunAsync(CycleArguments arguments, Settings settings, CliHost host, CancellationToken cancellationToken)
    {
        await using var channel = OpenChannel.Named(settings, arguments.Redis, host);
        using var http = ExchangeHttp.CreateClient();
        var client = Exchanges.Client(http, arguments.Exchange, host);
        var journals = Journals(arguments.Exchange, arguments.Timeframe, settings, host);
        if (!arguments.HasSeveral)
        {
            var (cycle, result) = await RunOneAsync(arguments, settings, host, channel, client, journals, cancellationToken);
            return CycleOutput.Show(result, cycle, arguments.Json, host);
        }

        var (code, documents) = (ExitCodes.Success, new List<string>());
        foreach (var pair in arguments.Symbols)
        {
            try
            {
                var (cycle, result) = await RunOneAsync(arguments.Of(pair), settings, host, channel, client, journals, cancellationToken);
                code = Math.Max(code, CycleOutput.ShowOfSeveral(result, cycle, pair, arguments.Json ? documents : null, host));
            }
            catch (Exception exception) when (exception is CandleSourceException or TransportException)
            {
                // A pair without candles does not affect the others.
                code = Math.Max(code, await FailureReport.SayAsync(exception, pair, arguments.Json ? documents : null, host));
            }
        }

        if (arguments.Json)
        {
            JsonOut.WriteArray(host, documents);
        }

        return code;
    }

    /// <summary>A cycle on an exchange, its decisions journalled and published.</summary>
    /// <param name="timeframe">The length of a candle.</param>
    /// <param name="unit">The pair and what decides it.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <param name="channel">Where signals are published.</param>
    /// <param name="source">The exchange's candles.</param>
    /// <param name="journals">The journals of this run, the same for all its pairs.</param>
    public static RunCycle Create(Timeframe timeframe, AgentUnit unit, CliHost host, OpenChannel channel, ICandleSource source, RunJournals journals) => new(new RunCycleSettings
    {
        Symbol = unit.Pair,
        Timeframe = timeframe,
        Source = new ClockCheckedSource(source, host.Clock),
        Strategy = unit.Strategy,
        Risk = unit.Risk,
        Clock = host.Clock,
        Journal = journals.Decisions,
        Log = journals.Log,
        Publisher = channel.Publisher,
        StrategyTimeout = TimeSpan.FromMilliseconds(unit.StrategyTimeoutMs),
    });

    /// <summary>As above, for a command with one strategy.</summary>
    public static RunCycle Create(CycleArguments arguments, Settings settings, CliHost host, OpenChannel channel, ICandleSource source, RunJournals journals) =>
        Create(arguments.Timeframe, new AgentUnit(arguments.Symbol, arguments.Strategy, settings.Config.RiskOptions, settings.Config.StrategyTimeoutMs), host, channel, source, journals);

    /// <summary>The journals of an agent, or of one cycle of every pair.</summary>
    public static RunJournals Journals(Uri? exchange, Timeframe timeframe, Settings settings, CliHost host)
    {
        BinanceClient.RequireTimeframe(timeframe);
        return RunJournals.Open(host.FullPath(settings.Config.JournalDir), "agent", Exchanges.IsReal(exchange) ? "live" : "simulated", settings.Config, host.Clock);
    }

    /// <summary>The exchange's candles; says once where it does not report a price step.</summary>
    public static BinanceCandleSource Source(Settings settings, BinanceClient client, Action<string> notice) => new(client)
    {
        MarketStep = settings.Config.TickSize,
        PriceStepUnavailable = problem => notice($"{problem} (--tick or TICK_SIZE names it)"),
    };

    private static async Task<(RunCycle Cycle, CycleResult Result)> RunOneAsync(
        CycleArguments arguments, Settings settings, CliHost host, OpenChannel channel, BinanceClient client, RunJournals journals, CancellationToken cancellationToken)
    {
        void Notice(string text) => host.Error.WriteLine($"bridge: {text}");
        AssemblyNotice.IfChanged(host.FullPath(settings.Config.JournalDir), arguments.Strategy, Notice);
        var cycle = Create(arguments, settings, host, channel, Source(settings, client, Notice), journals);
        var result = await cycle.RunAsync(cancellationToken);
        if (cycle.LeftOut > 0)
        {
            await host.Error.WriteLineAsync(FormattableString.Invariant($"bridge: {arguments.Symbol}: the exchange's newest candle has not closed by this machine's clock yet and is left out"));
        }

        PriceStepNotice.IfUnknown(cycle.PriceStep, arguments.Symbol, host);
        return (cycle, result);
    }
}
