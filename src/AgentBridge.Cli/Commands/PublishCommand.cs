using System.CommandLine;
using AgentBridge.Engine;
using AgentBridge.Risk;
using AgentBridge.Schema;

namespace AgentBridge.Cli;

/// <summary><c>bridge publish FILE</c></summary>
internal static class PublishCommand
{
    public static Command Create(CliHost host)
    {
        var file = new Argument<string>("FILE") { Description = "A file with one signal" };
        var candles = new CandleOptions("Judge by these candles with the whole gate; the newest must be the deciding one");
        var symbol = GlobalOptions.Symbol();
        var timeframe = GlobalOptions.Timeframe();
        var redis = GlobalOptions.Redis();
        var command = new Command("publish", "Judges a signal and publishes it; a decision that is there already changes nothing") { file, candles.Candles, candles.Pairs, candles.TimeUnit, symbol, timeframe, redis };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Settings.LoadToDecide(parsed, host);
            var json = parsed.GetValue(GlobalOptions.Json);
            if (!SignalFile.TryRead(parsed.GetRequiredValue(file), host, out var signal, out var violation))
            {
                return ShowInvalid(parsed.GetRequiredValue(file), violation, json, host);
            }

            var files = candles.Read(parsed, parsed.GetValue(symbol), parsed.GetValue(timeframe), host);
            var verdict = files.Files.Count > 0
                ? JudgeByCandles(signal, CandleFiles.Settle(files.Single(), parsed.GetValue(symbol), parsed.GetValue(timeframe), settings.Config, host, files.TimeUnit), host, settings)
                : RiskGate.ApproveRecorded(signal, host.Clock.GetUtcNow(), settings.Config.RiskOptions);
            await using var channel = OpenChannel.Named(settings, parsed.GetValue(redis), host);
            var journals = RunJournals.Open(host.FullPath(settings.Config.JournalDir), "publish", "live", settings.Config, host.Clock);
            var publication = await PublishAsync(signal, verdict, journals, channel, cancellationToken);
            return Show(publication, signal, verdict, channel.Description, json, host);
        });
        return command;
    }

    private static RiskVerdict JudgeByCandles(TradingSignal signal, CandleFiles.CandleFileArgument file, CliHost host, Settings settings) =>
        new RiskGate(host.Clock).ApplyRisk(signal, CandleFiles.Read(file, quarantine: false, host), settings.Config.RiskOptions);

    /// <summary>Publishes an approved signal; <see langword="null"/> if it was denied.</summary>
    private static async Task<DecisionPublication?> PublishAsync(
        TradingSignal signal, RiskVerdict verdict, RunJournals journals, OpenChannel channel, CancellationToken cancellationToken)
    {
        if (!verdict.IsApproved)
        {
            Log(journals, signal, verdict.Check.Name, verdict.Check.Detail);
            return null;
        }

        return await new DecisionPublisher(journals.Decisions, channel.Publisher).PublishAsync(
            verdict.Approved,
            publication => Log(journals, signal, publication.Code, IsInChannel(publication) ? channel.Description : publication.Reason),
            cancellationToken: cancellationToken);
    }

    private static bool IsInChannel(DecisionPublication publication) => publication.Code is CycleCodes.Published or CycleCodes.Duplicate;

    private static void Log(RunJournals journals, TradingSignal signal, string result, string rationale) =>
        journals.Log.Append(new(TradeActions.Publish, signal.Symbol, result) { InputRefs = [signal.DecisionId.ToString()], Rationale = rationale }, flush: true);

    private static int ShowInvalid(string file, SignalViolation violation, bool json, CliHost host)
    {
        if (json)
        {
            WriteJson(host, null, null);
        }

        host.Error.WriteLine($"bridge: {file}: SIGNAL_INVALID: {violation}");
        return ExitCodes.CheckFailed;
    }

    private static void WriteJson(CliHost host, TradingSignal? signal, DecisionPublication? publication) => JsonOut.Write(
        host,
        new PublishDocument(signal?.DecisionId.ToString(), publication?.Code is CycleCodes.Published, publication?.Code is CycleCodes.Duplicate),
        DocumentJson.Default.PublishDocument);

    private static int Show(DecisionPublication? publication, TradingSignal signal, RiskVerdict verdict, string channel, bool json, CliHost host)
    {
        if (json)
        {
            WriteJson(host, signal, publication);
        }

        if (publication is not null && IsInChannel(publication))
        {
            if (!json)
            {
                host.Out.WriteLine($"{signal.DecisionId} {(publication.Code is CycleCodes.Published ? "published" : "was published before; nothing changed")} ({channel})");
            }

            return ExitCodes.Success;
        }

        host.Error.WriteLine(verdict.IsApproved
            ? $"bridge: {signal.DecisionId} refused: DECISION_CONFLICT: the same decision_id is known with other values"
            : $"bridge: {signal.DecisionId} denied: {verdict}");
        return ExitCodes.CheckFailed;
    }
}
