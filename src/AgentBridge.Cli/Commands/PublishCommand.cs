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
        var candles = GlobalOptions.Candles("Judge by these candles with the whole gate; the newest must be the deciding one");
        var symbol = GlobalOptions.Symbol();
        var timeframe = GlobalOptions.Timeframe();
        var redis = GlobalOptions.Redis();
        var command = new Command("publish", "Judges a signal and publishes it; a decision that is there already changes nothing") { file, candles, symbol, timeframe, redis };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = Settings.LoadToDecide(parsed, host);
            var json = parsed.GetValue(GlobalOptions.Json);
            if (!SignalFile.TryRead(parsed.GetRequiredValue(file), host, out var signal, out var violation))
            {
                return ShowInvalid(parsed.GetRequiredValue(file), violation, json, host);
            }

            var verdict = parsed.GetValue(candles) is { Length: > 0 }
                ? JudgeByCandles(signal, CandleFiles.Settle(CandleFiles.Single(parsed, candles), parsed.GetValue(symbol), parsed.GetValue(timeframe), settings.Config, host), host, settings)
                : RiskGate.ApproveRecorded(signal, host.Clock.GetUtcNow(), settings.Config.RiskOptions);
            await using var channel = OpenChannel.Named(settings, parsed.GetValue(redis), host);
            var journals = RunJournals.Open(host.FullPath(settings.Config.JournalDir), "publish", "live", settings.Config, host.Clock);
            var result = await PublishAsync(signal, verdict, journals, channel, cancellationToken);
            return Show(result, signal, verdict, channel.Description, json, host);
        });
        return command;
    }

    private static RiskVerdict JudgeByCandles(TradingSignal signal, CandleFiles.CandleFileArgument file, CliHost host, Settings settings) =>
        new RiskGate(host.Clock).ApplyRisk(signal, CandleFiles.Read(file, quarantine: false, host), settings.Config.RiskOptions);

    private static async Task<PublishResult> PublishAsync(
        TradingSignal signal, RiskVerdict verdict, RunJournals journals, OpenChannel channel, CancellationToken cancellationToken)
    {
        if (!verdict.IsApproved)
        {
            Log(journals, signal, verdict.Check.Name, verdict.Check.Detail);
            return PublishResult.Unspecified;
        }

        // The row first: what is not in the journal is not published.
        var written = journals.Decisions.AppendDecision(DecisionRows.Of(verdict.Approved.Signal));
        if (written is not (AppendOutcome.Appended or AppendOutcome.Duplicate))
        {
            Log(journals, signal, Word(PublishResult.Conflict), "the journal holds this decision_id with other values");
            return PublishResult.Conflict;
        }

        try
        {
            var result = await channel.Publisher.PublishSignalAsync(verdict.Approved, cancellationToken);
            Log(journals, signal, Word(result), channel.Description);
            return result;
        }
        catch (TransportException exception)
        {
            Log(journals, signal, "PUBLISH_FAILED", exception.Message);
            throw;
        }
    }

    private static void Log(RunJournals journals, TradingSignal signal, string result, string rationale) =>
        journals.Log.Append(new("publish", signal.Symbol, result) { InputRefs = [signal.DecisionId.ToString()], Rationale = rationale }, flush: true);

    private static string Word(PublishResult result) => result switch
    {
        PublishResult.Published => "PUBLISHED",
        PublishResult.Duplicate => "DUPLICATE",
        PublishResult.Conflict => ExecutorCodeCatalog.Of(ExecutorCode.DecisionConflict).Name,
        _ => "NOT_PUBLISHED",
    };

    private static int ShowInvalid(string file, SignalViolation violation, bool json, CliHost host)
    {
        if (json)
        {
            WriteJson(host, null, PublishResult.Unspecified);
        }

        host.Error.WriteLine($"bridge: {file}: SIGNAL_INVALID: {violation}");
        return ExitCodes.CheckFailed;
    }

    private static void WriteJson(CliHost host, TradingSignal? signal, PublishResult result) => JsonOut.Write(host, writer =>
    {
        writer.WriteStartObject();
        writer.WriteText("decision_id", signal?.DecisionId.ToString());
        writer.WriteBoolean("published", result == PublishResult.Published);
        writer.WriteBoolean("duplicate", result == PublishResult.Duplicate);
        writer.WriteEndObject();
    });

    private static int Show(PublishResult result, TradingSignal signal, RiskVerdict verdict, string channel, bool json, CliHost host)
    {
        if (json)
        {
            WriteJson(host, signal, result);
        }

        if (result is PublishResult.Published or PublishResult.Duplicate)
        {
            if (!json)
            {
                host.Out.WriteLine($"{signal.DecisionId} {(result == PublishResult.Published ? "published" : "was published before; nothing changed")} ({channel})");
            }

            return ExitCodes.Success;
        }

        host.Error.WriteLine(verdict.IsApproved
            ? $"bridge: {signal.DecisionId} refused: DECISION_CONFLICT: the same decision_id is known with other values"
            : $"bridge: {signal.DecisionId} denied: {verdict}");
        return ExitCodes.CheckFailed;
    }
}
