using System.CommandLine;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary><c>bridge candles download</c></summary>
internal static class CandlesDownloadCommand
{
    private const int ShownLeftOut = 20;

    public static Command Create(CliHost host)
    {
        var symbol = GlobalOptions.Symbol();
        symbol.Description = "The pair (default: DEFAULT_SYMBOL)";
        var timeframe = GlobalOptions.Timeframe();
        var from = GlobalOptions.Instant("--from", "The first instant, UTC: 2025-06-01 or 2025-06-01T12:00:00Z", "2025-06-01", isRequired: true);
        var to = GlobalOptions.Instant("--to", "The end (excluded; default: now)", "now");
        var output = new Option<string>("--out") { Description = "The CSV to write or to resume", HelpName = "FILE.csv", Required = true };
        var exchange = Exchanges.Option();
        var command = new Command("download", "Downloads history from the exchange; run it again to resume where it stopped") { symbol, timeframe, from, to, output, exchange };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var config = Settings.Load(parsed, host).Config;
            var request = new CandleDownloadRequest(
                parsed.GetValue(symbol) is { } pair ? CandleFiles.Symbol(pair, "--symbol") : config.DefaultSymbol,
                CandleFiles.Timeframe(parsed.GetValue(timeframe), config),
                parsed.GetRequiredValue(from)!.Value,
                parsed.GetValue(to) ?? host.Clock.GetUtcNow());
            var path = parsed.GetRequiredValue(output);
            var target = OutputFile.Settle(path, host);
            using var http = ExchangeHttp.CreateClient();
            var download = new CandleDownload(new KlineHistory(Exchanges.Client(http, Exchanges.BaseUrl(parsed.GetValue(exchange)), host)));
            var result = await ProgressBar.RunAsync(host, $"{request.Symbol} {request.Timeframe}", async report =>
            {
                try
                {
                    return await download.RunAsync(request, target.Path, new Relay(report, request), cancellationToken);
                }
                catch (JournalException failure)
                {
                    throw new CliException(ExitCodes.Unavailable, $"--out {failure.Message}", failure);
                }
            });
            ShowLeftOut(host, request, result.LeftOut);
            Show(host, parsed.GetValue(GlobalOptions.Json), path, result);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The klines that the exchange sent but the file does not have.</summary>
    private static void ShowLeftOut(CliHost host, CandleDownloadRequest request, KlinesLeftOut leftOut)
    {
        if (leftOut.Count == 0)
        {
            return;
        }

        host.Error.WriteLine(FormattableString.Invariant(
            $"bridge: {request.Symbol} {request.Timeframe}: {leftOut.Count} klines left out, {leftOut.OffGrid} off the grid and {leftOut.OtherLength} of another length, as around a stop of the exchange; each is a gap"));
        foreach (var finding in leftOut.First.Take(ShownLeftOut))
        {
            host.Error.WriteLine($"bridge:   {finding.KindName}: {finding.Detail}");
        }

        if (leftOut.Count > ShownLeftOut)
        {
            host.Error.WriteLine(FormattableString.Invariant($"bridge:   … and {leftOut.Count - ShownLeftOut} more"));
        }
    }

    private static void Show(CliHost host, bool json, string path, CandleDownloadResult result)
    {
        if (json)
        {
            JsonOut.Write(
                host,
                new CandlesDownloadDocument(path, result.Candles, result.Added, result.LeftOut.OffGrid, result.LeftOut.OtherLength),
                DocumentJson.Default.CandlesDownloadDocument);
        }
        else
        {
            host.Out.WriteLine(FormattableString.Invariant($"{path}: {result.Candles} candles, {result.Added} of them new"));
        }
    }

    /// <summary>Reports progress synchronously; the standard class would post it to another thread.</summary>
    private sealed class Relay(Action<double, string> report, CandleDownloadRequest request) : IProgress<CandleDownloadProgress>
    {
        public void Report(CandleDownloadProgress value) =>
            report(value.Fraction, FormattableString.Invariant($"{request.Symbol} {request.Timeframe} {value.Candles} candles, at {value.Reached:yyyy-MM-dd HH:mm}"));
    }
}
