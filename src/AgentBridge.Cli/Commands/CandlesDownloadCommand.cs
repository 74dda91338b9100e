using System.Collections.Immutable;
using System.CommandLine;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary><c>bridge candles download</c></summary>
internal static class CandlesDownloadCommand
{
    private const int ShownLeftOut = 20;
    private const long DefaultMaxWait = 3_600;

    public static Command Create(CliHost host)
    {
        var symbol = GlobalOptions.Symbol();
        symbol.Description = "The pair (default: DEFAULT_SYMBOL)";
        var pairs = GlobalOptions.Setting<ImmutableArray<string>>("--pairs", "Several pairs, downloaded at once into a folder", "A,B,…", "PAIRS");
        var timeframe = GlobalOptions.Timeframe();
        var from = GlobalOptions.Instant("--from", "The first instant, UTC: 2025-06-01 or 2025-06-01T12:00:00Z", "2025-06-01", isRequired: true);
        var to = GlobalOptions.Instant("--to", "The end (excluded; default: now)", "now");
        var output = CandleOutput.OutOption("The file to write or to resume, or the data folder in which each pair has a file under Freqtrade's name for it");
        var format = CandleOutput.FormatOption();
        var exchange = Exchanges.Option();
        var maxWait = GlobalOptions.Whole("--max-wait", "How long to wait for an exchange that does not answer or asks for a pause, in seconds since the last candle", "N", 0, 86_400 * 7, DefaultMaxWait);
        var command = new Command("download", "Downloads history from the exchange; waits out its stops; run it again to resume where it ended") { symbol, pairs, timeframe, from, to, output, format, exchange, maxWait };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var config = Settings.Load(parsed, host).Config;
            var symbols = SymbolsOf(parsed.GetValue(symbol), parsed.GetValue(pairs), config);
            var several = !parsed.GetValue(pairs).IsDefault;
            var place = CandleOutput.Settle(parsed.GetRequiredValue(output), parsed.GetValue(format), symbols.Length > 1, host);
            var (frame, start, end) = (CandleFiles.Timeframe(parsed.GetValue(timeframe), config), parsed.GetRequiredValue(from)!.Value, parsed.GetValue(to) ?? host.Clock.GetUtcNow());
            var jobs = symbols.Select(pair =>
            {
                var file = place.FileOf(pair, frame, pair);
                return new CandleDownloads.Job(new CandleDownloadRequest(pair, frame, start, end), file, place.Open(file, host).Path);
            }).ToList();
            using var http = ExchangeHttp.CreateClient();
            var client = Exchanges.Client(http, Exchanges.BaseUrl(parsed.GetValue(exchange)), host);
            var downloads = new CandleDownloads(client, TimeSpan.FromSeconds(parsed.GetValue(maxWait)), place.Format, host);
            var outcomes = await downloads.RunAsync(jobs, cancellationToken);
            return await ShowAsync(outcomes, several, parsed.GetValue(GlobalOptions.Json), place.Format, host);
        });
        return command;
    }

    private static ImmutableArray<string> SymbolsOf(string? symbol, ImmutableArray<string> pairs, BridgeConfig config) => pairs switch
    {
        { IsDefault: true } => [symbol is null ? config.DefaultSymbol : CandleFiles.Symbol(symbol, "--symbol")],
        { IsEmpty: true } => throw new CliException(ExitCodes.Usage, "--pairs names no pair"),
        _ => symbol is null ? pairs : throw new CliException(ExitCodes.Usage, "--symbol and --pairs: give one of them"),
    };

    private static async Task<int> ShowAsync(CandleDownloads.Outcome[] outcomes, bool several, bool json, CandleFileFormat format, CliHost host)
    {
        var (code, documents) = (ExitCodes.Success, new List<string>());
        foreach (var (job, result, failure) in outcomes)
        {
            if (result is null)
            {
                code = several ? Math.Max(code, await FailureReport.SayAsync(failure!, job.Request.Symbol, json ? documents : null, host)) : throw failure!;
                continue;
            }

            ShowLeftOut(host, job, result.LeftOut);
            var document = new CandlesDownloadDocument(
                job.File, result.Candles, result.Added, result.LeftOut.OffGrid, result.LeftOut.OtherLength, job.Request.Symbol, job.Request.Timeframe.ToString(), CandleFileFormats.WordOf(format));
            documents.Add(JsonOut.Text(document, DocumentJson.Default.CandlesDownloadDocument));
            if (!json)
            {
                host.Out.WriteLine(FormattableString.Invariant($"{job.File}: {result.Candles} candles, {result.Added} of them new"));
            }
            else if (!several)
            {
                JsonOut.Write(host, document, DocumentJson.Default.CandlesDownloadDocument);
            }
        }

        if (json && several)
        {
            JsonOut.WriteArray(host, documents);
        }

        return code;
    }

    /// <summary>The klines that the exchange sent but the file does not have.</summary>
    private static void ShowLeftOut(CliHost host, CandleDownloads.Job job, KlinesLeftOut leftOut)
    {
        if (leftOut.Count == 0)
        {
            return;
        }

        host.Error.WriteLine(FormattableString.Invariant(
            $"bridge: {job}: {leftOut.Count} klines left out, {leftOut.OffGrid} off the grid and {leftOut.OtherLength} of another length, as around a stop of the exchange; each is a gap"));
        foreach (var finding in leftOut.First.Take(ShownLeftOut))
        {
            host.Error.WriteLine($"bridge:   {finding.KindName}: {finding.Detail}");
        }

        if (leftOut.Count > ShownLeftOut)
        {
            host.Error.WriteLine(FormattableString.Invariant($"bridge:   … and {leftOut.Count - ShownLeftOut} more"));
        }
    }
}
