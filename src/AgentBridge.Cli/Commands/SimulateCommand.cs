using System.CommandLine;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Market;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary><c>bridge simulate</c></summary>
internal static class SimulateCommand
{
    private static OptionsModel<ExchangeSimulatorOptions> Simulator => ExchangeSimulatorOptions.Model;

    public static Command Create(CliHost host)
    {
        var candles = new CandleOptions("A candle file; once for each pair");
        var timeframe = GlobalOptions.Timeframe();
        var quarantine = GlobalOptions.Quarantine();
        var port = GlobalOptions.Of("--port", "The port on 127.0.0.1 (default: a free one)", "N", Simulator.Of(nameof(ExchangeSimulatorOptions.Port)), 0);
        var speed = GlobalOptions.Of("--speed", "How many times faster than recorded the price moves; candles always close by the wall clock", "X", Simulator.Of(nameof(ExchangeSimulatorOptions.Speed)), 1.0);
        var lastClosed = GlobalOptions.Instant("--last-closed", "The recorded open time of the candle that is the last closed one at the start (default: the 1000th, or the middle of a shorter file)", "the 1000th candle, or the middle of a shorter file");
        var paused = new Option<bool>("--paused") { Description = "The price does not move until POST /control/start" };
        var tickSize = GlobalOptions.Of<double?>("--tick-size", "The minimum price step of every pair (default: as many decimals as its prices have)", "N", SimulatedMarket.Model.Of(nameof(SimulatedMarket.TickSize)), null);
        var untilInputEnds = new Option<bool>("--until-input-ends") { Description = "Also stop at the end of standard input, so that the program that started it can't leave it behind" };
        var command = new Command("simulate", "A Binance-compatible exchange over recorded candles shifted to now, until Ctrl+C") { candles.Candles, candles.Pairs, candles.TimeUnit, timeframe, quarantine, port, speed, lastClosed, paused, tickSize, untilInputEnds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Settings.Load(parsed, host);
            var given = candles.Read(parsed, symbol: null, parsed.GetValue(timeframe), host);
            var files = given.Files.Select(file => CandleFiles.Settle(file, null, parsed.GetValue(timeframe), settings.Config, host, given.TimeUnit)).ToList();
            if (files.Count == 0)
            {
                throw new CliException(ExitCodes.Usage, "--candles FILE is required");
            }

            // At the recorded speed the candles that close are the recorded ones, so the price follows the wall clock's boundaries.
            var factor = parsed.GetValue(speed);
            var options = new ExchangeSimulatorOptions
            {
                Markets = [.. files.Select(f => new SimulatedMarket { Candles = CandleFiles.Read(f, parsed.GetValue(quarantine), host, isReplay: true), TickSize = parsed.GetValue(tickSize) })],
                Port = parsed.GetValue(port),
                Speed = factor,
                LastClosedOpenMs = parsed.GetValue(lastClosed)?.ToUnixTimeMilliseconds(),
                PriceClock = parsed.GetValue(paused) ? PriceClockStart.None : factor == 1 ? PriceClockStart.AtBoundary : PriceClockStart.AtOnce,
            };
            if (Simulator.Problems(options) is { IsEmpty: false } problems)
            {
                throw new CliException(ExitCodes.Usage, string.Join('\n', problems.Select(Line)));
            }

            using var stop = StopSignal.Watch();
            await using var simulator = await ExchangeSimulatorHost.StartAsync(options, host.Clock, cancellationToken);
            Show(simulator, parsed.GetValue(GlobalOptions.Json), host);
            try
            {
                await (parsed.GetValue(untilInputEnds) ? InputEndAsync(host, cancellationToken) : Task.Delay(Timeout.InfiniteTimeSpan, host.Clock, cancellationToken));
                return ExitCodes.Success;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return stop.ExitCode;
            }
        });
        return command;
    }

    /// <summary>A problem in the words of the command line: the simulator's markets are the files of --candles.</summary>
    private static string Line(OptionProblem problem)
    {
        const string Markets = "markets";
        var line = problem.Line(NameOf);
        return line.StartsWith(Markets, StringComparison.Ordinal) ? "--candles" + line[Markets.Length..] : line;
    }

    /// <summary>The name of an option on the command line.</summary>
    private static string NameOf(string option) => option switch
    {
        "last_closed_open_ms" => "--last-closed",
        _ => "--" + option.Replace('_', '-'),
    };

    // A read of the input can't be cancelled, so it blocks a separate thread, which ends with the process.
    private static Task InputEndAsync(CliHost host, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => host.OpenInput().CopyTo(Stream.Null), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(cancellationToken);

    private static void Show(ExchangeSimulatorHost simulator, bool json, CliHost host)
    {
        var url = simulator.Url.AbsoluteUri.TrimEnd('/');
        if (json)
        {
            JsonOut.Write(host, new SimulateDocument(url, simulator.Pairs, simulator.Port), DocumentJson.Default.SimulateDocument);
        }
        else
        {
            host.Out.WriteLine(url);
            host.Error.WriteLine($"bridge: {string.Join(", ", simulator.Pairs)}; REST below /api/v3, streams below /ws and /stream, control below /control; Ctrl+C ends it");
        }

        host.Out.Flush();
    }
}
