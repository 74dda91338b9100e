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
        if (!arguments.HasSeveral)
        {
            var (cycle, result) = await RunOneAsync(arguments, settings, host, channel, client, cancellationToken);
            return CycleOutput.Show(result, cycle, arguments.Json, host);
        }

        var (code, documents) = (ExitCodes.Success, new List<string>());
        foreach (var pair in arguments.Symbols)
        {
            try
            {
                var (cycle, result) = await RunOneAsync(arguments.Of(pair), settings, host, channel, client, cancellationToken);
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
            host.Out.WriteLine($"[{string.Join(',', documents)}]");
        }

        return code;
    }

    private static async Task<(RunCycle Cycle, CycleResult Result)> RunOneAsync(
        CycleArguments arguments, Settings settings, CliHost host, OpenChannel channel, BinanceClient client, CancellationToken cancellationToken)
    {
        var cycle = Create(arguments, settings, host, channel, client, notice => host.Error.WriteLine($"bridge: {notice}"));
        var result = await cycle.RunAsync(cancellationToken);
        if (cycle.LeftOut > 0)
        {
            await host.Error.WriteLineAsync(FormattableString.Invariant($"bridge: {arguments.Symbol}: the exchange's newest candle has not closed by this machine's clock yet and is left out"));
        }

        PriceStepNotice.IfUnknown(cycle.PriceStep, arguments.Symbol, host);
        return (cycle, result);
    }

    /// <summary>A cycle on an exchange, its decisions journalled and published.</summary>
    public static RunCycle Create(CycleArguments arguments, Settings settings, CliHost host, OpenChannel channel, BinanceClient client, Action<string> notice)
    {
        BinanceClient.RequireTimeframe(arguments.Timeframe);
        var journals = RunJournals.Open(host.FullPath(settings.Config.JournalDir), "agent", Exchanges.IsReal(arguments.Exchange) ? "live" : "simulated", settings.Config, host.Clock);
        AssemblyNotice.IfChanged(host.FullPath(settings.Config.JournalDir), arguments.Strategy, notice);
        var source = new BinanceCandleSource(client)
        {
            MarketStep = settings.Config.TickSize,
            PriceStepUnavailable = problem => notice($"{problem} (--tick or TICK_SIZE names it)"),
        };
        return new RunCycle(new RunCycleSettings
        {
            Symbol = arguments.Symbol,
            Timeframe = arguments.Timeframe,
            Source = new ClockCheckedSource(source, host.Clock),
            Strategy = arguments.Strategy,
            Risk = settings.Config.RiskOptions,
            Clock = host.Clock,
            Journal = journals.Decisions,
            Log = journals.Log,
            Publisher = channel.Publisher,
            StrategyTimeout = TimeSpan.FromMilliseconds(settings.Config.StrategyTimeoutMs),
        });
    }
}
